import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../i18n/en";
import { fill } from "../i18n/messages";
import { type Span, subtract, total, union } from "./spans";
import {
  durationPieces,
  FrameRate,
  frameOfMediaTime,
  parseGoto,
  parsePosition,
  seekTime,
  Timebase,
  TimeProblem,
} from "./time";

interface ClockRow {
  readonly name: string;
  readonly rate: string;
  readonly nominal: number;
  readonly frames: number;
  readonly start: number;
  readonly start_timecode: string;
  readonly drop_frame: boolean;
  readonly moments: readonly [frame: number, timecode: string, seconds: string, milliseconds: number][];
}
type Pair = [start: number, end: number];
type Kind = TimeProblem["kind"];

/** The vectors that `footage/timebase.py` answers too; see `tests/vectors/make_timebase.py`. */
interface Vectors {
  readonly clocks: readonly ClockRow[];
  readonly positions: readonly [clock: string, raw: unknown, options: string, expected: number | Kind][];
  readonly rates: readonly [text: string, expected: [num: number, den: number, nominal: number] | Kind][];
  readonly no_clocks: readonly [rate: string, frames: number, start: string, dropFrame: boolean, expected: Kind][];
  readonly subtracted_from: Pair;
  readonly span_sets: readonly { spans: Pair[]; union: Pair[]; total: number; left: Pair[] }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/vectors/timebase.json"), "utf-8"),
);

function clockOf(row: ClockRow): Timebase {
  return new Timebase(FrameRate.fromText(row.rate), row.frames, row.start, row.drop_frame);
}

function clockNamed(name: string): Timebase {
  const row = vectors.clocks.find((clock) => clock.name === name);
  if (row === undefined) throw new Error(`The vectors have no clock "${name}".`);
  return clockOf(row);
}

/** What `act` throws; anything but a `TimeProblem` fails the test, and so does one that its sentence lacks params of. */
function problemOf(act: () => unknown): TimeProblem {
  try {
    act();
  } catch (problem) {
    if (!(problem instanceof TimeProblem)) throw problem;
    expect(fill(en[problem.code], problem.params)).toMatch(/\.$/);
    return problem;
  }
  throw new Error("Nothing was thrown.");
}

const toSpan = ([start, end]: Pair): Span => ({ start, end });

describe("the vectors shared with the server", () => {
  it.each(vectors.clocks)("clock: $name", (row) => {
    const clock = clockOf(row);
    expect(clock.rate.nominal).toBe(row.nominal);
    expect(clock.startTimecode).toBe(row.start_timecode);
    expect(Timebase.startingAt(clock.rate, row.frames, row.start_timecode, row.drop_frame).start).toBe(row.start);
    const written = row.moments.map(([frame]) => [frame, clock.timecode(frame), clock.secondsText(frame)]);
    expect(written).toEqual(row.moments.map(([frame, timecode, seconds]) => [frame, timecode, seconds]));
    for (const [frame, , seconds, milliseconds] of row.moments) {
      expect(clock.resolve(parsePosition(seconds), { end: true })).toBe(frame);
      const rounded = parsePosition(`${milliseconds}/1000`);
      expect(clock.resolve(rounded, { end: true, snap: true })).toBe(frame);
    }
  });

  it.each(vectors.positions)("position: %s %j %s → %s", (name, raw, options, expected) => {
    const reading = { end: options.includes("end"), snap: options.includes("snap") };
    const act = () => clockNamed(name).resolve(parsePosition(raw), reading);
    if (typeof expected === "number") expect(act()).toBe(expected);
    else expect(problemOf(act).kind).toBe(expected);
  });

  it.each(vectors.rates)("rate: %j → %j", (text, expected) => {
    if (typeof expected === "string") {
      expect(problemOf(() => FrameRate.fromText(text)).kind).toBe(expected);
    } else {
      const rate = FrameRate.fromText(text);
      expect([rate.num, rate.den, rate.nominal]).toEqual(expected);
    }
  });

  it.each(vectors.no_clocks)(
    "no clock: %s, %d frames from %s, drop-frame %s → %s",
    (rate, frames, start, drop, kind) => {
      expect(problemOf(() => Timebase.startingAt(FrameRate.fromText(rate), frames, start, drop)).kind).toBe(kind);
    },
  );

  it.each(vectors.span_sets)("set of spans: $spans", (row) => {
    const spans = row.spans.map(toSpan);
    expect(union(spans)).toEqual(row.union.map(toSpan));
    expect(total(spans)).toBe(row.total);
    expect(subtract(toSpan(vectors.subtracted_from), spans)).toEqual(row.left.map(toSpan));
  });
});

describe("frames spread over every clock", () => {
  it.each(vectors.clocks.filter((row) => row.name !== "two days"))("read back from what is written: $name", (row) => {
    const clock = clockOf(row);
    for (let frame = 0; frame < row.frames; frame += Math.ceil(row.frames / 499)) {
      expect(clock.frameOfTimecode(clock.timecode(frame))).toBe(frame);
      expect(clock.resolve(parsePosition(clock.secondsText(frame)))).toBe(frame);
      const { num, den } = clock.seconds(frame);
      expect(num * BigInt(clock.rate.num)).toBe(BigInt(frame) * BigInt(clock.rate.den) * den);
    }
  });
});

describe("the player", () => {
  it.each(vectors.clocks)("seeks between the start of a frame and the next, and knows it again: $name", (row) => {
    const clock = clockOf(row);
    for (const frame of [0, 1, 2, row.frames >> 1, row.frames - 1]) {
      const start = (frame * clock.rate.den) / clock.rate.num;
      const next = ((frame + 1) * clock.rate.den) / clock.rate.num;
      expect(seekTime(clock, frame)).toBeGreaterThan(start);
      expect(seekTime(clock, frame)).toBeLessThan(next);
      expect(frameOfMediaTime(clock, start)).toBe(frame);
    }
  });

  it("reads a media time that the browser cut to microseconds", () => {
    const clock = clockNamed("ntsc");
    for (const frame of [1, 29, 1799, 1800, 107892, 2589407]) {
      const { num, den } = clock.seconds(frame);
      expect(frameOfMediaTime(clock, Number((num * 1_000_000n) / den) / 1_000_000)).toBe(frame);
    }
  });

  it("seeks to no frame outside the recording", () => {
    const clock = clockNamed("pal");
    expect(problemOf(() => seekTime(clock, clock.frames)).code).toBe("time.outside");
    expect(problemOf(() => seekTime(clock, -1)).code).toBe("time.outside");
  });
});

describe("going to a place", () => {
  const film = clockNamed("pal from midnight");
  const ntsc = clockNamed("ntsc");

  it.each([
    ["01:41:17:22", 151947],
    ["1:41:17:22", 151947],
    ["1:41:17", 151925],
    ["  1:41:17 ", 151925],
    ["6077.88s", 151947],
    ["6077.87s", 151947],
    ["151947/25s", 151947],
    ["6077.88S", 151947],
    ["f151947", 151947],
    ["F0", 0],
    ["+10s", 350],
    ["-2s", 50],
    ["+0.5s", 113],
    ["-0.5s", 87],
    ["+5f", 105],
    ["-5f", 95],
    ["-100f", 0],
  ])("from frame 100 at 25 a second, %s → %i", (text, frame) => {
    expect(parseGoto(text, film, 100)).toBe(frame);
  });

  it.each([
    ["00:01:00;02", 1800],
    ["0:01:00", 1800],
    ["0:10:00", 17982],
    ["+10s", 1300],
    ["10s", 300],
  ])("from frame 1000 on a drop-frame clock, %s → %i", (text, frame) => {
    expect(parseGoto(text, ntsc, 1000)).toBe(frame);
  });

  it("counts from the start timecode of the recording", () => {
    expect(parseGoto("1:41:17:22", clockNamed("pal"), 0)).toBe(126447);
  });

  it("takes as many digits for frames as the clock has", () => {
    expect(parseGoto("0:00:01:250", clockNamed("sound"), 0)).toBe(1250);
    expect(parseGoto("0:00:01", clockNamed("sound"), 0)).toBe(1000);
  });

  it.each([
    ["", "time.goto", { text: "", example: "01:00:00:00" }],
    ["151947", "time.goto", { text: "151947", example: "01:00:00:00" }],
    ["41:17", "time.goto", { text: "41:17", example: "01:00:00:00" }],
    ["+5", "time.goto", { text: "+5", example: "01:00:00:00" }],
    ["half past", "time.goto", { text: "half past", example: "01:00:00:00" }],
    ["1/0s", "time.number", { text: "1/0" }],
    ["1.2.3s", "time.number", { text: "1.2.3" }],
    ["+1.5f", "time.frame", {}],
    ["f99999999999999999999", "time.frame", {}],
    ["99999999999999999999s", "time.numberLarge", { text: "99999999999999999999" }],
    ["1:00:00:25", "time.timecodeRange", { text: "01:00:00:25", lastFrame: 24 }],
    ["1:60:00", "time.timecodeRange", { text: "01:60:00:00", lastFrame: 24 }],
    ["1:00:00;00", "time.timecodeMark", { text: "01:00:00;00", example: "01:00:00:00" }],
    ["1:00:00:1", "time.timecode", { text: "01:00:00:1", example: "01:00:00:00" }],
    ["-101f", "time.outside", { first: "00:00:00:00", last: "23:59:59:24", lastFrame: 2159999 }],
    ["f2160000", "time.outside", { first: "00:00:00:00", last: "23:59:59:24", lastFrame: 2159999 }],
    ["f".repeat(65), "time.long", { most: 64 }],
  ])("refuses %j with %s", (text, code, params) => {
    const problem = problemOf(() => parseGoto(text, film, 100));
    expect({ code: problem.code, params: problem.params }).toEqual({ code, params });
  });

  it("says which number follows one that drop-frame counting leaves out", () => {
    const problem = problemOf(() => parseGoto("0:01:00;01", ntsc, 0));
    expect(problem.code).toBe("time.timecodeLeftOut");
    expect(problem.params).toEqual({ text: "00:01:00;01", next: "00:01:00;02" });
  });
});

describe("what a problem names", () => {
  it.each([
    [
      () => FrameRate.fromText("29.97"),
      "time.rateRounded",
      { text: "29.97", meant: "30000/1001", literal: "2997/100" },
    ],
    [() => new FrameRate(0, 1), "time.rate", { text: "0/1" }],
    [() => new Timebase(new FrameRate(25, 1), 9, 0, true), "time.noDropFrame", { rate: "25/1" }],
    [() => new Timebase(new FrameRate(25, 1), 0, 0, false), "time.clockFrames", { frames: 0, most: 2147483647 }],
    [() => new Timebase(new FrameRate(25, 1), 9, 2160000, false), "time.clockStart", { start: 2160000 }],
    [() => clockNamed("pal").span(7, 7), "time.spanOrder", { start: 7, end: 7 }],
    [() => parsePosition({ frame: 1, snap: true }), "time.position", {}],
    [
      () => clockNamed("ntsc").resolve(parsePosition("0.5")),
      "time.offFrame",
      { seconds: "0.5", nearest: 15, timecode: "00:00:00;15" },
    ],
    [() => clockNamed("two days").frameOfTimecode("10:00:00:00"), "time.timecodeTwice", { text: "10:00:00:00" }],
  ])("%o", (act, code, params) => {
    const problem = problemOf(act);
    expect({ code: problem.code, params: problem.params }).toEqual({ code, params });
  });

  it("checks a span against its recording", () => {
    const clock = clockNamed("pal");
    expect(clock.span(0, clock.frames)).toEqual({ start: 0, end: clock.frames });
    expect(problemOf(() => clock.span(clock.frames, clock.frames + 1)).code).toBe("time.outside");
    expect(problemOf(() => clock.span(0, 1.5)).code).toBe("time.frame");
  });
});

describe("a duration in pieces", () => {
  it.each([
    ["pal", 607, { hours: 0, minutes: 0, seconds: 24, frames: 7 }],
    ["pal", 90061 * 25 + 24, { hours: 25, minutes: 1, seconds: 1, frames: 24 }],
    ["ntsc", 30, { hours: 0, minutes: 0, seconds: 1, frames: 0 }],
    ["ntsc", 29, { hours: 0, minutes: 0, seconds: 0, frames: 29 }],
    ["ntsc", 107892, { hours: 0, minutes: 59, seconds: 59, frames: 29 }],
    ["ntsc", 107893, { hours: 1, minutes: 0, seconds: 0, frames: 0 }],
    ["half", 25, { hours: 0, minutes: 0, seconds: 2, frames: 0 }],
    ["pal", 0, { hours: 0, minutes: 0, seconds: 0, frames: 0 }],
  ])("%s: %i frames", (name, frames, pieces) => {
    expect(durationPieces(clockNamed(name), frames)).toEqual(pieces);
  });
});
