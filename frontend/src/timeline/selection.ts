import { type Clip, type Lane, rowTop, visibleClips } from "./layout";
import { frameUnder, type Viewport } from "./viewport";

/** One clip among those of a segment: a segment with codes of two categories is drawn in both lanes. */
export interface Place {
  /** The lane's id. */
  readonly lane: string;
  /** The segment's id. */
  readonly id: string;
}

/** Pixels of the lanes, from their corner. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The segments from one clip to another: of the lanes between both, those that begin between the two beginnings. */
export function rangeOf(lanes: readonly Lane[], one: Place, other: Place): ReadonlySet<string> {
  const [a, b] = [placeOf(lanes, one), placeOf(lanes, other)];
  if (!a || !b) return new Set([other.id]);
  const [first, last] = [Math.min(a.clip.start, b.clip.start), Math.max(a.clip.start, b.clip.start)];
  const between = lanes.slice(Math.min(a.row, b.row), Math.max(a.row, b.row) + 1);
  const within = (clip: Clip) => clip.start >= first && clip.start <= last;
  return new Set(between.flatMap((lane) => lane.clips.filter(within).map((clip) => clip.id)));
}

function placeOf(lanes: readonly Lane[], { lane, id }: Place): { row: number; clip: Clip } | null {
  const row = lanes.findIndex((candidate) => candidate.id === lane);
  const clip = lanes[row]?.clips.find((candidate) => candidate.id === id);
  return clip ? { row, clip } : null;
}

/** The segments whose clips a rubber band touches. */
export function touchedBy(lanes: readonly Lane[], view: Viewport, area: Area): ReadonlySet<string> {
  const [from, to] = [frameUnder(view, area.left), frameUnder(view, area.right)];
  const reached = (lane: Lane) => lane.top < area.bottom && lane.top + lane.height > area.top;
  const inRow = (lane: Lane, clip: Clip) => {
    const top = rowTop(lane, clip.row);
    return top < area.bottom && top + lane.rowHeight > area.top;
  };
  const ids = lanes
    .filter(reached)
    .flatMap((lane) => visibleClips(lane, from, to).filter((clip) => inRow(lane, clip)))
    .map((clip) => clip.id);
  return new Set(ids);
}

/** One's own segments that the window shows. */
export function ownInView(lanes: readonly Lane[], view: Viewport): ReadonlySet<string> {
  const clips = lanes.flatMap((lane) => visibleClips(lane, view.start, view.start + view.span));
  return new Set(clips.filter((clip) => clip.own).map((clip) => clip.id));
}
