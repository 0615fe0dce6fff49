import type { Command, KeyContext, Press } from "./commands";
import type { Registry } from "./registry";

/** What the keymap needs of a `KeyboardEvent`. */
export interface KeyEventLike {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode?: number;
  readonly repeat?: boolean;
}

/** `keyCode` of a key that an input method has taken; some say so only by this. */
const TAKEN_BY_IME = 229;

/** Whether an input method is putting a letter together, as for Hangul: the key is its own, even Enter and Escape. */
export const isComposing = (event: Pick<KeyEventLike, "isComposing" | "keyCode">): boolean =>
  event.isComposing || event.keyCode === TAKEN_BY_IME;

export function pressOf(event: KeyEventLike): Press {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey) parts.push("Shift");
  return [...parts, event.code].join("+");
}

/** The command that a key means here, or undefined: never while an input method composes, never a held key twice. */
export function commandFor(registry: Registry, event: KeyEventLike, context: KeyContext): Command | undefined {
  if (isComposing(event)) return undefined;
  const command = registry.find(context, pressOf(event));
  if (!command || (event.repeat && !command.repeats)) return undefined;
  return command;
}

const LABELS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  BracketLeft: "[",
  BracketRight: "]",
  Slash: "/",
  Comma: ",",
  Period: ".",
  Equal: "+",
  Minus: "−",
  NumpadAdd: "Num +",
  NumpadSubtract: "Num −",
  Backspace: "⌫",
  Delete: "Del",
  Escape: "Esc",
};
const SHIFTED: Readonly<Record<string, string>> = {
  BracketLeft: "{",
  BracketRight: "}",
  Slash: "?",
  Comma: "<",
  Period: ">",
};

/** Two printed keys as the ends of a row of them: `1–9`, `Shift A–Z`. */
export function rangeOfKeys(first: string, last: string): string {
  const shared = first.slice(0, first.lastIndexOf(" ") + 1);
  return `${first}–${last.startsWith(shared) ? last.slice(shared.length) : last}`;
}

/** How a key is printed on a button, as on a Latin keyboard: `Ctrl Shift Z`, `{`, `←`. */
export function keyLabel(press: Press): string {
  const parts = press.split("+");
  const code = parts.at(-1) ?? "";
  const modifiers = parts.slice(0, -1);
  const shifted = SHIFTED[code];
  if (modifiers.join() === "Shift" && shifted) return shifted;
  const name = LABELS[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "Num ");
  return [...modifiers, name].join(" ");
}
