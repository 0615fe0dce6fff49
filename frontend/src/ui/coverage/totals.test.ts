import { describe, expect, it } from "vitest";
import type { Coverage, CoverageRow, Footage, FramePair } from "../../api/types";
import { coderLayers, codersOf, footageLayers, totalsOf } from "./totals";

const covered = (...spans: FramePair[]) => ({ frames: 0, spans, segments: spans.length });

function row(footage: string, coder: string, watched: FramePair[], coded: FramePair[] = []): CoverageRow {
  return {
    footage,
    coder,
    coder_name: coder.toUpperCase(),
    watched: covered(...watched),
    coded: covered(...coded),
    reviewed: covered(),
  };
}

function recording(id: string, frames: number): Footage {
  return { id, clock: { rate: "25/1", frames, start_timecode: "00:00:00:00", drop_frame: false } } as Footage;
}

const coverage: Coverage = {
  results: [
    row("one", "zoe", [[0, 500]], [[10, 20]]),
    row("one", "adam", [[250, 750]], [[15, 30]]),
    row("two", "adam", [[0, 250]]),
  ],
  noise: [{ footage: "one", frames: 100, spans: [[400, 500]] }],
};

describe("layers", () => {
  it("lays coders over one another", () => {
    expect(footageLayers(coverage, "one").watched).toEqual([{ start: 0, end: 750 }]);
    expect(footageLayers(coverage, "one").coded).toEqual([{ start: 10, end: 30 }]);
    expect(footageLayers(coverage, "one").noise).toEqual([{ start: 400, end: 500 }]);
  });

  it("tells a coder who did nothing from one who has no row", () => {
    expect(coderLayers(coverage, "two", "adam")?.coded).toEqual([]);
    expect(coderLayers(coverage, "two", "zoe")).toBeNull();
  });

  it("lists coders by name", () => {
    expect(codersOf(coverage).map((coder) => coder.name)).toEqual(["ADAM", "ZOE"]);
  });
});

describe("totalsOf", () => {
  it("counts what anybody watched once, and segments of everybody", () => {
    expect(totalsOf([recording("one", 1000), recording("two", 1000)], coverage)).toEqual({
      recordings: 2,
      seconds: 80,
      watchedSeconds: 40,
      noiseSeconds: 4,
      segments: 2,
      reviewedSegments: 0,
    });
  });

  it("adds up what does not last whole seconds as it is", () => {
    const short = recording("one", 13);
    expect(totalsOf([short, short], { ...coverage, results: [], noise: [] }).seconds).toBeCloseTo(26 / 25);
  });

  it("counts only the recordings it is given, and none without a clock", () => {
    const unprobed = { ...recording("two", 0), clock: null };
    expect(totalsOf([unprobed], coverage)).toMatchObject({ recordings: 1, seconds: 0, segments: 0 });
  });
});
