import { describe, expect, it } from "vitest";
import { noiseOf } from "./fixtures";
import { drowned, obstacle } from "./noise";

const NOISE = [
  noiseOf({ id: "n1", start: 100, end: 200, state: "confirmed" }),
  noiseOf({ id: "n2", start: 300, end: 400, state: "confirmed" }),
  noiseOf({ id: "n3", start: 500, end: 600, state: "suggested" }),
];

describe("obstacle", () => {
  it.each(["both", "audio"] as const)("is one shared frame, for %s", (basis) => {
    expect(obstacle({ start: 50, end: 100 }, basis, NOISE)).toBeNull();
    expect(obstacle({ start: 200, end: 300 }, basis, NOISE)).toBeNull();
    expect(obstacle({ start: 50, end: 101 }, basis, NOISE)).toEqual({
      section: NOISE[0],
      pieces: [{ start: 50, end: 100 }],
    });
    expect(obstacle({ start: 50, end: 450 }, basis, NOISE)?.pieces).toEqual([
      { start: 50, end: 100 },
      { start: 200, end: 300 },
      { start: 400, end: 450 },
    ]);
    expect(obstacle({ start: 120, end: 130 }, basis, NOISE)?.pieces).toEqual([]);
  });

  it("is nothing for the picture, and no suggestion", () => {
    expect(obstacle({ start: 50, end: 450 }, "picture", NOISE)).toBeNull();
    expect(obstacle({ start: 500, end: 600 }, "audio", NOISE)).toBeNull();
  });
});

describe("drowned", () => {
  it("is what lies in confirmed noise whole", () => {
    expect(drowned({ start: 100, end: 200 }, NOISE)).toBe(true);
    expect(drowned({ start: 99, end: 200 }, NOISE)).toBe(false);
    expect(drowned({ start: 500, end: 510 }, NOISE)).toBe(false);
  });
});
