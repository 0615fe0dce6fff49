import { firstEndingAfter, type Span } from "../core/spans";
import { type Extent, extentOf, roundOf } from "./extent";
import { type Clip, type Lane, rowTop, visibleClips } from "./layout";
import { type ClipState, type Look, lookOf } from "./looks";
import { Pile } from "./pile";
import { codeInk, type GrowingBox, INK, type Ink, type Shape, tint } from "./shapes";
import { frameUnder, type Viewport } from "./viewport";

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
    const look = lookOf(state, clip.id);
    const span = look.preview ?? clip;
    const at = extentOf(view, span, TINY_PX);
    if (!at) continue;
    const tiny = at.w <= TINY_PX && !look.selected;
    const key = clip.row * 16 + clip.color;
    if (tiny && at.x < (taken[key] ?? -9)) continue;
    taken[key] = at.x + 2;
    const rect: Rect = { x: at.x, y: rowTop(lane, clip.row), w: at.w, h: lane.rowHeight - 1 };
    if (tiny && !look.conflict && look.focusedIn === null) pile.tiny(clip.row, edgeOf(clip, rect));
    else {
      const edge = span.start >= view.start ? edgeOf(clip, rect) : null;
      pile.clip(clip.row, rect, bodyOf(clip, rect, look, state.drowned), edge, marksOf(clip, rect, look));
      if (look.focusedIn === clip.lane) pile.putAbove(ringAround(rect));
    }
  }
  return pile.shapes();
}

// Spelt out: to spread an object takes five times as long, and a window has thousands of clips.
const boxAt = ({ x, y, w, h }: Rect, ink: Ink, round: number): Shape => ({ is: "box", x, y, w, h, ink, round });
const frameAt = ({ x, y, w, h }: Rect, ink: Ink, width: number): Shape => ({ is: "frame", x, y, w, h, ink, width });

function edgeOf({ color }: Clip, { x, y, w, h }: Rect): GrowingBox {
  return { is: "box", x, y, w: Math.min(EDGE_PX, w), h, ink: codeInk(color) };
}

/** Around the clip, and so over the edges of its neighbours: where the keyboard is must be seen. */
const ringAround = ({ x, y, w, h }: Rect): Shape => {
  return { is: "frame", x: x - 2, y: y - 2, w: w + 4, h: h + 4, ink: INK.focus, width: 2 };
};

const NOTHING: readonly Shape[] = [];

/** What lies on a clip: how it stands, and what it is called. */
function marksOf(clip: Clip, rect: Rect, look: Look): readonly Shape[] {
  const { x, y, w, h } = rect;
  if (w < NARROWEST_LABEL_PX && !look.selected && !look.conflict) return NOTHING;
  const shapes: Shape[] = [];
  if (look.conflict) shapes.push(frameAt(rect, INK.danger, 1.5));
  else if (look.selected) shapes.push(frameAt(rect, INK.text, look.flashing ? 3 : 1.5));
  if (look.alone && clip.own && !look.conflict) shapes.push(...grips(x, y, w, h));
  if (w < NARROWEST_LABEL_PX) return shapes;
  if (look.unsaved) shapes.push({ is: "ring", x: x + w - 7, y: y + 6, radius: 2, ink: INK.text });
  shapes.push(...labelOf(clip, rect, look));
  return shapes;
}

function bodyOf(clip: Clip, rect: Rect, look: Look, drowned: readonly Span[]): Shape[] {
  const round = roundOf(rect.w);
  if (!clip.own) {
    const frame = frameAt(rect, tint(clip.color, "60%"), 1);
    return look.flashing ? [boxAt(rect, tint(clip.color, "var(--tint)"), round), frame] : [frame];
  }
  if (isStale(clip, look, drowned)) {
    const hatch: Shape = { is: "hatch", ...rect, hatch: "stale" };
    return [boxAt(rect, INK.lane, round), hatch, frameAt(rect, tint(clip.color, "55%"), 1)];
  }
  const share =
    look.selected || look.flashing ? "var(--tint-on)" : look.hovered ? "calc(var(--tint) + 9%)" : "var(--tint)";
  return [boxAt(rect, tint(clip.color, share), round)];
}

/** Coded by its sound, which has been flagged as noise since: where it lies now, a drag included. */
function isStale(clip: Clip, { preview }: Look, drowned: readonly Span[]): boolean {
  if (clip.basis === "picture") return false;
  const { start, end } = preview ?? clip;
  const first = firstEndingAfter(drowned, start);
  return first !== undefined && first.start < end;
}

const grips = (x: number, y: number, w: number, h: number): Shape[] =>
  w < 24
    ? []
    : [x + 6, x + w - 8].map((left) => ({ is: "box", x: left, y: y + 4, w: 2, h: h - 8, ink: INK.text, alpha: 0.85 }));

function labelOf(clip: Clip, { x, y, w, h }: Rect, { selected, conflict }: Look): Shape[] {
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
