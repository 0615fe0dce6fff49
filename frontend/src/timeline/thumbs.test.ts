import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Thumb } from "./shapes";
import { Thumbs } from "./thumbs";

const thumb = (fields: Partial<Thumb> = {}): Thumb => {
  return { is: "thumb", x: 0, y: 0, w: 80, h: 45, sheet: 0, sx: 320, sy: 90, sw: 160, sh: 90, ...fields };
};
const image = { naturalWidth: 1600, naturalHeight: 270 } as HTMLImageElement;

describe("thumbnails", () => {
  const scale = vi.fn();
  const close = vi.fn();
  beforeEach(() => {
    scale.mockReset().mockImplementation(async (_, size) => ({ ...size, close }));
    close.mockReset();
    vi.stubGlobal("createImageBitmap", scale);
  });
  afterEach(() => vi.unstubAllGlobals());
  const settled = () => new Promise((done) => setTimeout(done));

  it("are cut from the sheet as it came until it is scaled, once, to the size in which they are shown", async () => {
    const thumbs = new Thumbs(() => image);
    expect(thumbs.cut(thumb(), 1)).toEqual({ image, x: 320, y: 90, w: 160, h: 90 });
    thumbs.cut(thumb({ sx: 0 }), 1);
    await settled();
    expect(scale.mock.calls).toEqual([[image, { resizeWidth: 800, resizeHeight: 135, resizeQuality: "medium" }]]);
    expect(thumbs.cut(thumb(), 1)).toMatchObject({ image: { resizeWidth: 800 }, x: 160, y: 45, w: 80, h: 45 });
  });

  it("are cut from the sheet as it came where that is no larger, or cannot be scaled", async () => {
    const thumbs = new Thumbs(() => image);
    thumbs.cut(thumb(), 2);
    await settled();
    expect(scale).not.toHaveBeenCalled();
    scale.mockRejectedValue(new Error("no memory"));
    thumbs.cut(thumb(), 1);
    await settled();
    expect(thumbs.cut(thumb(), 1)).toMatchObject({ image, w: 160 });
    expect(scale).toHaveBeenCalledTimes(1);
  });

  it("are scaled anew for another size, and when they were taken away", async () => {
    const thumbs = new Thumbs(() => image);
    thumbs.cut(thumb(), 1);
    // Not ready yet when the size changes: it is let go of.
    thumbs.cut(thumb({ w: 40, h: 23 }), 1);
    await settled();
    expect(close).toHaveBeenCalledTimes(1);
    expect(thumbs.cut(thumb({ w: 40, h: 23 }), 1)).toMatchObject({ w: 40, x: 80 });
    thumbs.forget();
    expect(close).toHaveBeenCalledTimes(2);
    expect(thumbs.cut(thumb({ w: 40, h: 23 }), 1)).toMatchObject({ image });
  });

  it("are not there while their sheet is on its way", () => {
    expect(new Thumbs(() => null).cut(thumb(), 1)).toBeNull();
  });
});
