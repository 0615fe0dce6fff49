/** Keys that several screens share. Matched by physical key, so that they work under every layout. */
import { isComposing } from "../core/keymap";

/** Whether a key belongs to what the person is typing, or composing, and not to the screen. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return true;
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], dialog, [popover]") !== null
  );
}

const WRITTEN =
  "input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select, [contenteditable]";
const BUTTONS = "button, a, summary, [role=tab]";
const TURNS = /^(Arrow|Page|Home|End)/;

/** Whether a key is for the commands of the screen: nothing that has the focus needs it, and nothing is open over the page. */
export function isForScreen(event: KeyboardEvent): boolean {
  // Not `instanceof`: what is in another window of this page is no element of this one.
  const target = event.target as Element;
  if (event.defaultPrevented || target.closest("dialog, [popover]:not([data-keys=live])")) return false;
  if (target.matches(WRITTEN) || (target.matches("[type=range]") && TURNS.test(event.code))) return false;
  return !(target.matches(BUTTONS) && (event.code === "Space" || event.code === "Enter"));
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Move the focus up or down among what `selector` finds in `list`; from outside the first one is taken. */
export function moveFocus(event: KeyboardEvent, list: HTMLElement, selector: string): void {
  const step = STEPS[event.code];
  if (step === undefined || isTyping(event)) return;
  const all = [...list.querySelectorAll<HTMLElement>(selector)];
  const current = all.indexOf(event.target as HTMLElement);
  const next = current === -1 ? all[0] : all[current + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
