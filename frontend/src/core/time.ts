/**
 * Exact time: frames of one recording, and the ways to write them. Twin of `footage/timebase.py`, which explains the
 * rules; `tests/vectors/timebase.json` holds both to the same answers. Sets of spans are in `spans.ts`.
 *
 * Frames are whole numbers below 2^31, products are BigInt, a float enters in `frameOfMediaTime` only (the browser gives
 * nothing else) and leaves in `seekTime` only. Nothing clamps: every function throws `TimeProblem`.
 */
import {
  checkLength,
  exactText,
  fractionText,
  magnitude,
  nearestWhole,
  type Rational,
  rational,
  readExact,
  TimeProblem,
} from "./exact";
import type { Span } from "./spans";

export { type Rational, TimeProblem, type TimeProblemCode } from "./exact";

export type Position =
  | { readonly kind: "frame"; readonly frame: number }
  | { readonly kind: "timecode"; readonly text: string }
  | { readonly kind: "seconds"; readonly seconds: Rational };

/** `end`: the position is an end, which may equal the number of frames. `snap`: take the nearest frame, half up. */
export interface Reading {
  readonly end?: boolean;
  readonly snap?: boolean;
}

const MOST_FRAMES = 2 ** 31 - 1;
const TIMECODE = /^([0-9]{2}):([0-9]{2}):([0-9]{2})([:;])([0-9]{2,})$/;

/** Frames per second as a reduced fraction. */
export class FrameRate {
  readonly num: number;
  readonly den: number;

  constructor(num: number, den: number) {
    if (!isCount(num) || !isCount(den)) throw new TimeProblem("time.rate", { text: `${num}/${den}` });
    const { num: n, den: d } = rational(BigInt(num), BigInt(den));
    this.num = Number(n);
    this.den = Number(d);
  }

  /** Reads `25`, `25/1`, `30000/1001` or an exact decimal (12.5); a rounded broadcast rate (29.97) is refused. */
  static fromText(text: string): FrameRate {
    const value = readExact(text);
    const unit = 10n ** BigInt(text.split(".")[1]?.length ?? 0);
    const nominal = (value.num + value.den - 1n) / value.den;
    const meant = rational(nominal * 1000n, 1001n);
    const apart = magnitude(value.num * meant.den - meant.num * value.den);
    if (unit > 1n && value.den > 1n && apart * unit < value.den * meant.den) {
      throw new TimeProblem("time.rateRounded", { text, meant: fractionText(meant), literal: fractionText(value) });
    }
    return new FrameRate(Number(value.num), Number(value.den));
  }

  /** Frame numbers per second of timecode: the rate rounded up (30 for 30000/1001). */
  get nominal(): number {
    return Math.ceil(this.num / this.den);
  }

  toString(): string {
    return `${this.num}/${this.den}`;
  }
}

/** The timecode numbers of one day (SMPTE ST 12-1): which text the n-th frame after midnight carries. */
class Numbering {
  readonly nominal: number;
  /** How many numbers drop-frame counting leaves out at the start of nine minutes in ten. */
  readonly dropped: number;
  readonly #mark: ":" | ";";
  readonly #digits: number;
  readonly #perTenMinutes: number;

  constructor(rate: FrameRate, dropFrame: boolean) {
    this.nominal = rate.nominal;
    if (dropFrame && (rate.den !== 1001 || (this.nominal !== 30 && this.nominal !== 60))) {
      throw new TimeProblem("time.noDropFrame", { rate: rate.toString() });
    }
    this.dropped = dropFrame ? this.nominal / 15 : 0;
    this.#mark = dropFrame ? ";" : ":";
    this.#digits = Math.max(2, String(this.nominal - 1).length);
    this.#perTenMinutes = 600 * this.nominal - 9 * this.dropped;
  }

  get framesPerDay(): number {
    return 24 * 6 * this.#perTenMinutes;
  }

  /** A timecode to show as the form to write. */
  get example(): string {
    return this.write(6 * this.#perTenMinutes);
  }

  write(number: number): string {
    const rest = number % this.#perTenMinutes;
    const tens = (number - rest) / this.#perTenMinutes;
    const shortMinute = 60 * this.nominal - this.dropped;
    const skipped = 9 * tens + Math.floor(Math.max(rest - this.dropped, 0) / shortMinute);
    const counted = number + skipped * this.dropped;
    const seconds = Math.floor(counted / this.nominal);
    return this.#text(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, counted % this.nominal);
  }

  read(text: string): number {
    const [hours, minutes, seconds, frames] = this.#fields(text);
    if (frames < this.#firstOf(minutes, seconds)) {
      const next = this.#text(hours, minutes, seconds, this.dropped);
      throw new TimeProblem("time.timecodeLeftOut", { text, next });
    }
    const wholeMinutes = 60 * hours + minutes;
    const skipped = wholeMinutes - Math.floor(wholeMinutes / 10);
    return (60 * wholeMinutes + seconds) * this.nominal + frames - skipped * this.dropped;
  }

  /** The first timecode of a second. */
  startOfSecond(hours: number, minutes: number, seconds: number): string {
    return this.#text(hours, minutes, seconds, this.#firstOf(minutes, seconds));
  }

  #firstOf(minutes: number, seconds: number): number {
    return minutes % 10 !== 0 && seconds === 0 ? this.dropped : 0;
  }

  #text(hours: number, minutes: number, seconds: number, frames: number): string {
    return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${this.#mark}${pad(frames, this.#digits)}`;
  }

  #fields(text: string): [hours: number, minutes: number, seconds: number, frames: number] {
    const [, hours, minutes, seconds, mark, frames] = TIMECODE.exec(checkLength(text)) ?? [];
    if (frames?.length !== this.#digits) throw new TimeProblem("time.timecode", { text, example: this.example });
    if (mark !== this.#mark) throw new TimeProblem("time.timecodeMark", { text, example: this.example });
    const [h, m, s, f] = [Number(hours), Number(minutes), Number(seconds), Number(frames)];
    if (h > 23 || m > 59 || s > 59 || f >= this.nominal) {
      throw new TimeProblem("time.timecodeRange", { text, lastFrame: this.nominal - 1 });
    }
    return [h, m, s, f];
  }
}

/** The clock of one recording: frames 0 to `frames - 1`, of which frame 0 carries the timecode number `start`. */
export class Timebase {
  readonly #numbering: Numbering;

  constructor(
    readonly rate: FrameRate,
    readonly frames: number,
    readonly start: number,
    readonly dropFrame: boolean,
  ) {
    this.#numbering = new Numbering(rate, dropFrame);
    if (!isCount(frames)) throw new TimeProblem("time.clockFrames", { frames, most: MOST_FRAMES });
    if (!Number.isInteger(start) || start < 0 || start >= this.#numbering.framesPerDay) {
      throw new TimeProblem("time.clockStart", { start });
    }
  }

  /** The clock whose frame 0 carries `startTimecode`; the API describes a footage's clock by these four. */
  static startingAt(rate: FrameRate, frames: number, startTimecode: string, dropFrame: boolean): Timebase {
    return new Timebase(rate, frames, new Numbering(rate, dropFrame).read(startTimecode), dropFrame);
  }

  get startTimecode(): string {
    return this.#numbering.write(this.start);
  }

  /** A timecode of this clock to show as the form to write. */
  get exampleTimecode(): string {
    return this.#numbering.example;
  }

  /** The source timecode of a frame of 0 to `frames` (the end); after 24 hours it wraps. */
  timecode(frame: number): string {
    return this.#numbering.write((this.start + this.#inside(frame, true)) % this.#numbering.framesPerDay);
  }

  /** The frame that carries a timecode; one that a recording of over 24 hours carries twice is refused. */
  frameOfTimecode(text: string, { end = false }: Reading = {}): number {
    const day = this.#numbering.framesPerDay;
    let first = (this.#numbering.read(text) - this.start + day) % day;
    // An end comes after the first frame, so of the two it is the later.
    if (end && first === 0 && day <= this.frames) first = day;
    if (first + day <= this.#last(end)) throw new TimeProblem("time.timecodeTwice", { text });
    return this.#inside(first, end);
  }

  /** The first timecode of a second, which on a drop-frame clock need not end in 00. */
  startOfSecond(hours: number, minutes: number, seconds: number): string {
    return this.#numbering.startOfSecond(hours, minutes, seconds);
  }

  /** Exact seconds from the first frame of the recording. */
  seconds(frame: number): Rational {
    return rational(BigInt(this.#inside(frame, true)) * BigInt(this.rate.den), BigInt(this.rate.num));
  }

  /** `seconds` as an exact decimal if that is finite (6077.88), else as the reduced fraction (1001/1500). */
  secondsText(frame: number): string {
    return exactText(this.seconds(frame));
  }

  /** The frame that begins at exact `seconds`. */
  frameAtSeconds(seconds: Rational, { end = false, snap = false }: Reading = {}): number {
    const num = seconds.num * BigInt(this.rate.num);
    const den = seconds.den * BigInt(this.rate.den);
    if (num < 0n || nearestWhole(num, den) > BigInt(this.frames)) throw this.#outside();
    const nearest = Number(nearestWhole(num, den));
    if (!snap && BigInt(nearest) * den !== num) {
      const params = { seconds: exactText(seconds), nearest, timecode: this.timecode(nearest) };
      throw new TimeProblem("time.offFrame", params);
    }
    return this.#inside(nearest, end);
  }

  /** The frame a position names. */
  resolve(position: Position, reading: Reading = {}): number {
    switch (position.kind) {
      case "frame":
        return this.#inside(position.frame, reading.end ?? false);
      case "timecode":
        return this.frameOfTimecode(position.text, reading);
      case "seconds":
        return this.frameAtSeconds(position.seconds, reading);
    }
  }

  /** The span from frame `start` up to, not including, frame `end` of this recording. */
  span(start: number, end: number): Span {
    if (end <= start) throw new TimeProblem("time.spanOrder", { start, end });
    return { start: this.#inside(start, false), end: this.#inside(end, true) };
  }

  #last(end: boolean): number {
    return end ? this.frames : this.frames - 1;
  }

  #inside(frame: number, end: boolean): number {
    if (!Number.isInteger(frame)) throw new TimeProblem("time.frame");
    if (frame < 0 || frame > this.#last(end)) throw this.#outside();
    return frame;
  }

  #outside(): TimeProblem {
    const lastFrame = this.frames - 1;
    return new TimeProblem("time.outside", { first: this.startTimecode, last: this.timecode(lastFrame), lastFrame });
  }
}

/** Reads a position in one of the forms of the API: `{frame}`, a timecode, or exact seconds as text. */
export function parsePosition(raw: unknown): Position {
  if (typeof raw === "string") {
    if (/[:;]/.test(checkLength(raw))) return { kind: "timecode", text: raw };
    return { kind: "seconds", seconds: readExact(raw) };
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new TimeProblem("time.position");
  const { frame, ...others } = raw as { frame?: unknown };
  if (Object.keys(others).length > 0) throw new TimeProblem("time.position");
  if (typeof frame !== "number" || !Number.isSafeInteger(frame)) throw new TimeProblem("time.frame");
  return { kind: "frame", frame };
}

/**
 * The frame that "go to" leads to. Takes a timecode (`01:41:17:22`, `1:41:17` for the first frame of that second),
 * seconds from the first frame (`6077.88s`, nearest frame), a frame (`f151947`) or a step (`+10s`, `-5f`) from `current`.
 */
export function parseGoto(text: string, clock: Timebase, current: number): number {
  const typed = checkLength(text.trim()).toLowerCase();
  const [, sign, amount, unit] = /^([+-])([0-9./]+)([sf])$/.exec(typed) ?? [];
  if (amount !== undefined) {
    const length = unit === "f" ? frameNumber(amount) : framesIn(clock, readExact(amount));
    return clock.resolve({ kind: "frame", frame: sign === "-" ? current - length : current + length });
  }
  const [, frame] = /^f([0-9]+)$/.exec(typed) ?? [];
  if (frame !== undefined) return clock.resolve({ kind: "frame", frame: frameNumber(frame) });
  const [, seconds] = /^([0-9./]+)s$/.exec(typed) ?? [];
  if (seconds !== undefined) return clock.resolve({ kind: "seconds", seconds: readExact(seconds) }, { snap: true });
  const [, h, m, s, frames] = /^([0-9]{1,2}):([0-9]{2}):([0-9]{2})([:;][0-9]+)?$/.exec(typed) ?? [];
  if (h === undefined) throw new TimeProblem("time.goto", { text, example: clock.exampleTimecode });
  const whole = clock.startOfSecond(Number(h), Number(m), Number(s));
  return clock.frameOfTimecode(frames === undefined ? whole : typed.padStart(typed.length + 2 - h.length, "0"));
}

/** The frame shown at a `mediaTime` (seconds) of `requestVideoFrameCallback`: not checked, it was shown. */
export function frameOfMediaTime(clock: Timebase, mediaTime: number): number {
  return Math.round((mediaTime * clock.rate.num) / clock.rate.den);
}

/** Where to seek to show a frame, in seconds: its middle, because a seek to its edge may show the frame before. */
export function seekTime(clock: Timebase, frame: number): number {
  const inside = clock.resolve({ kind: "frame", frame });
  return ((2 * inside + 1) * clock.rate.den) / (2 * clock.rate.num);
}

export interface DurationPieces {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
}

/** A number of frames as whole seconds of real time and the frames left over, for a text such as `24 s 07 f`. */
export function durationPieces(clock: Timebase, frames: number): DurationPieces {
  const [num, den] = [BigInt(clock.rate.num), BigInt(clock.rate.den)];
  const whole = (BigInt(frames) * den) / num;
  const framesInWhole = (whole * num + den - 1n) / den;
  const seconds = Number(whole);
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    frames: frames - Number(framesInWhole),
  };
}

function frameNumber(digits: string): number {
  const frame = Number(digits);
  if (!Number.isSafeInteger(frame)) throw new TimeProblem("time.frame");
  return frame;
}

/** The whole number of frames nearest to a length of time, half up. */
function framesIn(clock: Timebase, seconds: Rational): number {
  return Number(nearestWhole(seconds.num * BigInt(clock.rate.num), seconds.den * BigInt(clock.rate.den)));
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= MOST_FRAMES;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
