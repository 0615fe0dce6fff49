import type { Line } from "./model";

/** As recordings have them; for a line the server takes any word, and not every word is a language. */
const CODE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/**
 * The language of a line's words, for a `lang` attribute: the line's own, else that of the recording where only one is
 * spoken in it. Undefined where nobody said it. In which language a translation is nobody says anywhere.
 */
export function spokenLanguage({ language }: Pick<Line, "language">, recording: readonly string[]): string | undefined {
  const only = recording.length === 1 ? recording[0] : undefined;
  const said = language.trim() || only;
  return said !== undefined && CODE.test(said) ? said : undefined;
}
