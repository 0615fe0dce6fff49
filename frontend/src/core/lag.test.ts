import { describe, expect, it } from "vitest";
import { endMeant, frameMeant, framesOfLag } from "./lag";
import { ReactionTest, SIGNALS } from "./reaction";
import { FrameRate } from "./time";

const PAL = FrameRate.fromText("25/1");
const NTSC = FrameRate.fromText("30000/1001");
const SOUND = FrameRate.fromText("1000/1");

describe("framesOfLag", () => {
  it.each([
    [PAL, 200, 1, 5],
    [PAL, 0, 8, 0],
    [PAL, 19, 1, 0],
    [PAL, 20, 1, 1], // half a frame is rounded up
    [PAL, 59, 1, 1],
    [PAL, 60, 1, 2],
    [PAL, 200, 2, 10],
    [PAL, 200, 0.5, 3], // 2.5 frames
    [PAL, 200, 0.75, 4], // 3.75 frames
    [PAL, 200, 0, 0],
    [PAL, 200, -2, -10],
    [NTSC, 1000, 1, 30], // 29.97 frames
    [NTSC, 1000, 8, 240], // 239.76 frames
    [NTSC, 517, 1, 15], // 15.494 frames
    [NTSC, 518, 1, 16], // 15.524 frames
    [SOUND, 237, 1.25, 296], // 296.25 frames
  ])("at %s %i ms at %f× are %i frames", (rate, milliseconds, speed, frames) => {
    expect(framesOfLag(rate, milliseconds, speed)).toBe(frames);
  });
});

describe("frameMeant", () => {
  it("lies the lag before the frame presented last, or after it when playing backwards", () => {
    expect(frameMeant(100, 1000, 5)).toBe(95);
    expect(frameMeant(100, 1000, -10)).toBe(110);
  });

  it("is the first or the last frame where the lag reaches beyond them", () => {
    expect([frameMeant(3, 1000, 5), frameMeant(0, 1000, 5), frameMeant(998, 1000, -10)]).toEqual([0, 0, 999]);
  });
});

describe("ReactionTest", () => {
  /** Answers each signal after the lag given, on a clock that the test moves. */
  function answered(lags: readonly number[]) {
    const test = new ReactionTest(() => 0.5);
    let now = 1000;
    const answers = lags.map((lag) => {
      now += test.pause();
      test.shown(now);
      now += lag;
      return test.pressed(now);
    });
    return { test, answers };
  }

  it("gives the median of eight answers, and nothing before the last", () => {
    const lags = [310, 190, 250, 230, 900, 210, 240, 260];
    expect(answered(lags.slice(0, 7)).test.result()).toBeNull();
    const { test, answers } = answered(lags);
    expect(answers).toEqual(Array(SIGNALS).fill("counted"));
    expect([test.isOver, test.result()]).toEqual([true, 245]);
  });

  it("does not count a press before the signal, or one that was on its way already", () => {
    const test = new ReactionTest();
    expect(test.pressed(500)).toBe("early");
    test.shown(1000);
    expect(test.pressed(1050)).toBe("early");
    expect(test.pressed(1200)).toBe("counted");
    expect(test.pressed(1300)).toBe("early");
    test.shown(4000);
    test.gone();
    expect(test.pressed(4300)).toBe("early");
    expect(test.done).toBe(1);
  });

  it("takes a very slow answer for a second", () => {
    expect(answered([...Array(3).fill(5000), ...Array(5).fill(5000)]).test.result()).toBe(1000);
  });

  it("waits between signals, never foreseeably", () => {
    const pauses = [0, 0.25, 0.999].map((value) => new ReactionTest(() => value).pause());
    expect(pauses).toEqual([900, 1275, 2398]);
  });
});

describe("endMeant", () => {
  it("is the shown frame, but at rest on the last one it is the end of the recording", () => {
    expect(endMeant(998, 1000, 0, false)).toBe(998);
    expect(endMeant(999, 1000, 0, false)).toBe(1000);
    expect(endMeant(999, 1000, 0, true)).toBe(999);
    expect(endMeant(999, 1000, 5, true)).toBe(994);
  });
});
