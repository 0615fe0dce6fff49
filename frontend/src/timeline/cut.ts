import { firstPlace } from "../core/halving";

/** Longer labels are never drawn whole: the rest is not measured. */
const MOST_LETTERS = 120;

type Width = (part: string) => number;

/** A text to be cut at any width. Of its beginnings only those are measured that a cut asks for, each once. */
export class CutText {
  readonly #letters: readonly string[];
  readonly #whole: string;
  readonly #widths = new Map<number, number>();

  constructor(text: string) {
    this.#letters = [...text].slice(0, MOST_LETTERS);
    this.#whole = this.#letters.join("");
  }

  /** The longest beginning that fits into `room` pixels, with an ellipsis where something is missing. */
  cut(room: number, width: Width): string {
    const all = this.#letters.length;
    if (this.#widthOf(all, width) <= room) return this.#whole;
    const left = room - this.#ellipsis(width);
    const most = firstPlace(all, (letters) => this.#widthOf(letters + 1, width) > left);
    return most > 0 ? `${this.#beginning(most).trimEnd()}…` : "";
  }

  #beginning(letters: number): string {
    return this.#letters.slice(0, letters).join("");
  }

  #widthOf(letters: number, width: Width): number {
    const known = this.#widths.get(letters);
    if (known !== undefined) return known;
    const measured = letters === 0 ? 0 : width(this.#beginning(letters));
    this.#widths.set(letters, measured);
    return measured;
  }

  #ellipsisWidth: number | null = null;
  #ellipsis(width: Width): number {
    this.#ellipsisWidth ??= width("…");
    return this.#ellipsisWidth;
  }
}
