/** A physical key with its modifiers: `KeyI`, `Shift+ArrowLeft`, `Ctrl+Shift+KeyZ`. Command (⌘) counts as Ctrl. */
export type Press = string;

/** Where a key works. `workbench`: anywhere but in a text field. `field`: while a text field has the focus. */
export type KeyContext = "workbench" | "field";

/** One thing a person can do. Keys, menus, the palette and the sheet of keys all come from here. */
export interface Command {
  readonly id: string;
  /** Key of the name in the catalogue; `values` fill it. */
  readonly name: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Heading on the sheet of keys. */
  readonly group: string;
  readonly context: KeyContext;
  readonly presses: readonly Press[];
  /** May a held key repeat it. */
  readonly repeats?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

export class Registry {
  readonly #commands = new Map<string, Command>();

  /** Adds commands; a second one on the same key in the same context, or with the same id, is a programming error. */
  add(...commands: readonly Command[]): void {
    for (const command of commands) {
      if (this.#commands.has(command.id)) throw new Error(`two commands are called ${command.id}`);
      for (const press of command.presses) {
        const other = this.find(command.context, press);
        if (other) throw new Error(`${command.id} and ${other.id} share the key ${press}`);
      }
      this.#commands.set(command.id, command);
    }
  }

  all(): readonly Command[] {
    return [...this.#commands.values()];
  }

  find(context: KeyContext, press: Press): Command | undefined {
    return this.all().find((command) => command.context === context && command.presses.includes(press));
  }

  /** Runs a command by name, as menus and buttons do; false when it is switched off just now. */
  run(id: string): boolean {
    const command = this.#commands.get(id);
    if (!command) throw new Error(`no command is called ${id}`);
    if (command.enabled && !command.enabled()) return false;
    command.run();
    return true;
  }

  /** The first key of a command, for the label beside a button; empty when it has none. */
  press(id: string): Press | "" {
    return this.#commands.get(id)?.presses[0] ?? "";
  }
}
