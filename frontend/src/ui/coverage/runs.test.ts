import { describe, expect, it } from "vitest";
import { closed, gaps, shares, stripRuns, total, union } from "./runs";

const nothing = { watched: [], coded: [], reviewed: [], noise: [] };

describe("spans", () => {
  it("joins what overlaps or touches", () => {
    expect(
      union([
        [50, 60],
        [0, 10],
        [10, 20],
        [15, 18],
      ]),
    ).toEqual([
      [0, 20],
      [50, 60],
    ]);
  });

  it("counts every frame once", () => {
    expect(
      total([
        [0, 10],
        [5, 20],
      ]),
    ).toBe(20);
  });

  it("lists what is left, before, between and after", () => {
    expect(
      gaps(
        [
          [10, 20],
          [15, 30],
          [50, 60],
        ],
        100,
      ),
    ).toEqual([
      [0, 10],
      [30, 50],
      [60, 100],
    ]);
    expect(gaps([[0, 100]], 100)).toEqual([]);
  });
});

describe("shares", () => {
  it("splits a span over the pixels it touches", () => {
    expect([...shares([[5, 25]], 40, 4)]).toEqual([0.5, 1, 0.5, 0]);
  });

  it("adds up to the length of the spans when pixels and frames do not divide", () => {
    const share = shares([[3, 700]], 1001, 340);
    expect(share.reduce((sum, one) => sum + one, 0) * (1001 / 340)).toBeCloseTo(697, 2);
  });
});

describe("stripRuns", () => {
  it("shows a segment of one frame in a long recording", () => {
    const { work } = stripRuns({ ...nothing, coded: [[100_000, 100_001]] }, 162_000, 340);
    expect(work).toEqual([{ level: "coded", x: 209, width: 2 }]);
  });

  it("keeps a mark at the very end inside the strip", () => {
    const { work } = stripRuns({ ...nothing, coded: [[999, 1000]] }, 1000, 100);
    expect(work).toEqual([{ level: "coded", x: 98, width: 2 }]);
  });

  it("draws a row of close segments as one, not as a barcode", () => {
    const segments = Array.from({ length: 50 }, (_, n) => [n * 1000, n * 1000 + 300] as const);
    const { work } = stripRuns({ ...nothing, reviewed: segments }, 50_000, 100);
    expect(work.filter((run) => run.level === "reviewed")).toHaveLength(1);
  });

  it("leaves a gap in watching that is a pixel wide, and none that is narrower", () => {
    const wide = stripRuns(
      {
        ...nothing,
        watched: [
          [0, 500],
          [520, 1000],
        ],
      },
      1000,
      100,
    );
    expect(wide.work.map((run) => run.x)).toEqual([0, 52]);
    const narrow = stripRuns(
      {
        ...nothing,
        watched: [
          [0, 500],
          [504, 1000],
        ],
      },
      1000,
      100,
    );
    expect(narrow.work).toEqual([{ level: "watched", x: 0, width: 100 }]);
  });

  it("draws the deeper work later, so that it lies on top", () => {
    const { work } = stripRuns({ ...nothing, reviewed: [[0, 100]], watched: [[0, 100]], coded: [[0, 100]] }, 100, 10);
    expect(work.map((run) => run.level)).toEqual(["watched", "coded", "reviewed"]);
  });

  it("draws nothing without a length or a width", () => {
    expect(stripRuns({ ...nothing, watched: [[0, 1]] }, 0, 100)).toEqual({ work: [], noise: [] });
    expect(stripRuns({ ...nothing, watched: [[0, 1]] }, 10, 0)).toEqual({ work: [], noise: [] });
  });
});

describe("closed", () => {
  it("closes gaps of two pixels and leaves those of three", () => {
    expect(
      closed([
        { x: 0, width: 1 },
        { x: 3, width: 1 },
        { x: 7, width: 1 },
      ]),
    ).toEqual([
      { x: 0, width: 4 },
      { x: 7, width: 1 },
    ]);
  });
});
