import { nearestWhole } from "./exact";
import type { FrameRate } from "./time";

/** The longest lag that is taken off, in milliseconds. */
export const LONGEST_LAG_MS = 1000;
const HUNDREDTHS = 100n;

/**
 * Whole frames that pass in `milliseconds` of watching at `speed` (negative backwards, a multiple of a hundredth),
 * rounded half up.
 */
export function framesOfLag(rate: FrameRate, milliseconds: number, speed: number): number {
  const hundredths = BigInt(Math.round(Math.abs(speed) * Number(HUNDREDTHS)));
  const num = BigInt(milliseconds) * hundredths * BigInt(rate.num);
  const frames = Number(nearestWhole(num, 1000n * HUNDREDTHS * BigInt(rate.den)));
  return speed < 0 ? -frames : frames;
}

/**
 * The frame that was on the screen when the person saw what they mark: `frame`, the one presented last, less the lag.
 * Near an end of the recording it is that end: before the first frame nothing was shown, so nothing can have been meant.
 */
export function frameMeant(frame: number, frames: number, lag: number): number {
  return Math.max(0, Math.min(frames - 1, frame - lag));
}

/**
 * The end that is meant: the frame on the screen is the first one outside. After the last frame there is none to show,
 * so at rest on the last one its end is meant: `frames`. Whoever wants it outside trims the end to it.
 */
export function endMeant(frame: number, frames: number, lag: number, playing: boolean): number {
  return !playing && frame === frames - 1 ? frames : frameMeant(frame, frames, lag);
}
