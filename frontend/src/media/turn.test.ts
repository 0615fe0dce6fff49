import { describe, expect, it } from "vitest";
import { type Passing, Turn } from "./turn";

const LOOP = { start: 100, end: 200 };
const passing = (frame: number, before: number, more: Partial<Passing> = {}): Passing => ({
  frame,
  before,
  heading: null,
  speed: 1,
  ...more,
});

describe("Turn", () => {
  it("is due with the last frame", () => {
    const turn = new Turn(25);
    expect([198, 199].map((frame) => turn.isDue(LOOP, passing(frame, frame - 1)))).toEqual([false, true]);
  });

  it("is due earlier where frames pass faster than a seek begins, or are left out", () => {
    expect([192, 193].map((frame) => new Turn(25).isDue(LOOP, passing(frame, frame - 1, { speed: 8 })))).toEqual([
      false,
      true,
    ]);
    expect([196, 197].map((frame) => new Turn(25).isDue(LOOP, passing(frame, frame - 3)))).toEqual([false, true]);
  });

  it("does not take the way of a seek for speed", () => {
    expect(new Turn(25).isDue(LOOP, passing(190, 100, { heading: 190 }))).toBe(false);
  });

  it("is due earlier by what has slipped through, for this loop only", () => {
    const turn = new Turn(25);
    turn.isDue(LOOP, passing(201, 199, { heading: 100 }));
    expect([196, 197].map((frame) => turn.isDue(LOOP, passing(frame, frame - 1)))).toEqual([false, true]);
    const other = { start: 300, end: 400 };
    expect([398, 399].map((frame) => turn.isDue(other, passing(frame, frame - 1)))).toEqual([false, true]);
  });

  it("learns nothing from somebody who goes elsewhere, and never gives up more than a quarter second", () => {
    const turn = new Turn(25);
    turn.isDue(LOOP, passing(400, 150, { heading: 400 }));
    expect(turn.isDue(LOOP, passing(198, 197))).toBe(false);
    for (let time = 0; time < 9; time += 1) turn.isDue(LOOP, passing(205, 199, { heading: 100 }));
    expect([192, 193].map((frame) => turn.isDue(LOOP, passing(frame, frame - 1)))).toEqual([false, true]);
  });

  it("leaves a short loop half of itself", () => {
    const turn = new Turn(25);
    const short = { start: 10, end: 14 };
    for (let time = 0; time < 9; time += 1) turn.isDue(short, passing(15, 13, { heading: 10 }));
    expect([10, 11].map((frame) => turn.isDue(short, passing(frame, frame - 1)))).toEqual([false, true]);
  });
});
