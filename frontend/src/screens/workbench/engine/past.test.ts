import { describe, expect, it } from "vitest";
import { FrameRate, Timebase } from "../../../core/time";
import { phrases } from "./past";

describe("phrases", () => {
  const clock = Timebase.startingAt(new FrameRate(25, 1), 1000, "01:00:00:00", false);
  const names = {
    clock,
    codes: new Map([["x", { id: "x", name: "debt", parent: null, definition: "", color: 1, retired: false }]]),
    witnesses: new Map([["a", { id: "a", pseudonym: "A", description: "" }]]),
  };
  const state = {
    start: 0,
    end: 100,
    basis: "both" as const,
    codes: ["x"],
    witnesses: [],
    memo: "",
    status: "open" as const,
    review_reason: "",
    version: 1,
    coder: "me",
  };

  it("tells what changed, and nothing else", () => {
    const after = { ...state, end: 50, basis: "audio" as const, codes: ["gone"], witnesses: ["a"], memo: "why" };
    expect(phrases(state, after, names)).toEqual([
      "end 01:00:04:00 → 01:00:02:00",
      "both → sound",
      "+ a code that is gone",
      "− debt",
      "+ Witness A",
      "memo: why",
    ]);
    expect(phrases(state, { ...state, status: "returned" as const, review_reason: "too long" }, names)).toEqual([
      "“too long”",
    ]);
    expect(phrases(null, state, names)).toEqual([]);
  });
});
