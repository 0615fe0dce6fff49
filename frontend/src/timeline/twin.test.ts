import { describe, expect, it } from "vitest";
import { stepTo, windowStart } from "./twin";

const cells = (lane: string, count: number) => Array.from({ length: count }, (_, index) => ({ lane, id: `c${index}` }));
const rows = [
  { id: "noise", cells: cells("noise", 1) },
  { id: "empty", cells: [] },
  { id: "money", cells: cells("money", 500) },
  { id: "food", cells: cells("food", 2) },
];

describe("a crowded row", () => {
  it("is rendered around the cell in focus", () => {
    const money = cells("money", 500);
    expect(windowStart(money, null, 60)).toBe(0);
    expect(windowStart(money, "c10", 60)).toBe(0);
    expect(windowStart(money, "c250", 60)).toBe(220);
    expect(windowStart(money, "c499", 60)).toBe(440);
    expect(windowStart(cells("money", 5), "c4", 60)).toBe(0);
  });

  it("is walked through to its last cell and on", () => {
    let at = { lane: "money", id: "c0" };
    for (let step = 0; step < 500; step += 1) at = stepTo(rows, at, "ArrowRight") ?? at;
    expect(at).toEqual({ lane: "food", id: "c0" });
    expect(stepTo(rows, at, "ArrowLeft")).toEqual({ lane: "money", id: "c499" });
    expect(stepTo(rows, at, "ArrowUp")).toEqual({ lane: "money", id: "c499" });
    expect(stepTo(rows, { lane: "noise", id: "c0" }, "ArrowDown")).toEqual({ lane: "money", id: "c0" });
    expect(stepTo(rows, at, "Home")).toEqual({ lane: "noise", id: "c0" });
    expect(stepTo(rows, at, "End")).toEqual({ lane: "food", id: "c1" });
    expect(stepTo(rows, at, "KeyX")).toBeNull();
  });
});
