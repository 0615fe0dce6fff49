import { describe, expect, it } from "vitest";
import { clockLength, fileSize, hoursMinutes, percent, rateName, roundedSeconds } from "./format";

describe("percent", () => {
  it("never says nothing where there is something, nor all where a frame is missing", () => {
    expect(percent(1, 100_000)).toBe("<1 %");
    expect(percent(99_999, 100_000)).toBe("99 %");
    expect(percent(100_000, 100_000)).toBe("100 %");
    expect(percent(0, 100)).toBe("0 %");
    expect(percent(5, 0)).toBe("0 %");
  });
});

describe("lengths", () => {
  it("rounds frames to seconds at rates that are fractions", () => {
    expect(roundedSeconds(107_892, "30000/1001")).toBe(3600);
    expect(clockLength(6516)).toBe("1:48:36");
  });

  it("says hours and minutes", () => {
    expect(hoursMinutes(45)).toBe("45 s");
    expect(hoursMinutes(10.5)).toBe("11 s");
    expect(hoursMinutes(59.6)).toBe("1 min");
    expect(hoursMinutes(59 * 60)).toBe("59 min");
    expect(hoursMinutes(3 * 3600 + 5 * 60)).toBe("3 h 05 min");
    expect(hoursMinutes(3599)).toBe("1 h 00 min");
  });
});

it("names rates and sizes as people do", () => {
  expect(rateName("24000/1001")).toBe("23.976");
  expect(rateName("25/1")).toBe("25");
  expect(fileSize(22_600_000_000)).toBe("22.6 GB");
  expect(fileSize(999)).toBe("999 B");
});
