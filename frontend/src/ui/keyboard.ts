/** What a screen's keys are pressed, printed and changed by, for the parts of the screen and for what screens share. */
import { getContext, setContext } from "svelte";
import type { Command, KeyContext, Press } from "../core/commands";
import { commandFor, keyLabel } from "../core/keymap";
import type { Preferences } from "../core/preferences";
import type { Registry } from "../core/registry";
import { type MessageKey, t } from "../i18n";

export interface Keyboard {
  readonly registry: Registry;
  /** Where it is kept what the person chose about keys. */
  readonly preferences: Preferences;
  /** Takes back that the sheet of keys is open. */
  readonly closeSheet: () => void;
  /** What the pointer does beside the keys, for the foot of the sheet. */
  readonly pointer?: () => string;
}

export const KEYBOARD = Symbol("keyboard");

export const provideKeyboard = (keyboard: Keyboard): Keyboard => setContext(KEYBOARD, keyboard);
export const keyboard = (): Keyboard => getContext<Keyboard>(KEYBOARD);

/** Does what a key means here, if anything. The key of a command that is switched off just now does nothing else, either. */
export function runKey(registry: Registry, event: KeyboardEvent, context: KeyContext): void {
  const command = commandFor(registry, event, context);
  if (!command) return;
  event.preventDefault();
  registry.run(command.id);
}

/** The name of a command in the language of the page; a test holds that each has one. */
export const commandName = (command: Command): string =>
  (t as (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string)(
    command.name as MessageKey,
    command.values,
  );

/** A text with the key that does the same; without it where there is none. */
export const withKey = (text: string, press: Press | ""): string => withKeys(text, [press]);

/** The same with the keys of several commands, of those that have one. */
export function withKeys(text: string, presses: readonly (Press | "")[]): string {
  const labels = presses.filter((press) => press !== "").map(keyLabel);
  return labels.length > 0 ? `${text} (${labels.join(" ")})` : text;
}
