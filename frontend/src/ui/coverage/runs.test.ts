import { describe, expect, it } from "vitest";
import { spansFrom } from "../../core/spans";
import { closed, shares, stripRuns } from "./runs";

const nothing = { watched: [], coded: [], reviewed: [], noise: [] };

describe("shares", () => {
  it("splits a span over the pixels it touches", () => {
    expect([...shares([{ start: 5, end: 25 }], 40, 4)]).toEqual([0.5, 1, 0.5, 0]);
  });

  it("adds up to the length of the spans when pixels and frames do not divide", () => {
    const share = shares([{ start: 3, end: 700 }], 1001, 340);
    expect(share.reduce((sum, one) => sum + one, 0) * (1001 / 340)).toBeCloseTo(697, 2);
  });
});

describe("stripRuns", () => {
  it("shows a segment of one frame in a long recording", () => {
    const { work } = stripRuns({ ...nothing, coded: [{ start: 100_000, end: 100_001 }] }, 162_000, 340);
    expect(work).toEqual([{ level: "coded", x: 209, width: 2 }]);
  });

  it("keeps a mark at the very end inside the strip", () => {
    const { work } = stripRuns({ ...nothing, coded: [{ start: 999, end: 1000 }] }, 1000, 100);
    expect(work).toEqual([{ level: "coded", x: 98, width: 2 }]);
  });

  it("draws a row of close segments as one, not as a barcode", () => {
    const segments = Array.from({ length: 50 }, (_, n) => ({ start: n * 1000, end: n * 1000 + 300 }));
    const { work } = stripRuns({ ...nothing, reviewed: segments }, 50_000, 100);
    expect(work.filter((run) => run.level === "reviewed")).toHaveLength(1);
  });

  it("leaves a gap in watching that is a pixel wide, and none that is narrower", () => {
    const wide = stripRuns(
      {
        ...nothing,
        watched: spansFrom([
          [0, 500],
          [520, 1000],
        ]),
      },
      1000,
      100,
    );
    expect(wide.work.map((run) => run.x)).toEqual([0, 52]);
    const narrow = stripRuns(
      {
        ...nothing,
        watched: spansFrom([
          [0, 500],
          [504, 1000],
        ]),
      },
      1000,
      100,
    );
    expect(narrow.work).toEqual([{ level: "watched", x: 0, width: 100 }]);
  });

  it("draws the deeper work later, so that it lies on top", () => {
    const { work } = stripRuns(
      {
        ...nothing,
        reviewed: [{ start: 0, end: 100 }],
        watched: [{ start: 0, end: 100 }],
        coded: [{ start: 0, end: 100 }],
      },
      100,
      10,
    );
    expect(work.map((run) => run.level)).toEqual(["watched", "coded", "reviewed"]);
  });

  it("draws nothing without a length or a width", () => {
    expect(stripRuns({ ...nothing, watched: [{ start: 0, end: 1 }] }, 0, 100)).toEqual({ work: [], noise: [] });
    expect(stripRuns({ ...nothing, watched: [{ start: 0, end: 1 }] }, 10, 0)).toEqual({ work: [], noise: [] });
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
