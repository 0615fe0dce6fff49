import { Bindings, isCharacter, type KeyChoices } from "./bindings";
import type { Command, KeyContext, Press } from "./commands";

/** Why a key can't be a command, as the last part of a name in the catalogue. */
export type KeyRefusal = "browser" | "focus" | "text" | "typing" | "input" | "escape" | "erase";

/** Keys that the browser keeps for itself or that a page must leave to it: tabs, windows, reload, the address, tools. */
const BROWSERS =
  /^(Ctrl\+(Shift\+)?(Key[TNWRQ]|Tab|PageUp|PageDown)|Ctrl\+Key[LHDUJ]|Ctrl\+Shift\+Key[IJCKMP]|(Ctrl\+)?(Shift\+)?F5|F1|F11|F12|Alt\+(F4|KeyD|Tab|Home|Arrow(Left|Right))|Ctrl\+F4)$/;
/** Copying words on the page. */
const TEXTS = /^Ctrl\+Key[CVX]$/;
/** Moving the focus and pressing what has it. */
const FOCUS = /^(Shift\+)?(Tab|Enter|NumpadEnter)$/;
/** Keys that choose how letters are written. */
const INPUTS =
  /\b(Lang\d|KanaMode|Convert|NonConvert|HangulMode|Hanja|CapsLock|NumLock|ScrollLock|ContextMenu|Meta\w*|OS\w*)$/;
/** What writing and correcting words takes. */
const MOVES = /^Ctrl\+KeyA$|^(Ctrl\+)?(Shift\+)?(Space|Arrow\w+|Home|End|Page\w+|Delete|Insert)$/;
const MODIFIER = /^(Control|Shift|Alt|Meta|OS)(Left|Right)?$|^Fn|^AltGraph$/;

/** Whether only a modifier is down so far, so that the key itself is still to come. */
export const isModifier = (code: string): boolean => code === "" || MODIFIER.test(code);

/** Why nobody may put a command of `context` on `press`; null when it may be chosen. */
export function refusalOf(press: Press, context: KeyContext): KeyRefusal | null {
  if (press === "Backspace") return "erase";
  if (/(^|\+)Escape$/.test(press)) return "escape";
  if (FOCUS.test(press)) return "focus";
  if (TEXTS.test(press)) return "text";
  if (INPUTS.test(press)) return "input";
  if (context === "field" && (isCharacter(press) || MOVES.test(press))) return "typing";
  return BROWSERS.test(press) ? "browser" : null;
}

const sameList = (a: readonly Press[], b: readonly Press[]): boolean =>
  a.length === b.length && a.every((press, index) => press === b[index]);

/** Changes of keys, as what to put beside the choices so far: presses by command, null for a command's own again. */
export type KeyChanges = Readonly<Record<string, readonly Press[] | null>>;

/** What one person does to their keys. Pure: every method gives the changes and makes none. */
export class Remapping {
  readonly #bindings: Bindings;

  constructor(
    readonly commands: readonly Command[],
    readonly choices: KeyChoices,
  ) {
    this.#bindings = new Bindings(commands, choices);
  }

  /** The other command that `press` belongs to where `command` works. */
  holder(command: Command, press: Press): Command | undefined {
    const holder = this.#bindings.owner(command.context, press);
    return holder?.id === command.id ? undefined : holder;
  }

  /** Puts `press` on the command: in place of `old`, or beside its keys when that is null. The holder loses it. */
  put(command: Command, old: Press | null, press: Press): KeyChanges {
    const holder = this.holder(command, press);
    return { ...(holder && this.#without(holder, press)), ...this.#with(command, old, press) };
  }

  /** The same, and the command that had `press` gets `old` for it. */
  swap(command: Command, old: Press, press: Press): KeyChanges {
    const holder = this.holder(command, press);
    return { ...(holder && this.#with(holder, press, old)), ...this.#with(command, old, press) };
  }

  remove(command: Command, press: Press): KeyChanges {
    return this.#without(command, press);
  }

  /** The command's own keys again; whoever has one of them by choice loses it. */
  reset(command: Command): KeyChanges {
    const lost = command.presses.flatMap((press) => {
      const holder = this.holder(command, press);
      return holder ? [[holder, press] as const] : [];
    });
    const without = lost.map(([holder]) => [
      holder.id,
      this.#tidy(
        holder,
        this.#bindings.own(holder.id).filter((press) => !command.presses.includes(press)),
      ),
    ]);
    return { ...Object.fromEntries(without), [command.id]: null };
  }

  /** Whether any of the commands has other keys than its own. */
  get changed(): boolean {
    return this.commands.some(({ id }) => id in this.choices.presses);
  }

  /** Every command's own keys again. Those of other screens are chosen in the same place, and stay. */
  resetAll(): KeyChanges {
    const chosen = this.commands.filter(({ id }) => id in this.choices.presses);
    return Object.fromEntries(chosen.map(({ id }) => [id, null]));
  }

  #with(command: Command, old: Press | null, press: Press): KeyChanges {
    const own = this.#bindings.own(command.id).filter((one) => one !== press || one === old);
    const at = old === null ? own.length : own.indexOf(old);
    return { [command.id]: this.#tidy(command, own.toSpliced(at, old === null ? 0 : 1, press)) };
  }

  #without(command: Command, press: Press): KeyChanges {
    return {
      [command.id]: this.#tidy(
        command,
        this.#bindings.own(command.id).filter((one) => one !== press),
      ),
    };
  }

  /** A choice that equals the command's own keys is none. */
  #tidy(command: Command, presses: readonly Press[]): readonly Press[] | null {
    return sameList(presses, command.presses) ? null : presses;
  }
}
