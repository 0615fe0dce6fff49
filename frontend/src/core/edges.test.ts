import { describe, expect, it } from "vitest";
import { edgeAfter, edgeBefore, edgesOf } from "./edges";

describe("edges", () => {
  const edges = edgesOf(
    [
      { start: 100, end: 200 },
      { start: 9, end: 100 },
    ],
    [150, 1000, 9],
  );

  it("are in order of number, each once", () => {
    expect(edges).toEqual([9, 100, 150, 200, 1000]);
    expect(edgesOf([], [])).toEqual([]);
  });

  it("are found before and after a frame, not at it", () => {
    expect([0, 9, 99, 100, 1000].map((frame) => edgeAfter(edges, frame))).toEqual([9, 100, 100, 150, undefined]);
    expect([0, 9, 10, 100, 2000].map((frame) => edgeBefore(edges, frame))).toEqual([undefined, undefined, 9, 9, 1000]);
  });
});
