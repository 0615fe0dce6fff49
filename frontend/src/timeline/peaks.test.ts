import { describe, expect, it } from "vitest";
import { columnsOf, decibelsOf, levelBetween, peaksOf } from "./peaks";

describe("peaks", () => {
  const bytes = new Int8Array(4096 * 2);
  bytes[2 * 1000] = -90;
  bytes[2 * 1000 + 1] = 100;

  it("has the level of a frame: the largest amplitude in it, either way, and silence behind the end", () => {
    const bytes = new Int8Array(400);
    bytes.set([-64, 20], 2 * 50);
    bytes.set([-3, 127], 2 * 54);
    const peaks = peaksOf(bytes.buffer);
    const levels = [0.48, 0.5, 0.52, 0.54, 1.98, 2, 9].map((from) => levelBetween(peaks, from, from + 0.02));
    expect(levels).toEqual([0, 64 / 127, 0, 1, 0, 0, 0]);
    expect(decibelsOf(0.5)).toBeCloseTo(-6.02, 2);
    expect(levelBetween(peaksOf(new Int8Array(4).fill(-128).buffer), 0, 0.01)).toBe(1);
  });

  it("loses no extreme on any level", () => {
    const peaks = peaksOf(bytes.buffer);
    expect(peaks.levels.length).toBeGreaterThan(2);
    for (const level of peaks.levels) {
      expect(Math.max(...level.high)).toBe(100);
      expect(Math.min(...level.low)).toBe(-90);
    }
  });

  it("lets a quiet recording fill the lane, without one bang deciding it", () => {
    const quiet = new Int8Array(4000).map((_, index) => (index % 2 === 0 ? -30 : 30));
    expect(peaksOf(quiet.buffer).gain).toBeCloseTo(115.2 / 30, 5);
    quiet[1001] = 127;
    expect(peaksOf(quiet.buffer).gain).toBeCloseTo(115.2 / 30, 5);
    expect(peaksOf(new Int8Array(4000).fill(-128).buffer).gain).toBe(1);
    expect(peaksOf(new Int8Array(4000).buffer).gain).toBe(6);
  });

  it("draws the extreme in its own column, near and far", () => {
    const peaks = peaksOf(bytes.buffer);
    const near = columnsOf(peaks, 9.5, 10.5, 100);
    expect([...near.high].indexOf(100)).toBe(50);
    const far = columnsOf(peaks, 0, 40.96, 64);
    expect([...far.high].indexOf(100)).toBe(Math.floor(1000 / 64));
    expect(columnsOf(peaks, 100, 200, 10).high).toEqual(new Int8Array(10));
  });
});
