import type { Span } from "../core/spans";
import { edgeAt, frameAt, panned, pixelOf, type Viewport } from "./viewport";

/**
 * A gesture is a state with the snapshot it began from. It writes nothing while it lasts: the preview is drawn over the
 * document, so Escape is exact, and the end makes one step of history.
 */
export type Gesture =
  | {
      readonly is: "trim";
      readonly id: string;
      readonly edge: "start" | "end";
      readonly before: Span;
      readonly preview: Span;
      /** The edge of something else that it sticks to. */
      readonly snapped: number | null;
      /** Where the playhead was: the picture shows the edge only while it is dragged. */
      readonly playhead: number;
      /** From the pointer to the edge when it was taken hold of, in pixels: the edge must not jump to the pointer. */
      readonly grip: number;
    }
  | { readonly is: "create"; readonly anchor: number; readonly preview: Span }
  | { readonly is: "pan"; readonly before: Viewport; readonly from: number; readonly preview: Viewport }
  | { readonly is: "scrub"; readonly before: number; readonly preview: number };

const SNAP_PX = 6;

export const beginTrim = (id: string, edge: "start" | "end", span: Span, playhead: number, grip = 0): Gesture => {
  const before = { start: span.start, end: span.end };
  return { is: "trim", id, edge, before, preview: before, snapped: null, playhead, grip };
};
export const beginPan = (view: Viewport, x: number): Gesture => ({ is: "pan", before: view, from: x, preview: view });
export const beginScrub = (before: number, view: Viewport, x: number): Gesture => ({
  is: "scrub",
  before,
  preview: frameAt(view, x),
});
export const beginCreate = (view: Viewport, x: number): Gesture => {
  const anchor = edgeAt(view, x);
  return { is: "create", anchor, preview: { start: anchor, end: anchor } };
};

/** The gesture with the pointer at `x`. `edges`: where other things begin and end; empty switches snapping off. */
export function moved(gesture: Gesture, view: Viewport, x: number, edges: readonly number[]): Gesture {
  switch (gesture.is) {
    case "pan":
      return { ...gesture, preview: panned(gesture.before, gesture.from - x) };
    case "scrub":
      return { ...gesture, preview: frameAt(view, x) };
    case "create": {
      const edge = snap(view, x, edges) ?? edgeAt(view, x);
      const preview = { start: Math.min(edge, gesture.anchor), end: Math.max(edge, gesture.anchor) };
      return { ...gesture, preview };
    }
    case "trim": {
      const snapped = snap(view, x + gesture.grip, edges);
      const edge = snapped ?? edgeAt(view, x + gesture.grip);
      return { ...gesture, snapped, preview: trimmed(gesture.before, gesture.edge, edge) };
    }
  }
}

/** `span` with one edge moved; it keeps at least one frame. */
export function trimmed(span: Span, edge: "start" | "end", to: number): Span {
  if (edge === "start") return { start: Math.max(0, Math.min(to, span.end - 1)), end: span.end };
  return { start: span.start, end: Math.max(to, span.start + 1) };
}

function snap(view: Viewport, x: number, edges: readonly number[]): number | null {
  let best: number | null = null;
  let nearest = SNAP_PX;
  for (const edge of edges) {
    const distance = Math.abs(pixelOf(view, edge) - x);
    if (distance <= nearest) {
      best = edge;
      nearest = distance;
    }
  }
  return best;
}
