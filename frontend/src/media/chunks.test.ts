import { describe, expect, it } from "vitest";
import {
  chunkCount,
  covers,
  excess,
  framesOf,
  type Grid,
  isMade,
  picturePlacement,
  planOf,
  soundPlacement,
} from "./chunks";

const ntsc: Grid = { frames: 700, size: 144, rate: { num: 30000, den: 1001 } };
const long: Grid = { frames: 360_000, size: 120, rate: { num: 25, den: 1 } };
const all = (grid: Grid) => [{ start: 0, end: grid.frames }];

describe("the grid", () => {
  it("ends with a shorter chunk", () => {
    expect(chunkCount(ntsc)).toBe(5);
    expect(framesOf(ntsc, 4)).toEqual({ start: 576, end: 700 });
  });

  it("knows a chunk as made only when all its frames are", () => {
    const made = [
      { start: 0, end: 144 },
      { start: 288, end: 700 },
    ];
    expect([0, 1, 2, 3, 4].map((chunk) => isMade(ntsc, made, chunk))).toEqual([true, false, true, true, true]);
    expect(isMade(ntsc, [{ start: 0, end: 143 }], 0)).toBe(false);
  });
});

describe("placements", () => {
  it("put pictures where their first frame is on the clock", () => {
    expect(picturePlacement(ntsc, 0)).toEqual({ offset: 0, from: 0, to: 4.8048 });
    expect(picturePlacement(ntsc, 4).to).toBe((700 * 1001) / 30000);
  });

  it("cut sound on borders of whole packets, so that every packet is heard once", () => {
    for (const grid of [ntsc, long]) {
      for (let chunk = 0; chunk < Math.min(20, chunkCount(grid) - 1); chunk += 1) {
        const { from, to } = soundPlacement(grid, chunk);
        expect(soundPlacement(grid, chunk + 1).from).toBe(to);
        expect((to * 48_000) / 1024).toBeCloseTo(Math.round((to * 48_000) / 1024), 9);
        const border = picturePlacement(grid, chunk).from;
        expect(from).toBeGreaterThanOrEqual(border - 1e-9);
        expect(from - border).toBeLessThan(1024 / 48_000);
      }
    }
  });

  it("leave out the priming, and the packet that leads in", () => {
    const packet = 1024 / 48_000;
    expect(soundPlacement(ntsc, 0)).toMatchObject({ offset: -packet, from: 0 });
    const { offset, from } = soundPlacement(ntsc, 1);
    expect(from - offset).toBeCloseTo(2 * packet, 12);
  });

  it("end with the recording", () => {
    expect(soundPlacement(ntsc, 4).to).toBe((700 * 1001) / 30000);
  });
});

describe("planOf", () => {
  it("takes the playhead's chunk first, then what follows, then one behind", () => {
    expect(planOf(long, all(long), { frame: 1210, speed: 0 }).fetch).toEqual([10, 11, 12, 9]);
    expect(planOf(long, all(long), { frame: 0, speed: 1 }).fetch).toEqual([0, 1, 2]);
  });

  it("looks farther ahead the faster it plays, with an upper limit, and behind when it plays backwards", () => {
    expect(planOf(long, all(long), { frame: 12_000, speed: 4 }).fetch).toHaveLength(1 + 8 + 1);
    expect(planOf(long, all(long), { frame: 12_000, speed: 8 }).fetch).toHaveLength(1 + 16 + 1);
    expect(planOf(long, all(long), { frame: 1210, speed: -2 }).fetch).toEqual([10, 9, 8, 7, 6, 11]);
  });

  it("asks for nothing that is not made, and for nothing beyond it", () => {
    const made = [
      { start: 0, end: 1320 },
      { start: 1440, end: 2400 },
    ];
    expect(planOf(long, made, { frame: 1210, speed: 2 }).fetch).toEqual([10, 9]);
    expect(planOf(long, made, { frame: 1330, speed: 0 }).fetch).toEqual([12, 13, 10]);
    expect(planOf(long, [], { frame: 1330, speed: 0 }).fetch).toEqual([]);
  });

  it("stays inside the recording", () => {
    const { fetch, keep } = planOf(ntsc, all(ntsc), { frame: 699, speed: 8 });
    expect(fetch).toEqual([4, 3]);
    expect(keep).toEqual({ start: 3, end: 5 });
  });
});

describe("excess", () => {
  it("gives up the farthest first, and never what is about to be played", () => {
    const plan = planOf(long, all(long), { frame: 12_000, speed: 1 });
    const held = Array.from({ length: 60 }, (_, index) => 60 + index);
    expect(excess(held, plan, 50)).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    expect(excess(held, plan, 60)).toEqual([]);
    expect(excess([99, 100, 101, 102], plan, 1)).toEqual([]);
  });
});

describe("covers", () => {
  const ranges = (...pairs: [number, number][]) => ({
    length: pairs.length,
    start: (index: number) => pairs[index]?.[0] ?? 0,
    end: (index: number) => pairs[index]?.[1] ?? 0,
  });
  it("wants both times in one range", () => {
    expect(covers(ranges([0, 5], [5.5, 9]), 1, 4)).toBe(true);
    expect(covers(ranges([0, 5], [5.5, 9]), 4, 6)).toBe(false);
    expect(covers(ranges(), 0, 0)).toBe(false);
  });
});
