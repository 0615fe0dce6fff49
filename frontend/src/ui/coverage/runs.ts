/**
 * Coverage as it is drawn: spans in frames, merged into runs of whole pixels. A strip is a few hundred pixels for
 * hours of footage, so single spans would come out as a barcode; what a pixel shows is decided here, not by the
 * browser's rounding.
 */
import { type Span, union } from "../../core/spans";

/** How far the work has gone at a place, shallowest first. */
export const LEVELS = ["watched", "coded", "reviewed"] as const;
export type Level = (typeof LEVELS)[number];

export interface Layers {
  watched: readonly Span[];
  coded: readonly Span[];
  reviewed: readonly Span[];
  noise: readonly Span[];
}

/** Pixels [x, x + width) of one strip. */
export interface Run {
  x: number;
  width: number;
}

export interface LevelRun extends Run {
  level: Level;
}

/** Gaps of this many pixels or fewer between two runs of the same kind are closed. */
const CLOSE_PX = 2;
/** Coded or reviewed work is never narrower than this: a short segment in a long recording must still be seen. */
const LEAST_PX = 2;

/** The share, 0 to 1, of every pixel that spans cover. */
export function shares(spans: readonly Span[], frames: number, width: number): Float32Array {
  const shares = new Float32Array(width);
  const perPixel = frames / width;
  for (const { start, end } of union(spans)) {
    const last = Math.min(width - 1, Math.ceil(end / perPixel) - 1);
    for (let x = Math.floor(start / perPixel); x <= last; x++) {
      const covered = Math.min(end, (x + 1) * perPixel) - Math.max(start, x * perPixel);
      shares[x] = (shares[x] ?? 0) + covered / perPixel;
    }
  }
  return shares;
}

/** Runs of pixels for which `holds` is true. */
function runsWhere(width: number, holds: (x: number) => boolean): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < width; x++) {
    const last = runs.at(-1);
    if (!holds(x)) continue;
    if (last && last.x + last.width === x) last.width++;
    else runs.push({ x, width: 1 });
  }
  return runs;
}

/** Close gaps of at most CLOSE_PX between runs. */
export function closed(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last && run.x - (last.x + last.width) <= CLOSE_PX) last.width = run.x + run.width - last.x;
    else out.push({ ...run });
  }
  return out;
}

function widened(run: Run, width: number): Run {
  if (run.width >= LEAST_PX) return run;
  return { x: Math.min(run.x, width - LEAST_PX), width: LEAST_PX };
}

/** Pixels that are mostly covered. */
function mostly(spans: readonly Span[], frames: number, width: number): Run[] {
  const share = shares(spans, frames, width);
  return runsWhere(width, (x) => (share[x] ?? 0) >= 0.5);
}

/** Pixels that are covered at all, none narrower than LEAST_PX, near neighbours joined. */
function anywhere(spans: readonly Span[], frames: number, width: number): Run[] {
  const share = shares(spans, frames, width);
  return closed(runsWhere(width, (x) => (share[x] ?? 0) > 0).map((run) => widened(run, width)));
}

/** What a strip of `width` pixels draws for a recording of `frames`: work by depth, the deepest last, and noise over it. */
export function stripRuns(layers: Layers, frames: number, width: number): { work: LevelRun[]; noise: Run[] } {
  if (frames <= 0 || width < LEAST_PX) return { work: [], noise: [] };
  const level = (name: Level, runs: Run[]): LevelRun[] => runs.map((run) => ({ ...run, level: name }));
  return {
    work: [
      ...level("watched", mostly(layers.watched, frames, width)),
      ...level("coded", anywhere(layers.coded, frames, width)),
      ...level("reviewed", anywhere(layers.reviewed, frames, width)),
    ],
    noise: closed(mostly(layers.noise, frames, width)),
  };
}
