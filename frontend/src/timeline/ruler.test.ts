import { describe, expect, it } from "vitest";
import { FrameRate, Timebase } from "../core/time";
import { coveredLabels } from "./plan";
import { ticks } from "./ruler";

const clockOf = Timebase.startingAt;
const labels = (found: { label: string }[]) => found.map(({ label }) => label).filter((label) => label !== "");

describe("ticks", () => {
  const pal = clockOf(new FrameRate(25, 1), 25 * 3600, "01:41:17:22", false);

  it("labels round seconds of the source's clock, not of the recording", () => {
    const found = ticks(pal, 0, 25 * 60, 0.5);
    expect(labels(found)).toEqual([
      "01:41:20:00",
      "01:41:30:00",
      "01:41:40:00",
      "01:41:50:00",
      "01:42:00:00",
      "01:42:10:00",
    ]);
    expect(found.find(({ label }) => label === "01:41:20:00")?.frame).toBe(53);
  });

  it("goes down to single frames and up to hours", () => {
    expect(labels(ticks(pal, 0, 4, 120))).toEqual([
      "01:41:17:22",
      "01:41:17:23",
      "01:41:17:24",
      "01:41:18:00",
      "01:41:18:01",
    ]);
    expect(labels(ticks(pal, 0, 90_000, 0.01))).toEqual([
      "01:50:00:00",
      "02:00:00:00",
      "02:10:00:00",
      "02:20:00:00",
      "02:30:00:00",
      "02:40:00:00",
    ]);
  });

  it("writes drop-frame minutes at the first number they have", () => {
    const ntsc = clockOf(new FrameRate(30_000, 1001), 30 * 3600, "00:08:30;00", true);
    expect(labels(ticks(ntsc, 0, 30 * 120, 0.13))).toEqual([
      "00:08:30;00",
      "00:09:00;02",
      "00:09:30;00",
      "00:10:00;00",
      "00:10:30;00",
    ]);
  });

  it.each([
    ["29.97 drop-frame", new FrameRate(30_000, 1001), "00:00:58;00", true],
    ["59.94 drop-frame", new FrameRate(60_000, 1001), "00:09:59;07", true],
    ["29.97", new FrameRate(30_000, 1001), "00:00:59:11", false],
    ["25", new FrameRate(25, 1), "01:41:17:22", false],
    ["milliseconds", new FrameRate(1000, 1), "00:00:00:000", false],
  ] as const)(
    "at %s labels every frame whose number is a multiple of the step, and no other",
    (_, rate, begin, drop) => {
      const clock = clockOf(rate, rate.nominal * 130, begin, drop);
      const numberOf = (frame: number) => Number(clock.timecode(frame).slice(9));
      const steps = [1, 2, 5, 10, 100].filter((step) => step < rate.nominal && rate.nominal % step === 0);
      for (const step of steps) {
        for (const from of [0, 1, 7, rate.nominal + 3, rate.nominal * 62, rate.nominal * 121]) {
          const to = from + rate.nominal * 3 + 0.5;
          const frames = ticks(clock, from, to, 112 / step).map((tick) => tick.frame);
          const inside = (frame: number) => frame >= from && frame <= to;
          const wanted = Array.from({ length: Math.ceil(to) + 1 }, (_, frame) => frame).filter(
            (frame) => inside(frame) && numberOf(frame) % step === 0,
          );
          expect(frames.filter(inside), `step ${step} from ${from}`).toEqual(wanted);
          expect(frames.filter((frame) => numberOf(frame) % step !== 0)).toEqual([]);
        }
      }
    },
  );

  it("counts on past midnight and stays inside the recording", () => {
    const night = clockOf(new FrameRate(25, 1), 25 * 100, "23:59:30:00", false);
    expect(labels(ticks(night, 0, 25 * 200, 0.2))).toEqual([
      "23:59:30:00",
      "00:00:00:00",
      "00:00:30:00",
      "00:01:00:00",
    ]);
  });
});

describe("coveredLabels", () => {
  it("names the labels under the playhead's tag, and no others", () => {
    const clock = clockOf(new FrameRate(25, 1), 25 * 3600, "00:00:00:00", false);
    const view = { start: 0, span: 25 * 60, width: 750, frames: 25 * 3600 };
    const shown = ticks(clock, 0, view.span, 0.5);
    expect(coveredLabels(shown, view, 25 * 9)).toEqual([250]);
    expect(coveredLabels(shown, view, 25 * 10 - 100)).toEqual([0]);
    expect(coveredLabels(shown, view, 25 * 55)).toEqual([25 * 50]);
  });
});
