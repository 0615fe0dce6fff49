/** The language of the page. It can change while the page is in use. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Language } from "./languages";
import type { Messages } from "./messages";

/** A language as it is in use, with what it takes to write in it. */
export interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
  readonly plurals: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
  /** Puts a filled text right where its words depend on what was filled in. */
  readonly settle: (text: string) => string;
}

let shown = $state.raw<Spoken>();
const painted = signal<Spoken | undefined>(undefined);

/** Templates and the signals behind the canvas each notice a change in their own way, so both are asked. */
export function spoken(): Spoken {
  if (!shown || !painted.value) throw new Error("No language has been loaded yet.");
  return shown;
}

/** For what is painted only when one of its inputs changes: this one changes with the language. */
export const language: ReadonlySignal<unknown> = painted;

export function setSpoken(next: Spoken): void {
  document.documentElement.lang = next.language;
  shown = next;
  painted.value = next;
}
