import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { Desk, settled } from "./fakes";
import { Making, type Parts } from "./making";
import { Stills } from "./stills";

const FRAMES = 1000;
const none: Parts = { size: 125, made: [] };

function bench() {
  const scope = new Scope();
  const desk = new Desk<Parts>();
  const making = new Making(scope, FRAMES, desk.ask);
  const pass = async (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    await settled();
  };
  return { scope, desk, making, pass, asked: () => desk.asked.map(({ what }) => what) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("Making", () => {
  it("asks seldom at rest, more often while playing, and all the time for what starves", async () => {
    const { making, desk, pass, asked } = bench();
    making.want(0, "resting");
    await desk.answer(none);
    await pass(4999);
    expect(asked()).toEqual([0]);
    await pass(1);
    making.want(10, "playing");
    await desk.answer(none);
    await pass(3000);
    expect(asked()).toEqual([0, 0, 10]);
    making.want(130, "starving");
    await desk.answer(none);
    await pass(300);
    await desk.answer(none);
    await pass(300);
    expect(asked()).toEqual([0, 0, 10, 130, 130]);
  });

  it("asks at once for another place that starves, but never twice at a time", async () => {
    const { making, desk, pass, asked } = bench();
    making.want(0, "resting");
    making.want(500, "starving");
    expect(asked()).toEqual([0]);
    await desk.answer(none);
    await pass(300);
    await desk.answer(none);
    making.want(900, "starving");
    expect(asked()).toEqual([0, 500, 900]);
  });

  it("asks less often for what starves in vain, and no more when nobody needs parts", async () => {
    const { making, desk, pass, asked } = bench();
    making.want(130, "starving");
    for (let question = 0; question < 60; question += 1) {
      await desk.answer(none);
      await pass(300);
    }
    const before = asked().length;
    expect(before).toBe(61);
    await desk.answer(none);
    await pass(1499);
    expect(asked()).toHaveLength(before);
    await pass(1);
    await desk.answer(none);
    making.rest();
    await pass(60_000);
    expect(asked()).toHaveLength(before + 1);
    making.want(130, "resting");
    expect(asked()).toHaveLength(before + 2);
  });

  it("asks no more when all is made", async () => {
    const { making, desk, pass, asked } = bench();
    making.want(0, "starving");
    await desk.answer({
      size: 125,
      made: [
        { start: 0, end: 500 },
        { start: 500, end: FRAMES },
      ],
    });
    expect(making.complete).toBe(true);
    await pass(60_000);
    making.want(5, "playing");
    expect(asked()).toEqual([0]);
  });

  it("keeps what it knows when there is no answer, says so, and asks again", async () => {
    const { making, desk, pass, asked } = bench();
    making.want(0, "starving");
    await desk.answer({ size: 125, made: [{ start: 0, end: 125 }] });
    await pass(300);
    await desk.fail(new Error("no network"));
    expect(making.problem.value).toEqual(new Error("no network"));
    expect(making.parts.value?.made).toEqual([{ start: 0, end: 125 }]);
    await pass(2000);
    await desk.answer(none);
    expect(making.problem.value).toBeNull();
    expect(asked()).toEqual([0, 0, 0]);
  });
});

describe("Stills", () => {
  function wall() {
    const scope = new Scope();
    const desk = new Desk<string>();
    return { scope, desk, stills: new Stills(scope, desk.ask) };
  }

  it("fetches the latest wanted frame alone, after a rest, and keeps the last one until it is there", async () => {
    const { desk, stills } = wall();
    for (const frame of [10, 11, 12]) stills.want(frame);
    vi.advanceTimersByTime(120);
    expect(desk.asked.map(({ what }) => what)).toEqual([12]);
    await desk.answer("twelve");
    expect(stills.shown.value).toEqual({ frame: 12, image: "twelve" });
    stills.want(13);
    vi.advanceTimersByTime(120);
    expect(stills.shown.value?.frame).toBe(12);
    stills.want(14);
    expect(desk.asked[1]?.signal.aborted).toBe(true);
    vi.advanceTimersByTime(120);
    await desk.answer("fourteen");
    expect(stills.shown.value?.frame).toBe(14);
    stills.want(null);
    expect(stills.shown.value).toBeNull();
  });

  it("tries again what was refused, as long as it is wanted", async () => {
    const { desk, stills } = wall();
    stills.want(10);
    vi.advanceTimersByTime(120);
    await desk.fail(new Error("busy"));
    expect(stills.problem.value).toEqual(new Error("busy"));
    vi.advanceTimersByTime(2000);
    await desk.answer("ten");
    expect([stills.problem.value, stills.shown.value?.frame]).toEqual([null, 10]);
  });
});
