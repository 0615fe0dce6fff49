import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Thumb } from "./shapes";
import { Thumbs } from "./thumbs";

class Picture {
  readonly drawn: unknown[][] = [];
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext = () => ({ drawImage: (...told: unknown[]) => this.drawn.push(told) });
}

const thumb = (fields: Partial<Thumb> = {}): Thumb => {
  return { is: "thumb", x: 0, y: 0, w: 79, h: 44, sheet: 0, sx: 160, sy: 90, sw: 160, sh: 90, ...fields };
};

describe("thumbnails", () => {
  beforeEach(() => vi.stubGlobal("OffscreenCanvas", Picture));
  afterEach(() => vi.unstubAllGlobals());

  it("are cut from their sheet once for every size, wherever they stand", () => {
    const sheet = {} as HTMLImageElement;
    const thumbs = new Thumbs(() => sheet);
    const first = thumbs.picture(thumb(), 1) as unknown as Picture;
    expect(first.drawn).toEqual([[sheet, 160, 90, 160, 90, 0, 0, 79, 44]]);
    expect(thumbs.picture(thumb({ x: 300 }), 1)).toBe(first);
    expect(first.drawn).toHaveLength(1);
    const sharper = thumbs.picture(thumb(), 2) as unknown as Picture;
    expect(sharper.drawn).toEqual([[sheet, 160, 90, 160, 90, 0, 0, 158, 88]]);
    expect(thumbs.picture(thumb({ sx: 320 }), 1)).not.toBe(first);
  });

  it("are asked for again while their sheet is on its way", () => {
    let sheet: HTMLImageElement | null = null;
    const thumbs = new Thumbs(() => sheet);
    expect(thumbs.picture(thumb(), 1)).toBeNull();
    sheet = {} as HTMLImageElement;
    expect(thumbs.picture(thumb(), 1)).not.toBeNull();
  });

  it("are not kept for ever", () => {
    const thumbs = new Thumbs(() => ({}) as HTMLImageElement);
    const first = thumbs.picture(thumb(), 1);
    for (let n = 1; n <= 500; n += 1) thumbs.picture(thumb({ sheet: n }), 1);
    expect(thumbs.picture(thumb({ sheet: 500 }), 1)).toBe(thumbs.picture(thumb({ sheet: 500 }), 1));
    expect(thumbs.picture(thumb(), 1)).not.toBe(first);
    const again = thumbs.picture(thumb(), 1);
    thumbs.forget();
    expect(thumbs.picture(thumb(), 1)).not.toBe(again);
  });
});
