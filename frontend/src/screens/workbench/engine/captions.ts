import type { Line } from "../../../core/model";
import type { Captions } from "./habits";

export interface Caption {
  readonly text: string;
  /** Of the words spoken; a translation is in the project's language. */
  readonly language?: string;
}

/** What stands over the picture for a line. Where one of the two is wanted and empty, the other one stands in. */
export function captionsOf(line: Pick<Line, "text" | "translation" | "language"> | null, mode: Captions): Caption[] {
  if (!line || mode === "off") return [];
  const original = line.text ? [{ text: line.text, language: line.language }] : [];
  const translation = line.translation ? [{ text: line.translation }] : [];
  if (mode === "both") return [...original, ...translation];
  const [wanted, other] = mode === "original" ? [original, translation] : [translation, original];
  return wanted.length > 0 ? wanted : other;
}
