import { spokenLanguage } from "../../../core/language";
import type { Line } from "../../../core/model";
import type { Captions } from "./habits";

export interface Caption {
  readonly text: string;
  /** Of the text, where it is known. */
  readonly lang?: string;
}

/**
 * What stands over the picture for a line. Where one of the two is wanted and empty, the other one stands in.
 * `languages` are those spoken in the recording.
 */
export function captionsOf(
  line: Pick<Line, "text" | "translation" | "language"> | null,
  mode: Captions,
  languages: readonly string[],
): Caption[] {
  if (!line || mode === "off") return [];
  const original = line.text ? [{ text: line.text, lang: spokenLanguage(line, languages) }] : [];
  const translation = line.translation ? [{ text: line.translation }] : [];
  if (mode === "both") return [...original, ...translation];
  const [wanted, other] = mode === "original" ? [original, translation] : [translation, original];
  return wanted.length > 0 ? wanted : other;
}
