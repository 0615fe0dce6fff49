import type { Span } from "../../../core/spans";
import { type Lane, visibleClips } from "../../../timeline/layout";

/** The colours of the coder's own codes that touch a span, one per category, in the order of the codebook. */
export function coloursOn(span: Span, lanes: readonly Lane[]): readonly number[] {
  return lanes
    .filter((lane) => lane.kind === "category" && visibleClips(lane, span.start, span.end).length > 0)
    .map((lane) => lane.color);
}
