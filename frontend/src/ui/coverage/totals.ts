/** What the strips and totals of a project are drawn from. Pure: coverage and footage in, layers and numbers out. */
import type { Coverage, CoverageRow, Footage } from "../../api/types";
import { type Span, spansFrom, total, union } from "../../core/spans";
import { byName, lengthSeconds } from "../../i18n/format";
import type { Layers } from "./runs";

/** A coder who has worked on, or may work on, the recordings of a project. */
export interface Coder {
  id: string;
  name: string;
}

function layersOf(rows: readonly CoverageRow[], noise: readonly Span[]): Layers {
  return {
    watched: union(rows.flatMap((row) => spansFrom(row.watched.spans))),
    coded: union(rows.flatMap((row) => spansFrom(row.coded.spans))),
    reviewed: union(rows.flatMap((row) => spansFrom(row.reviewed.spans))),
    noise,
  };
}

export function noiseOf(coverage: Coverage, footageId: string): readonly Span[] {
  return spansFrom(coverage.noise.find((one) => one.footage === footageId)?.spans ?? []);
}

/** The work of all coders on a recording, laid over one another. */
export function footageLayers(coverage: Coverage, footageId: string): Layers {
  return layersOf(
    coverage.results.filter((row) => row.footage === footageId),
    noiseOf(coverage, footageId),
  );
}

/** The work of one coder on a recording, or null where there is none. */
export function coderLayers(coverage: Coverage, footageId: string, coderId: string): Layers | null {
  const rows = coverage.results.filter((row) => row.footage === footageId && row.coder === coderId);
  return rows.length === 0 ? null : layersOf(rows, noiseOf(coverage, footageId));
}

/** Everybody who has a row, by name. */
export function codersOf(coverage: Coverage): Coder[] {
  const byId = new Map(coverage.results.map((row) => [row.coder, row.coder_name]));
  return [...byId].map(([id, name]) => ({ id, name })).sort((a, b) => byName(a.name, b.name));
}

/** Totals of a set of recordings. Seconds are for people to read, rounded where they are shown, and not to cite. */
export interface Totals {
  recordings: number;
  seconds: number;
  /** Watched by at least one coder. */
  watchedSeconds: number;
  noiseSeconds: number;
  segments: number;
  reviewedSegments: number;
}

export function totalsOf(footage: readonly Footage[], coverage: Coverage): Totals {
  const sum: Totals = {
    recordings: footage.length,
    seconds: 0,
    watchedSeconds: 0,
    noiseSeconds: 0,
    segments: 0,
    reviewedSegments: 0,
  };
  for (const { id, clock } of footage) {
    if (!clock) continue;
    const layers = footageLayers(coverage, id);
    sum.seconds += lengthSeconds(clock.frames, clock.rate);
    sum.watchedSeconds += lengthSeconds(total(layers.watched), clock.rate);
    sum.noiseSeconds += lengthSeconds(total(layers.noise), clock.rate);
  }
  const ids = new Set(footage.map((one) => one.id));
  for (const row of coverage.results.filter((one) => ids.has(one.footage))) {
    sum.segments += row.coded.segments;
    sum.reviewedSegments += row.reviewed.segments;
  }
  return sum;
}
