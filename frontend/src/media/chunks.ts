/**
 * Which pieces of a recording to have: pure decisions for a playhead and for what is made. Chunk k holds the frames
 * [k·size, (k+1)·size), the last one up to the end. Its pictures begin at 0 s in their own file.
 *
 * Its sound is cut on the borders of whole AAC packets, counted from frame 0, because the decoder plays a packet whole,
 * however short the file says it is. The file begins with the encoder's priming and, but for chunk 0, one packet of
 * the chunk before, and ends with one of the next; what is heard lies between.
 */
import type { Span } from "../core/spans";

/** A recording in chunks. `size` is in frames, `rate` in frames a second. */
export interface Grid {
  readonly frames: number;
  readonly size: number;
  readonly rate: { readonly num: number; readonly den: number };
}

/** Where one file is put on the clock of the element, in seconds; [from, to), which may be empty, is what is played. */
export interface Placement {
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

/** The frame that is shown next, and how fast: negative backwards, 0 at rest. */
export interface Playhead {
  readonly frame: number;
  readonly speed: number;
}

/** `fetch`: what to have, the most urgent first. `keep`: the chunks [start, end) that are not given up for others. */
export interface Plan {
  readonly at: number;
  readonly fetch: readonly number[];
  readonly keep: Span;
}

/** Ahead of the playhead at single speed, in chunks; twice as many at double speed. */
const AHEAD = 2;
const MOST_AHEAD = 16;
/** Held by one buffer: about four minutes and 40 MB of pictures, so that going back costs nothing. */
export const MOST_HELD = 48;
const SOUND_HZ = 48_000;
const PACKET = 1024;

export const chunkOf = (grid: Grid, frame: number): number => Math.floor(frame / grid.size);
export const chunkCount = (grid: Grid): number => Math.ceil(grid.frames / grid.size);

export function framesOf(grid: Grid, chunk: number): Span {
  return { start: chunk * grid.size, end: Math.min(grid.frames, (chunk + 1) * grid.size) };
}

/** Whether every frame of the chunk is in `made`: sorted spans that do not touch. */
export function isMade(grid: Grid, made: readonly Span[], chunk: number): boolean {
  const { start, end } = framesOf(grid, chunk);
  return made.some((span) => span.start <= start && end <= span.end);
}

/** Seconds of a frame's start. A float, for the media element only. */
const seconds = ({ rate }: Grid, frame: number): number => (frame * rate.den) / rate.num;

export function picturePlacement(grid: Grid, chunk: number): Placement {
  const { start, end } = framesOf(grid, chunk);
  return { offset: seconds(grid, start), from: seconds(grid, start), to: seconds(grid, end) };
}

export function soundPlacement(grid: Grid, chunk: number): Placement {
  const { start, end } = framesOf(grid, chunk);
  const edge = packetAt(grid, start);
  const first = Math.max(0, edge - 1) - 1;
  const at = (packet: number): number => (packet * PACKET) / SOUND_HZ;
  const to = end === grid.frames ? seconds(grid, end) : at(packetAt(grid, end));
  return { offset: at(first), from: at(edge), to };
}

/** The first AAC packet that begins at or after the start of `frame`. */
function packetAt({ rate }: Grid, frame: number): number {
  const num = BigInt(frame) * BigInt(SOUND_HZ) * BigInt(rate.den);
  const den = BigInt(rate.num) * BigInt(PACKET);
  return Number((num + den - 1n) / den);
}

/** What to have for a playhead: its chunk, then the way it goes, then one behind. The way ends where nothing is made. */
export function planOf(grid: Grid, made: readonly Span[], { frame, speed }: Playhead): Plan {
  const at = chunkOf(grid, frame);
  const far = Math.min(MOST_AHEAD, AHEAD * Math.max(1, Math.ceil(Math.abs(speed))));
  const [forward, back] = speed < 0 ? [1, far] : [far, 1];
  const onward = run(grid, made, at, 1, forward);
  const behind = run(grid, made, at, -1, back);
  const own = isMade(grid, made, at) ? [at] : [];
  const fetch = speed < 0 ? [...own, ...behind, ...onward] : [...own, ...onward, ...behind];
  return { at, fetch, keep: { start: Math.max(0, at - back), end: Math.min(chunkCount(grid), at + forward + 1) } };
}

/** Up to `most` chunks that follow `from` without one that is not made. */
function run(grid: Grid, made: readonly Span[], from: number, step: 1 | -1, most: number): number[] {
  const out: number[] = [];
  const last = chunkCount(grid);
  for (let chunk = from + step; out.length < most && chunk >= 0 && chunk < last; chunk += step) {
    if (!isMade(grid, made, chunk)) break;
    out.push(chunk);
  }
  return out;
}

/** What to give up so that at most `most` are held: the farthest from the playhead first, never what the plan keeps. */
export function excess(held: Iterable<number>, plan: Plan, most: number): number[] {
  const all = [...held];
  const free = all
    .filter((chunk) => chunk < plan.keep.start || chunk >= plan.keep.end)
    .sort((a, b) => Math.abs(b - plan.at) - Math.abs(a - plan.at));
  return free.slice(0, Math.max(0, all.length - most));
}

/** Ranges of seconds as a SourceBuffer tells them. */
export interface Ranges {
  readonly length: number;
  start(index: number): number;
  end(index: number): number;
}

/** Whether one range holds both times. */
export function covers(ranges: Ranges, from: number, to: number): boolean {
  for (let index = 0; index < ranges.length; index += 1) {
    if (ranges.start(index) <= from && to <= ranges.end(index)) return true;
  }
  return false;
}
