import { type ReadonlySignal, signal } from "@preact/signals-core";

/** The sheets of thumbnails, each fetched when it is first asked for. */
export class Sheets {
  readonly #url: (sheet: number) => string;
  readonly #images = new Map<number, HTMLImageElement>();
  readonly #came = signal(0);

  /** Counts those that have come. */
  readonly came: ReadonlySignal<number> = this.#came;

  constructor(url: (sheet: number) => string) {
    this.#url = url;
  }

  /** Null while it is on its way, and where it cannot be had. */
  image(sheet: number): HTMLImageElement | null {
    const known = this.#images.get(sheet);
    if (known) return known.complete && known.naturalWidth > 0 ? known : null;
    const image = new Image();
    this.#images.set(sheet, image);
    image.onload = () => {
      this.#came.value += 1;
    };
    image.src = this.#url(sheet);
    return null;
  }
}
