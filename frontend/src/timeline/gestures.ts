import type { Span } from "../core/spans";
import { edgeAt, frameAt, panned, pixelOf, pixelsPerFrame, type Viewport } from "./viewport";

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
  | {
      readonly is: "create";
      readonly anchor: number;
      readonly preview: Span;
      readonly snapped: number | null;
      readonly playhead: number;
    }
  | {
      readonly is: "move";
      readonly ids: ReadonlySet<string>;
      /** The clip that was taken hold of. */
      readonly before: Span;
      /** From the first frame of all that moves to the last: none leaves the recording. */
      readonly whole: Span;
      readonly from: number;
      readonly preview: Span;
      readonly snapped: number | null;
      readonly playhead: number;
    }
  | {
      readonly is: "band";
      readonly from: Point;
      readonly to: Point;
      /** What was selected before and stays so. */
      readonly kept: ReadonlySet<string>;
      /** What would be selected now. */
      readonly preview: ReadonlySet<string>;
    }
  | { readonly is: "pan"; readonly before: Viewport; readonly from: number; readonly preview: Viewport }
  | { readonly is: "scrub"; readonly before: number; readonly preview: number };

/** CSS pixels from the corner of the canvas. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

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
export const beginCreate = (view: Viewport, x: number, edges: readonly number[], playhead: number): Gesture => {
  const snapped = snap(view, x, edges);
  const anchor = snapped ?? edgeAt(view, x);
  return { is: "create", anchor, preview: { start: anchor, end: anchor }, snapped, playhead };
};
export const beginMove = (
  ids: ReadonlySet<string>,
  { start, end }: Span,
  whole: Span,
  x: number,
  playhead: number,
): Gesture => {
  const before = { start, end };
  return { is: "move", ids, before, whole, from: x, preview: before, snapped: null, playhead };
};
export const beginBand = (from: Point, kept: ReadonlySet<string>): Gesture => {
  return { is: "band", from, to: from, kept, preview: kept };
};

/** The gesture with the pointer at `to`. `edges`: where other things begin and end; empty switches snapping off. */
export function moved(gesture: Gesture, view: Viewport, to: Point, edges: readonly number[]): Gesture {
  switch (gesture.is) {
    case "pan":
      return { ...gesture, preview: panned(gesture.before, gesture.from - to.x) };
    case "scrub":
      return { ...gesture, preview: frameAt(view, to.x) };
    case "band":
      return { ...gesture, to };
    case "create":
      return created(gesture, view, to.x, edges);
    case "move":
      return shifted(gesture, view, to.x, edges);
    case "trim": {
      const snapped = snap(view, to.x + gesture.grip, edges);
      const edge = snapped ?? edgeAt(view, to.x + gesture.grip);
      return { ...gesture, snapped, preview: trimmed(gesture.before, gesture.edge, edge) };
    }
  }
}

type Of<Name> = Extract<Gesture, { readonly is: Name }>;

function created(gesture: Of<"create">, view: Viewport, x: number, edges: readonly number[]): Gesture {
  const snapped = snap(view, x, edges);
  const edge = snapped ?? edgeAt(view, x);
  const preview = { start: Math.min(edge, gesture.anchor), end: Math.max(edge, gesture.anchor) };
  return { ...gesture, snapped, preview };
}

/** Either end may stick to something; the nearer one decides. */
function shifted(gesture: Of<"move">, view: Viewport, x: number, edges: readonly number[]): Gesture {
  const { before, whole, from } = gesture;
  const free = Math.round((x - from) / pixelsPerFrame(view));
  const near = [before.start, before.end]
    .map((edge) => ({ edge, to: snap(view, pixelOf(view, edge) + x - from, edges) }))
    .flatMap(({ edge, to }) => (to === null ? [] : [{ to, by: to - edge }]))
    .sort((a, b) => Math.abs(a.by - free) - Math.abs(b.by - free))[0];
  const by = Math.max(-whole.start, Math.min(view.frames - whole.end, near?.by ?? free));
  const snapped = near?.by === by ? near.to : null;
  return { ...gesture, snapped, preview: { start: before.start + by, end: before.end + by } };
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
