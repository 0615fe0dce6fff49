import { firstPlace } from "./halving";
import type { Span } from "./spans";

/** Frames where something begins or ends, in order and each once. */
export function edgesOf(spans: readonly Span[], frames: readonly number[]): readonly number[] {
  const all = new Float64Array(2 * spans.length + frames.length);
  spans.forEach(({ start, end }, index) => {
    all[2 * index] = start;
    all[2 * index + 1] = end;
  });
  all.set(frames, 2 * spans.length);
  // Sorted as numbers by itself; a plain list would call back for each of many thousand comparisons.
  all.sort();
  return [...all].filter((edge, index) => edge !== all[index - 1]);
}

/** The first edge after `frame`. */
export const edgeAfter = (edges: readonly number[], frame: number): number | undefined =>
  edges[firstAfter(edges, frame)];

/** The last edge before `frame`. */
export const edgeBefore = (edges: readonly number[], frame: number): number | undefined =>
  edges[firstAfter(edges, frame - 1) - 1];

const firstAfter = (edges: readonly number[], frame: number): number =>
  firstPlace(edges.length, (index) => (edges[index] as number) > frame);
