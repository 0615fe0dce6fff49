import { describe, expect, it } from "vitest";
import type { Coverage, Member } from "../../api/types";
import { spansFrom } from "../../core/spans";
import { cellAfter, columnsOf, firstGap } from "./matrix";

const nothing = { frames: 0, spans: [], segments: 0 };
const coverage: Coverage = {
  results: [
    { footage: "f", coder: "gone", coder_name: "A former coder", watched: nothing, coded: nothing, reviewed: nothing },
  ],
  noise: [],
};
const member = (user: string, role: Member["role"]) => ({ user, role, username: user, display_name: "" }) as Member;

describe("columnsOf", () => {
  it("has who may code and who has coded, but no readers", () => {
    const members = [member("zoe", "lead"), member("bo", "coder"), member("archive", "reader")];
    expect(columnsOf(members, coverage).map((coder) => coder.name)).toEqual(["A former coder", "bo", "zoe"]);
  });

  it("names nobody twice", () => {
    expect(columnsOf([member("gone", "coder")], coverage)).toHaveLength(1);
  });
});

describe("firstGap", () => {
  const layers = (...watched: [number, number][]) => ({
    watched: spansFrom(watched),
    coded: [],
    reviewed: [],
    noise: [],
  });

  it("is the whole recording before anything is watched", () => {
    expect(firstGap(null, 100)).toEqual({ start: 0, end: 100 });
  });

  it("is the first hole, and null when there is none", () => {
    expect(firstGap(layers([0, 10], [20, 100]), 100)).toEqual({ start: 10, end: 20 });
    expect(firstGap(layers([0, 100]), 100)).toBeNull();
  });
});

describe("cellAfter", () => {
  it("moves by one and stays inside", () => {
    expect(cellAfter("ArrowDown", { row: 0, column: 1 }, 2, 2)).toEqual({ row: 1, column: 1 });
    expect(cellAfter("ArrowDown", { row: 1, column: 1 }, 2, 2)).toEqual({ row: 1, column: 1 });
    expect(cellAfter("ArrowLeft", { row: 0, column: 0 }, 2, 2)).toEqual({ row: 0, column: 0 });
    expect(cellAfter("KeyX", { row: 0, column: 0 }, 2, 2)).toBeNull();
  });
});
