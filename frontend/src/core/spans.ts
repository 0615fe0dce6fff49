import { firstPlace } from "./halving";

/** Half-open spans of whole frames, `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** From `[start, end]`, as they travel. */
export const spansFrom = (pairs: readonly (readonly [start: number, end: number])[]): Span[] =>
  pairs.map(([start, end]) => ({ start, end }));

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
export const contains = (span: Span, frame: number): boolean => span.start <= frame && frame < span.end;

/** The first of `spans` with this frame in it. */
export const spanAt = <T extends Span>(spans: readonly T[], frame: number): T | undefined =>
  spans.find((span) => contains(span, frame));

/** The first of spans in order that do not overlap, as `union` makes them, that ends after `frame`. */
export const firstEndingAfter = (spans: readonly Span[], frame: number): Span | undefined =>
  spans[firstPlace(spans.length, (index) => (spans[index] as Span).end > frame)];

/**
 * The furthest end among the first i + 1 of a list in order of start. It ascends, as the ends themselves need not, so
 * that what touches a window is found by halving.
 */
export function reachOf(spans: readonly Span[]): number[] {
  let furthest = 0;
  return spans.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
}

/** The union as sorted spans that neither touch nor overlap. */
export function union(spans: Iterable<Span>): Span[] {
  const sorted = [...spans].filter((span) => span.start < span.end).sort((a, b) => a.start - b.start);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last && span.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else out.push({ start: span.start, end: span.end });
  }
  return out;
}

export function total(spans: Iterable<Span>): number {
  return union(spans).reduce((sum, span) => sum + span.end - span.start, 0);
}

/** What is left of `span` without the others, in order. */
export function subtract(span: Span, others: Iterable<Span>): Span[] {
  const out: Span[] = [];
  let start = span.start;
  for (const other of union(others)) {
    if (other.end <= start || other.start >= span.end) continue;
    if (other.start > start) out.push({ start, end: other.start });
    start = Math.max(start, other.end);
  }
  return start < span.end ? [...out, { start, end: span.end }] : out;
}
