import { firstEndingAfter, type Span } from "../core/spans";
import { type Extent, extentOf, roundOf } from "./extent";
import { type Clip, type Lane, rowTop, visibleClips } from "./layout";
import { codeInk, type GrowingBox, INK, type Ink, type Shape, tint } from "./shapes";
import { frameUnder, type Viewport } from "./viewport";

/** What the person is doing with clips just now: never part of the document. */
export interface ClipState {
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | null;
  /** Of the one clip that has the keyboard's focus: its lane and its id. */
  readonly focused: { readonly lane: string; readonly id: string } | null;
  /** The spans that a drag shows instead of the stored ones. */
  readonly previews: ReadonlyMap<string, Span>;
  /** Confirmed noise, as spans in order that do not touch. */
  readonly drowned: readonly Span[];
  readonly unsaved: ReadonlySet<string>;
  readonly conflicts: ReadonlySet<string>;
  readonly flashing: ReadonlySet<string>;
}

interface Rect extends Extent {
  readonly y: number;
  readonly h: number;
}

/** Up to this width a clip is nothing but its leading edge. */
const TINY_PX = 4;
const EDGE_PX = 3;
const NARROWEST_LABEL_PX = 24;

export function planLane(lane: Lane, view: Viewport, state: ClipState): Shape[] {
  const pile = new Pile();
  const taken: number[] = [];
  for (const clip of visibleClips(lane, view.start, frameUnder(view, view.width))) {
    const span = state.previews.get(clip.id) ?? clip;
    const at = extentOf(view, span, TINY_PX);
    if (!at) continue;
    const tiny = at.w <= TINY_PX && !state.selected.has(clip.id);
    const key = clip.row * 16 + clip.color;
    if (tiny && at.x < (taken[key] ?? -9)) continue;
    taken[key] = at.x + 2;
    const rect: Rect = { x: at.x, y: rowTop(lane, clip.row), w: at.w, h: lane.rowHeight - 1 };
    if (tiny && !state.conflicts.has(clip.id) && state.focused?.id !== clip.id) pile.tiny(clip.row, edgeOf(clip, rect));
    else {
      const edges = span.start >= view.start ? [edgeOf(clip, rect)] : [];
      pile.clip(clip.row, rect, bodyOf(clip, rect, state), edges, marksOf(clip, rect, state));
    }
  }
  return pile.shapes();
}

/**
 * The shapes of a lane, those that look the same one after the other, which the painter is much faster with: all bodies,
 * then the leading edges, then the marks that lie on them. What would come under the marks of a clip that it covers
 * begins a new layer.
 */
class Pile {
  readonly #shapes: Shape[] = [];
  #edges: Shape[] = [];
  #marks: Shape[] = [];
  /** By row: how far its edges and its marks reach in this layer. */
  #edgesTo: number[] = [];
  #marksTo: number[] = [];
  /** By row: the edge of the last tiny clip, while nothing was put over it. */
  readonly #last: (GrowingBox | undefined)[] = [];

  clip(row: number, { x, w }: Rect, body: readonly Shape[], edges: readonly Shape[], marks: readonly Shape[]): void {
    if (x < Math.max(this.#edgesTo[row] ?? x, this.#marksTo[row] ?? x)) this.#beginLayer();
    this.#shapes.push(...body);
    this.#edges.push(...edges);
    this.#marks.push(...marks);
    this.#edgesTo[row] = x + EDGE_PX;
    this.#marksTo[row] = x + w;
    this.#last[row] = undefined;
  }

  /** A part of the edge before it where they touch in the same colour. */
  tiny(row: number, edge: GrowingBox): void {
    const last = this.#last[row];
    const right = edge.x + edge.w;
    if (last?.ink === edge.ink && edge.x >= last.x && edge.x <= last.x + last.w) {
      last.w = Math.max(last.x + last.w, right) - last.x;
    } else {
      if (edge.x < (this.#marksTo[row] ?? edge.x)) this.#beginLayer();
      this.#edges.push(edge);
      this.#last[row] = edge;
    }
    this.#edgesTo[row] = Math.max(this.#edgesTo[row] ?? right, right);
  }

  shapes(): Shape[] {
    this.#beginLayer();
    return this.#shapes;
  }

  #beginLayer(): void {
    this.#shapes.push(...this.#edges, ...this.#marks);
    this.#edges = [];
    this.#marks = [];
    this.#edgesTo = [];
    this.#marksTo = [];
  }
}

// Spelt out: to spread an object takes five times as long, and a window has thousands of clips.
const boxAt = ({ x, y, w, h }: Rect, ink: Ink, round: number): Shape => ({ is: "box", x, y, w, h, ink, round });
const frameAt = ({ x, y, w, h }: Rect, ink: Ink, width: number): Shape => ({ is: "frame", x, y, w, h, ink, width });

function edgeOf({ color }: Clip, { x, y, w, h }: Rect): GrowingBox {
  return { is: "box", x, y, w: Math.min(EDGE_PX, w), h, ink: codeInk(color) };
}

/** What lies on a clip: how it stands, and what it is called. */
function marksOf(clip: Clip, rect: Rect, state: ClipState): Shape[] {
  const { x, y, w, h } = rect;
  const selected = state.selected.has(clip.id);
  const conflict = state.conflicts.has(clip.id);
  const shapes: Shape[] = [];
  if (conflict) shapes.push(frameAt(rect, INK.danger, 1.5));
  else if (selected)
    shapes.push(
      frameAt(rect, INK.text, state.flashing.has(clip.id) ? 3 : 1.5),
      ...(clip.own && state.selected.size === 1 ? grips(x, y, w, h) : []),
    );
  // Around the clip, and so over the edges of its neighbours: where the keyboard is must be seen.
  if (clip.id === state.focused?.id && clip.lane === state.focused.lane)
    shapes.push({ is: "frame", x: x - 2, y: y - 2, w: w + 4, h: h + 4, ink: INK.focus, width: 2 });
  if (state.unsaved.has(clip.id) && w > 24) {
    shapes.push({ is: "ring", x: x + w - 7, y: y + 6, radius: 2, ink: INK.text });
  }
  if (w >= NARROWEST_LABEL_PX) shapes.push(...labelOf(clip, rect, selected, conflict));
  return shapes;
}

function bodyOf(clip: Clip, rect: Rect, state: ClipState): Shape[] {
  const round = roundOf(rect.w);
  if (!clip.own) {
    const frame = frameAt(rect, tint(clip.color, "60%"), 1);
    return state.flashing.has(clip.id) ? [boxAt(rect, tint(clip.color, "var(--tint)"), round), frame] : [frame];
  }
  if (isStale(clip, state)) {
    const hatch: Shape = { is: "hatch", ...rect, hatch: "stale" };
    return [boxAt(rect, INK.lane, round), hatch, frameAt(rect, tint(clip.color, "55%"), 1)];
  }
  const strong = state.selected.has(clip.id) || state.flashing.has(clip.id);
  const share = strong ? "var(--tint-on)" : clip.id === state.hovered ? "calc(var(--tint) + 9%)" : "var(--tint)";
  return [boxAt(rect, tint(clip.color, share), round)];
}

/** Coded by its sound, which has been flagged as noise since: where it lies now, a drag included. */
function isStale(clip: Clip, { drowned, previews }: ClipState): boolean {
  if (clip.basis === "picture") return false;
  const { start, end } = previews.get(clip.id) ?? clip;
  const first = firstEndingAfter(drowned, start);
  return first !== undefined && first.start < end;
}

const grips = (x: number, y: number, w: number, h: number): Shape[] =>
  w < 24
    ? []
    : [x + 6, x + w - 8].map((left) => ({ is: "box", x: left, y: y + 4, w: 2, h: h - 8, ink: INK.text, alpha: 0.85 }));

function labelOf(clip: Clip, { x, y, w, h }: Rect, selected: boolean, conflict: boolean): Shape[] {
  const glyph = conflict ? "warn" : clip.basis === "audio" ? "ear" : clip.basis === "picture" ? "eye" : null;
  const left = Math.max(x, 0) + (selected ? 13 : 9);
  const text = left + (glyph ? 17 : 0);
  const middle = y + h / 2 + 0.5;
  const ink = clip.own ? INK.text : INK.soft;
  const shapes: Shape[] = [];
  if (glyph && w > 30) shapes.push({ is: "glyph", x: left, y: middle - 6, glyph, ink });
  const room = x + w - text - (selected ? 10 : 5);
  if (room > 8 && clip.label) {
    shapes.push({ is: "text", x: text, y: middle, w: room, text: clip.label, ink, size: clip.own ? 11 : 10 });
  }
  return shapes;
}
