import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { Bindings, type KeyChoices, NO_CHOICES } from "./bindings";
import type { Command, KeyContext, Press } from "./commands";

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
