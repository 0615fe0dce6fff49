import type { Thumb } from "./shapes";

/** Before all are forgotten: some screens full of them. */
const MOST = 500;

/** Thumbnails at the size in which they are shown, each scaled once: that takes several times as long as to draw one. */
export class Thumbs {
  readonly #sheet: (sheet: number) => CanvasImageSource | null;
  readonly #known = new Map<string, OffscreenCanvas>();

  /** `sheet` gives the picture of a sheet; null while it is on its way. */
  constructor(sheet: (sheet: number) => CanvasImageSource | null) {
    this.#sheet = sheet;
  }

  /** At `ratio` pixels of the display for one of CSS. */
  picture(thumb: Thumb, ratio: number): OffscreenCanvas | null {
    const { sheet, sx, sy, sw, sh, w, h } = thumb;
    const key = `${sheet}:${sx}:${sy}:${w}:${h}:${ratio}`;
    const known = this.#known.get(key);
    if (known) return known;
    const image = this.#sheet(sheet);
    if (!image) return null;
    const picture = new OffscreenCanvas(Math.ceil(w * ratio), Math.ceil(h * ratio));
    picture.getContext("2d")?.drawImage(image, sx, sy, sw, sh, 0, 0, picture.width, picture.height);
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(key, picture);
    return picture;
  }

  /** What the browser took away is made anew. */
  forget(): void {
    this.#known.clear();
  }
}
