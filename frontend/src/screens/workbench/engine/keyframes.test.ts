import { describe, expect, it } from "vitest";
import { keyframesOf, rowsInSight, stillAt, Turns, thumbnailOf } from "./keyframes";

const manifest = { frames: [0, 100, 250, 400], shots: [100, 400], stills: [10, 104, 260, 412] };
const { stills } = keyframesOf(manifest, 500);

describe("the contact sheet", () => {
  it("knows which frames each still stands for", () => {
    expect(stills.map(({ start, end }) => [start, end])).toEqual([
      [0, 100],
      [100, 250],
      [250, 400],
      [400, 500],
    ]);
    expect(stills.map(({ cut }) => cut)).toEqual([true, true, false, true]);
    expect(stills.map(({ shown }) => shown)).toEqual(manifest.stills);
  });

  it("finds the still of every frame", () => {
    for (let frame = 0; frame < 500; frame += 1) {
      const still = stills[stillAt(stills, frame)];
      expect(still && still.start <= frame && frame < still.end).toBe(true);
    }
    expect(stillAt([], 3)).toBe(0);
  });

  it("takes a thumbnail only from the same shot and from nearby", () => {
    const sprites = { tileWidth: 160, tileHeight: 90, columns: 10, rows: 10, everyFrames: 24, sheets: new Set([0]) };
    const of = (start: number, end: number, shown: number) =>
      thumbnailOf(sprites, { start, end, shown, cut: true }, 25);
    expect(of(0, 100, 10)).toEqual({ sheet: 0, x: 0, y: 0 });
    expect(of(100, 250, 104)).toBeNull(); // the nearest, 96, shows the shot before
    expect(of(100, 250, 119)).toEqual({ sheet: 0, x: 800, y: 0 });
    expect(thumbnailOf({ ...sprites, everyFrames: 240 }, { start: 0, end: 400, shown: 60, cut: true }, 25)).toBeNull();
    expect(thumbnailOf(null, { start: 0, end: 9, shown: 1, cut: true }, 25)).toBeNull();
  });

  it("draws few of a thousand rows", () => {
    expect(rowsInSight(0, 300, 100, 1000)).toEqual({ first: 0, last: 5 });
    expect(rowsInSight(50_000, 300, 100, 1000)).toEqual({ first: 498, last: 505 });
    expect(rowsInSight(99_900, 300, 100, 1000)).toEqual({ first: 997, last: 1000 });
    expect(rowsInSight(0, 300, 100, 0)).toEqual({ first: 0, last: 0 });
  });
});

describe("turns", () => {
  it("lets a few go at once, the others in order, and none that no longer wants to", () => {
    const turns = new Turns(2);
    const started: number[] = [];
    const ends = [0, 1, 2, 3, 4].map((number) => turns.take(() => started.push(number)));
    expect(started).toEqual([0, 1]);
    ends[3]?.();
    ends[0]?.();
    ends[0]?.();
    expect(started).toEqual([0, 1, 2]);
    ends[2]?.();
    expect(started).toEqual([0, 1, 2, 4]);
  });
});
