import { effect } from "@preact/signals-core";
import { charactersSaid } from "../i18n";

/** After what the page is opened for has come. */
const AHEAD_MS = 4000;
const WEIGHTS = [400, 600];

/**
 * Faces come in pieces, each when a character of it is shown for the first time. Without a server none would come for the
 * sentence that says so, which would stand there in boxes: those of all that the page may say in its language are fetched
 * ahead, and again when it changes.
 */
export function fetchFacesAhead(): void {
  effect(() => {
    const characters = charactersSaid();
    setTimeout(() => {
      const { fontFamily } = getComputedStyle(document.body);
      // What got lost is fetched when it is shown, as it would have been.
      for (const weight of WEIGHTS) document.fonts.load(`${weight} 12px ${fontFamily}`, characters).catch(() => {});
    }, AHEAD_MS);
  });
}
