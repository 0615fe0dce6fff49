import type { Thumb } from "./shapes";

/** A part of a picture. */
export interface Cut {
  readonly image: CanvasImageSource;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

type Sheets = (sheet: number) => HTMLImageElement | null;

/**
 * Where thumbnails are: on sheets that the browser scales once, beside the page, to the size in which they are shown;
 * until then on the sheets as they came. To scale each with every frame takes several times as long as to draw it.
 */
export class Thumbs {
  readonly #sheets: Sheets;
  /** By sheet; null where it is drawn as it came. */
  readonly #scaled = new Map<number, ImageBitmap | null>();
  #size = "";

  /** `sheets` gives the picture of a sheet; null while it is on its way. */
  constructor(sheets: Sheets) {
    this.#sheets = sheets;
  }

  /** At `ratio` pixels of the display for one of CSS. */
  cut(thumb: Thumb, ratio: number): Cut | null {
    const image = this.#sheets(thumb.sheet);
    if (!image) return null;
    const [w, h] = [Math.round(thumb.w * ratio), Math.round(thumb.h * ratio)];
    const size = `${w}×${h}`;
    if (size !== this.#size) this.forget();
    this.#size = size;
    const scaled = this.#scaled.get(thumb.sheet);
    // On whole pixels, and so copied as it is.
    if (scaled) return { image: scaled, x: (thumb.sx / thumb.sw) * w, y: (thumb.sy / thumb.sh) * h, w, h };
    if (scaled === undefined) void this.#scale(image, thumb, w, h);
    return { image, x: thumb.sx, y: thumb.sy, w: thumb.sw, h: thumb.sh };
  }

  /** What the browser took away is made anew. */
  forget(): void {
    for (const bitmap of this.#scaled.values()) bitmap?.close();
    this.#scaled.clear();
  }

  async #scale(image: HTMLImageElement, { sheet, sw, sh }: Thumb, w: number, h: number): Promise<void> {
    this.#scaled.set(sheet, null);
    if (w >= sw) return;
    const { naturalWidth, naturalHeight } = image;
    const size = {
      resizeWidth: Math.round((naturalWidth / sw) * w),
      resizeHeight: Math.round((naturalHeight / sh) * h),
    };
    const wanted = this.#size;
    try {
      const bitmap = await createImageBitmap(image, { ...size, resizeQuality: "medium" });
      if (this.#size === wanted) this.#scaled.set(sheet, bitmap);
      else bitmap.close();
    } catch {
      // Without memory for it, it is drawn as it came.
    }
  }
}
