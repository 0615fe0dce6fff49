import type { Span } from "../core/spans";
import { pixelOf, type Viewport } from "./viewport";

/** From where to where something is drawn, in CSS pixels from the left of the window. */
export interface Extent {
  readonly x: number;
  readonly w: number;
}

/** Where a span is drawn, rounded to pixels and cut a little outside the window; null when it is not in it. */
export function extentOf(view: Viewport, span: Span, least = 1): Extent | null {
  const left = Math.round(pixelOf(view, span.start));
  const right = Math.max(Math.round(pixelOf(view, span.end)), left + least);
  if (right < 0 || left > view.width) return null;
  const x = Math.max(-8, left);
  return { x, w: Math.min(view.width + 8, right) - x };
}

const ROUND_PX = 2;
/** Of something narrower the corners are hardly to be seen, and a round box takes several times as long as a square one. */
const NARROWEST_ROUND_PX = 8;

/** The radius of the corners of a box of this width. */
export const roundOf = (w: number): number => (w < NARROWEST_ROUND_PX ? 0 : ROUND_PX);
