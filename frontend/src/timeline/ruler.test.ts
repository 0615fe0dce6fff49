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
    expect(coveredLabels(clock, view, 25 * 9)).toEqual([250]);
    expect(coveredLabels(clock, view, 25 * 10 - 100)).toEqual([0]);
    expect(coveredLabels(clock, view, 25 * 55)).toEqual([25 * 50]);
  });
});
