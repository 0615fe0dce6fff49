import type { Basis, Noise, Segment } from "./model";
import { overlaps, type Span, subtract } from "./spans";

/** The confirmed noise in the way of a span, and the pieces of the span outside all noise. */
export interface Obstacle {
  readonly section: Noise;
  readonly pieces: readonly Span[];
}

const confirmedOn = (span: Span, noise: readonly Noise[]): readonly Noise[] =>
  noise.filter((section) => section.state === "confirmed" && overlaps(section, span));

/**
 * The first confirmed section that forbids coding `span` by its sound, or null; `noise` is in order of start. The same
 * rule as the server's (`coding/domain/noise.py`): one shared frame is enough, `picture` is never forbidden.
 */
export function obstacle(span: Span, basis: Basis, noise: readonly Noise[]): Obstacle | null {
  const touching = basis === "picture" ? [] : confirmedOn(span, noise);
  const [section] = touching;
  return section ? { section, pieces: subtract(span, touching) } : null;
}

/** Whether a segment is coded by sound where the sound is confirmed noise. */
export const inNoise = (segment: Pick<Segment, "start" | "end" | "basis">, noise: readonly Noise[]): boolean =>
  obstacle(segment, segment.basis, noise) !== null;

/** Whether every frame of `span` lies in confirmed noise, so that nobody can have heard its words. */
export const drowned = (span: Span, noise: readonly Noise[]): boolean =>
  subtract(span, confirmedOn(span, noise)).length === 0;
