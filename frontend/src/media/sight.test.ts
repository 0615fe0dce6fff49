import { describe, expect, it } from "vitest";
import { filterOf, isPlain, PLAIN, panned, transformOf, WHOLE, type Zoom, zoomedAt } from "./sight";

/** The place of the picture that is seen at a place of the window. */
const seenAt = ({ scale, x, y }: Zoom, at: { x: number; y: number }) => [x + at.x / scale, y + at.y / scale];

describe("zoom", () => {
  it("leaves what lies under the pointer there", () => {
    const at = { x: 0.8, y: 0.3 };
    const once = zoomedAt(WHOLE, 2, at);
    const twice = zoomedAt(once, 1.7, at);
    for (const zoom of [once, twice]) {
      const [x, y] = seenAt(zoom, at);
      expect(x).toBeCloseTo(0.8, 12);
      expect(y).toBeCloseTo(0.3, 12);
    }
    expect(twice.scale).toBeCloseTo(3.4, 12);
  });

  it("goes to eight times and no further, and back to the whole picture exactly", () => {
    let zoom = WHOLE;
    for (let turn = 0; turn < 20; turn += 1) zoom = zoomedAt(zoom, 1.25, { x: 1, y: 1 });
    expect(zoom).toEqual({ scale: 8, x: 0.875, y: 0.875 });
    for (let turn = 0; turn < 20; turn += 1) zoom = zoomedAt(zoom, 1 / 1.25, { x: 0, y: 0 });
    expect(zoom).toEqual(WHOLE);
  });

  it("never shows what lies beside the picture, whether zoomed out at an edge or moved over it", () => {
    const corner = zoomedAt(WHOLE, 4, { x: 1, y: 1 });
    const out = zoomedAt(corner, 0.5, { x: 0, y: 0 });
    expect(out).toEqual({ scale: 2, x: 0.5, y: 0.5 });
    expect(panned(out, { x: -5, y: 5 })).toEqual({ scale: 2, x: 0.5, y: 0 });
    expect(panned(WHOLE, { x: 0.4, y: -0.4 })).toEqual(WHOLE);
  });

  it("moves with the pointer: half of what is seen is half of what is seen", () => {
    const zoom = zoomedAt(WHOLE, 4);
    expect(panned(zoom, { x: 0.5, y: 0 }).x).toBeCloseTo(zoom.x - 0.125, 12);
  });
});

describe("as CSS", () => {
  it("moves first and enlarges then", () => {
    expect(transformOf(WHOLE)).toBe("none");
    expect(transformOf({ scale: 2, x: 0.25, y: 0.5 })).toBe("scale(2) translate(-25%, -50%)");
  });

  it("names only what is altered", () => {
    expect(filterOf(PLAIN, "#g")).toBe("none");
    expect(filterOf({ brightness: 1.5, contrast: 1, gamma: 2 }, "#g")).toBe("url(#g) brightness(1.5)");
    expect([isPlain(PLAIN), isPlain({ ...PLAIN, contrast: 0.9 })]).toEqual([true, false]);
  });
});
