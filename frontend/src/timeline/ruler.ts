import { type Timebase, TimeProblem } from "../core/time";

export interface Tick {
  readonly frame: number;
  /** Empty on a tick between two labels. */
  readonly label: string;
}

/** Pixels that a label needs with some air. */
const LABEL_PX = 112;
const SECOND_STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
const FRAME_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const DAY_SECONDS = 86_400;
/** Counting by the rounded-up rate runs ahead by a thousandth at 29.97. */
const SLACK = 1.002;

/** The ticks between two frames at `pixelsPerFrame`; labels stand at round timecodes of the source. */
export function ticks(clock: Timebase, from: number, to: number, pixelsPerFrame: number): Tick[] {
  const fine = FRAME_STEPS.find(
    (step) => step < clock.rate.nominal && clock.rate.nominal % step === 0 && step * pixelsPerFrame >= LABEL_PX,
  );
  if (fine) return frameTicks(clock, from, to, fine);
  const perSecond = clock.rate.nominal * pixelsPerFrame;
  const step = SECOND_STEPS.find((seconds) => seconds * perSecond >= LABEL_PX) ?? DAY_SECONDS / 4;
  return secondTicks(clock, from, to, step);
}

/**
 * The frames whose number within its second is a multiple of `step`, which divides the rate. Where numbers are dropped
 * a second begins later, so each tick is found from the number of the frame itself and not by adding up.
 */
function frameTicks(clock: Timebase, from: number, to: number, step: number): Tick[] {
  const out: Tick[] = [];
  const last = Math.min(Math.ceil(to), clock.frames - 1);
  let frame = Math.max(0, Math.min(clock.frames - 1, Math.floor(from)) - step);
  while (frame <= last) {
    const label = clock.timecode(frame);
    const over = Number(label.slice(9)) % step;
    if (over === 0) out.push({ frame, label });
    frame += step - over;
  }
  return out;
}

function secondTicks(clock: Timebase, from: number, to: number, step: number): Tick[] {
  const minor = minorOf(step);
  const left = Math.max(0, Math.min(clock.frames - 1, Math.floor(from)));
  const first = secondsOf(clock.timecode(left));
  const end = Math.min(to, clock.frames) * SLACK + clock.rate.nominal;
  const out: Tick[] = [];
  for (let seconds = Math.floor(first / minor) * minor; ; seconds += minor) {
    if (left + (seconds - first) * clock.rate.nominal > end) return out;
    const frame = frameOfSecond(clock, seconds);
    if (frame === null) continue;
    out.push({ frame, label: seconds % step === 0 ? clock.timecode(frame) : "" });
  }
}

const minorOf = (step: number): number => {
  if (step % 4 === 0) return step / 4;
  return step % 5 === 0 ? step / 5 : step / Math.min(step, 2);
};

function secondsOf(timecode: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = timecode.split(/[:;.]/).map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}

/** The frame where a second of the source's clock begins; null where it is not in the recording. */
function frameOfSecond(clock: Timebase, seconds: number): number | null {
  const inDay = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  const [hours, minutes] = [Math.floor(inDay / 3600), Math.floor(inDay / 60) % 60];
  try {
    return clock.frameOfTimecode(clock.startOfSecond(hours, minutes, inDay % 60));
  } catch (error) {
    if (error instanceof TimeProblem) return null;
    throw error;
  }
}
