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
    let high = this.#letters.length;
    if (this.#widthOf(high, width) <= room) return this.#whole;
    const left = room - this.#ellipsis(width);
    let low = 0;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#widthOf(middle, width) <= left) low = middle;
      else high = middle - 1;
    }
    return low > 0 ? `${this.#beginning(low).trimEnd()}…` : "";
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
