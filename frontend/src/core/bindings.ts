import type { Command, KeyContext, Press } from "./commands";

/** What a person chose about keys. */
export interface KeyChoices {
  /** Presses in place of a command's own, by the command; an empty list leaves it without a key. */
  readonly presses: Readonly<Record<string, readonly Press[]>>;
  /** Whether a letter, digit or sign alone may be a command (WCAG 2.1.4). */
  readonly singleKeys: boolean;
}

export const NO_CHOICES: KeyChoices = { presses: {}, singleKeys: true };

const CHARACTER =
  /^(Shift\+)?(Key[A-Z]|Digit\d|Numpad(\d|Add|Subtract|Multiply|Divide|Decimal|Comma|Equal)|Minus|Equal|Bracket(Left|Right)|Backslash|Semicolon|Quote|Backquote|Comma|Period|Slash|Intl\w+)$/;

/**
 * Whether a press is a character alone, as WCAG 2.1.4 counts them: a letter (capitals too), digit, punctuation or
 * symbol. Space, arrows, F-keys, Delete and whatever has Ctrl or Alt are not.
 */
export const isCharacter = (press: Press): boolean => CHARACTER.test(press);

const place = (context: KeyContext, press: Press): string => `${context} ${press}`;

/**
 * Which key means which command, by one person's choices: never two commands on one key in one context. What was
 * chosen goes before what a command has by itself, so that a command that comes later can't take a chosen key away.
 */
export class Bindings {
  readonly #commands = new Map<string, Command>();
  readonly #presses = new Map<string, Press[]>();

  constructor(
    commands: readonly Command[],
    readonly choices: KeyChoices = NO_CHOICES,
  ) {
    const chosen = (command: Command) => (command.fixed ? undefined : choices.presses[command.id]);
    const fixed = commands.filter((command) => command.fixed);
    const others = commands.filter((command) => !command.fixed);
    for (const command of fixed) this.#bind(command, command.presses);
    for (const command of others) this.#bind(command, chosen(command) ?? []);
    for (const command of others) if (!chosen(command)) this.#bind(command, command.presses);
  }

  /** The command on a key, or undefined: there is none, or characters are switched off. */
  find(context: KeyContext, press: Press): Command | undefined {
    return !this.choices.singleKeys && this.isSingle(context, press) ? undefined : this.owner(context, press);
  }

  /** The command that a key belongs to, whether or not characters are switched off. */
  owner(context: KeyContext, press: Press): Command | undefined {
    return this.#commands.get(place(context, press));
  }

  /** The keys of a command that work. */
  presses(id: string): readonly Press[] {
    const all = this.own(id);
    return this.choices.singleKeys ? all : all.filter((press) => !isCharacter(press));
  }

  /** The first key of a command that works, for the label beside a button; empty when it has none. */
  press(id: string): Press | "" {
    return this.presses(id)[0] ?? "";
  }

  /** The keys of a command, those that are switched off too. */
  own(id: string): readonly Press[] {
    return this.#presses.get(id) ?? [];
  }

  /** While a text field has the focus a character is typed, and none is a command there. */
  isSingle(context: KeyContext, press: Press): boolean {
    return context === "screen" && isCharacter(press);
  }

  #bind(command: Command, presses: readonly Press[]): void {
    const free = [...new Set(presses)].filter((press) => !this.owner(command.context, press));
    for (const press of free) this.#commands.set(place(command.context, press), command);
    this.#presses.set(command.id, free);
  }
}
