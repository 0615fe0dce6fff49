import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";

/**
 * What is being written in one field about one segment. It belongs to that segment from the first letter on: whoever
 * chooses another one, or takes the field away, calls `leave`, and it is kept for the segment it was written about.
 */
export class Writing {
  readonly #text = signal<string | null>(null);
  /** Null while nothing is being written. */
  readonly text: ReadonlySignal<string | null> = this.#text;
  readonly #about: string;
  readonly #typing: Signal<string | null>;
  readonly #keep: (text: string) => boolean;

  /**
   * `typing`: the segment that is written about, for whom others' changes wait. `keep`: saves the text, or says why
   * not and returns false.
   */
  constructor(about: string, typing: Signal<string | null>, keep: (text: string) => boolean) {
    this.#about = about;
    this.#typing = typing;
    this.#keep = keep;
  }

  input(text: string): void {
    this.#typing.value = this.#about;
    this.#text.value = text;
  }

  drop(): void {
    this.#text.value = null;
    this.#rest();
  }

  /** False when the text could not be kept; it is still there, then. */
  leave(): boolean {
    const text = this.#text.peek();
    if (text === null) return true;
    const kept = this.#keep(text);
    if (kept) this.#text.value = null;
    // Only now: what others wrote meanwhile must meet the saved text, not lie under it unseen.
    this.#rest();
    return kept;
  }

  #rest(): void {
    if (this.#typing.peek() === this.#about) this.#typing.value = null;
  }
}
