import { describe, expect, it } from "vitest";
import { coarse, Estimates, remainingText, steady } from "./remaining";

describe("an estimate", () => {
  it("is as coarse as people count", () => {
    expect([1, 61, 599, 601, 3500, 3601].map(coarse)).toEqual([60, 120, 600, 900, 3600, 4200]);
  });

  it("goes down at once, and up only when it was really wrong", () => {
    expect(steady(null, 700)).toBe(900);
    expect(steady(900, 590)).toBe(600);
    expect(steady(600, 640)).toBe(600);
    expect(steady(600, 800)).toBe(900);
    expect(steady(600, null)).toBeNull();
  });

  it("is said in words", () => {
    expect(remainingText(null)).toBe("estimating…");
    expect(remainingText(60)).toBe("less than a minute left");
    expect(remainingText(720)).toBe("about 12 min left");
    expect(remainingText(5400)).toBe("about 1 h 30 min left");
  });

  it("is remembered for each recording", () => {
    const estimates = new Estimates();
    expect([estimates.text("a", 600), estimates.text("b", 60), estimates.text("a", 620)]).toEqual([
      "about 10 min left",
      "less than a minute left",
      "about 10 min left",
    ]);
  });
});
