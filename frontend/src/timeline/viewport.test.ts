import { describe, expect, it } from "vitest";
import {
  bounded,
  centred,
  edgeAt,
  following,
  frameAt,
  panned,
  pixelOf,
  showing,
  stretched,
  type Viewport,
  whole,
  zoomed,
} from "./viewport";

const view: Viewport = { start: 0, span: 1000, width: 500, frames: 10_000 };

describe("viewport", () => {
  it("keeps the anchor under its pixel when zooming", () => {
    const zoom = zoomed({ ...view, start: 2000 }, 2, 2400);
    expect(zoom.span).toBe(500);
    expect(pixelOf(zoom, 2400)).toBeCloseTo(pixelOf({ ...view, start: 2000 }, 2400), 9);
  });

  it("never leaves the recording and never shows a frame wider than 40 pixels", () => {
    expect(panned(view, -100).start).toBe(0);
    expect(panned(view, 1e9).start).toBe(9000);
    expect(zoomed(view, 1e9, 0).span).toBe(12.5);
    expect(zoomed(view, 1e-9, 0)).toEqual(whole(view));
    expect(bounded({ ...view, frames: 5, span: 5 }).span).toBe(5);
  });

  it("is the very same where it cannot move, so that nothing is painted anew", () => {
    const all = whole(view);
    expect(panned(all, 90)).toBe(all);
    expect(panned(view, -90)).toBe(view);
    expect(zoomed(all, 0.5, 400)).toBe(all);
    expect(centred(view, 500)).toBe(view);
    expect(panned(view, 90)).not.toBe(view);
  });

  it("names the frame under a pixel and the boundary nearest to it", () => {
    const close = { ...view, start: 100, span: 50 };
    expect([frameAt(close, 0), frameAt(close, 9.9), frameAt(close, 10)]).toEqual([100, 100, 101]);
    expect([edgeAt(close, 4), edgeAt(close, 6)]).toEqual([100, 101]);
    expect(frameAt({ ...view, start: 9000 }, 5000)).toBe(9999);
    expect(edgeAt({ ...view, start: 9000 }, 5000)).toBe(10_000);
  });

  it("turns the page only when the playhead leaves it", () => {
    expect(following(view, 500)).toBe(view);
    expect(following(view, 1000).start).toBe(960);
    expect(following(view, 8000).start).toBe(7700);
  });

  it("is stretched at either end while the other stays", () => {
    const inside = { ...view, start: 2000 };
    expect(stretched(inside, "start", 2400)).toMatchObject({ start: 2400, span: 600 });
    expect(stretched(inside, "end", 2400)).toMatchObject({ start: 2000, span: 400 });
    expect(stretched(inside, "start", 5000)).toMatchObject({ start: 2987.5, span: 12.5 });
    expect(stretched(inside, "end", 99_999)).toMatchObject({ start: 2000, span: 8000 });
    expect(stretched(inside, "start", -50)).toMatchObject({ start: 0, span: 3000 });
  });

  it("shows a span with a margin", () => {
    expect(showing(view, 2000, 2400)).toMatchObject({ start: 1950, span: 500 });
  });
});
