import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { Bindings, type KeyChoices, NO_CHOICES } from "./bindings";

/** A physical key with its modifiers: `KeyI`, `Shift+ArrowLeft`, `Ctrl+Shift+KeyZ`. Command (⌘) counts as Ctrl. */
export type Press = string;

/** Where on a screen a key works. `screen`: anywhere but in a text field. `field`: while a text field has the focus. */
export type KeyContext = "screen" | "field";

/** One thing a person can do. Keys, menus, the palette and the sheet of keys all come from here. */
export interface Command {
  /** No other command has it, on no screen: what a person chose about keys is kept by it, for all screens together. */
  readonly id: string;
  /** Key of the name in the catalogue; `values` fill it. */
  readonly name: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Key of the heading on the sheet of keys in the catalogue. */
  readonly group: string;
  /** Key of the name in the catalogue of many alike, which are one row on the sheet until they are opened. */
  readonly family?: string;
  readonly context: KeyContext;
  /** Its keys, unless a person chose others. */
  readonly presses: readonly Press[];
  /** Its keys are the same for everybody: the way out must always be where it is expected. */
  readonly fixed?: boolean;
  /** May a held key repeat it. */
  readonly repeats?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

/** A command as the table of a screen has it; `more` is what is not as usual. */
export type Row = readonly [id: string, presses: readonly Press[], run: () => void, more?: Partial<Command>];

/** The commands of a screen by groups. Names and headings stand in the catalogue below the name of the screen. */
export function commandsIn(screen: string, groups: Readonly<Record<string, readonly Row[]>>): Command[] {
  return Object.entries(groups).flatMap(([group, rows]) =>
    rows.map(([id, presses, run, more]) => ({
      ...{ id, name: `${screen}.command.${id}`, group: `${screen}.group.${group}`, context: "screen", presses, run },
      ...more,
    })),
  );
}

/** The commands of one screen. */
export class Registry {
  readonly #commands = signal<ReadonlyMap<string, Command>>(new Map());
  /** Which key means which command now. */
  readonly bindings: ReadonlySignal<Bindings>;

  /** `choices`: what the person chose about keys; the bindings follow it. */
  constructor(choices: ReadonlySignal<KeyChoices> = signal(NO_CHOICES)) {
    this.bindings = computed(() => new Bindings([...this.#commands.value.values()], choices.value));
  }

  /** Adds commands; a second one on the same key in the same context, or with the same id, is a programming error. */
  add(...commands: readonly Command[]): void {
    const known = new Map(this.#commands.peek());
    const taken = new Map(
      this.all().flatMap((command) => command.presses.map((press) => [at(command, press), command])),
    );
    for (const command of commands) {
      if (known.has(command.id)) throw new Error(`two commands are called ${command.id}`);
      for (const press of command.presses) {
        const other = taken.get(at(command, press));
        if (other) throw new Error(`${command.id} and ${other.id} share the key ${press}`);
        taken.set(at(command, press), command);
      }
      known.set(command.id, command);
    }
    this.#commands.value = known;
  }

  all(): readonly Command[] {
    return [...this.#commands.peek().values()];
  }

  find(context: KeyContext, press: Press): Command | undefined {
    return this.bindings.peek().find(context, press);
  }

  /** Runs a command by name, as menus and buttons do; false when it is switched off just now. */
  run(id: string): boolean {
    const command = this.#commands.peek().get(id);
    if (!command) throw new Error(`no command is called ${id}`);
    if (command.enabled && !command.enabled()) return false;
    command.run();
    return true;
  }

  /** The first key of a command, for the label beside a button; empty when it has none. */
  press(id: string): Press | "" {
    return this.bindings.peek().press(id);
  }
}

const at = ({ context }: Command, press: Press): string => `${context} ${press}`;
