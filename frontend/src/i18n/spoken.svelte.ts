/** The language of the page. It can change while the page is in use. */
import { signal } from "@preact/signals-core";
import type { Spoken } from "./learn";

let shown = $state.raw<Spoken>();
const painted = signal<Spoken | undefined>(undefined);

/** Templates and the signals behind the canvas each notice a change in their own way, so both are asked. */
export function spoken(): Spoken {
  if (!shown || !painted.value) throw new Error("No language has been loaded yet.");
  return shown;
}

export function setSpoken(next: Spoken): void {
  document.documentElement.lang = next.language;
  shown = next;
  painted.value = next;
}
