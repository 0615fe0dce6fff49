import type { Basis, Code, Line, Segment, Witness } from "../core/model";
import { union } from "../core/spans";
import { categoryOf } from "../core/store";

/** A segment as drawn in one lane. A segment with codes of two categories is drawn in both lanes. */
export interface Clip {
  readonly id: string;
  readonly lane: string;
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** Colour index 1..12; 0 for none. */
  readonly color: number;
  readonly label: string;
  readonly basis: Basis;
  readonly own: boolean;
  /** Coded by its sound, and its sound was flagged as noise afterwards. */
  readonly stale: boolean;
  readonly segment: Segment;
}

export interface Lane {
  readonly id: string;
  readonly kind: "uncoded" | "category" | "peer";
  readonly label: string;
  readonly color: number;
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly clips: readonly Clip[];
  /** `reach[i]`: the furthest end among the clips 0..i, so that a window is found by halving. */
  readonly reach: readonly number[];
}

export interface Heights {
  readonly category: number;
  readonly other: number;
}

export interface Sources {
  readonly segments: readonly Segment[];
  readonly codes: ReadonlyMap<string, Code>;
  readonly me: string;
  readonly uncodedLabel: string;
}

/** More overlaps than this share the lowest row. */
const MOST_ROWS = 4;
const GAP = 4;

type Draft = Omit<Clip, "row">;

/** The lanes below the witnesses: not coded yet, one per category in the order of the codebook, one per other coder. */
export function lanesOf(sources: Sources, heights: Heights): Lane[] {
  const categories = [...sources.codes.values()].filter((code) => code.parent === null && !code.retired);
  const drafts = draftsOf(sources);
  const peers = [...new Map(foreign(sources).map((segment) => [segment.coder, segment.coderName]))];
  let top = 0;
  const lane = (kind: Lane["kind"], id: string, label: string, color: number, height: number): Lane => {
    const clips = stacked(drafts.get(id) ?? []);
    const rows = clips.reduce((most, clip) => Math.max(most, clip.row + 1), 1);
    const rowHeight = rows === 1 ? height - GAP : Math.max(14, height - 9);
    const full = rows === 1 ? height : rows * (rowHeight + 1) + GAP - 1;
    const made = { kind, id, label, color, top, height: full, rowHeight, clips, reach: reachOf(clips) };
    top += full;
    return made;
  };
  return [
    lane("uncoded", "uncoded", sources.uncodedLabel, 0, heights.other),
    ...categories.map((code) => lane("category", code.id, code.name, code.color, heights.category)),
    ...peers.map(([coder, name]) => lane("peer", `peer:${coder}`, name, 0, heights.other)),
  ];
}

const foreign = ({ segments, me }: Sources): Segment[] => segments.filter((segment) => segment.coder !== me);

function draftsOf(sources: Sources): Map<string, Draft[]> {
  const byLane = new Map<string, Draft[]>();
  for (const segment of sources.segments) {
    for (const draft of draftsOfSegment(segment, sources)) {
      const list = byLane.get(draft.lane);
      if (list) list.push(draft);
      else byLane.set(draft.lane, [draft]);
    }
  }
  return byLane;
}

interface Remembered {
  readonly codes: Sources["codes"];
  readonly me: string;
  readonly drafts: readonly Draft[];
}
/** Segments are immutable, so what was worked out for one holds as long as the codebook is the same. */
const remembered = new WeakMap<Segment, Remembered>();

function draftsOfSegment(segment: Segment, { codes, me }: Sources): readonly Draft[] {
  const known = remembered.get(segment);
  if (known && known.codes === codes && known.me === me) return known.drafts;
  const drafts = segment.coder === me ? ownDrafts(segment, codes) : [peerDraft(segment, codes)];
  remembered.set(segment, { codes, me, drafts });
  return drafts;
}

function ownDrafts(segment: Segment, codes: ReadonlyMap<string, Code>): Draft[] {
  const names = new Map<string, string[]>();
  for (const id of segment.codes) {
    const category = categoryOf(codes, id);
    if (category) names.set(category.id, [...(names.get(category.id) ?? []), codes.get(id)?.name ?? ""]);
  }
  if (names.size === 0) return [draft(segment, "uncoded", 0, "", true)];
  return [...names].map(([lane, labels]) =>
    draft(segment, lane, codes.get(lane)?.color ?? 0, labels.join(" · "), true),
  );
}

function peerDraft(segment: Segment, codes: ReadonlyMap<string, Code>): Draft {
  const first = segment.codes[0];
  const color = first ? (categoryOf(codes, first)?.color ?? 0) : 0;
  const label = segment.codes.map((id) => codes.get(id)?.name ?? "").join(" · ");
  return draft(segment, `peer:${segment.coder}`, color, label, false);
}

function draft(segment: Segment, lane: string, color: number, label: string, own: boolean): Draft {
  const { id, start, end, basis, inNoise } = segment;
  return { id, lane, start, end, color, label, basis, own, stale: inNoise && basis !== "picture", segment };
}

/** Gives each clip the first row that is free at its start. Clips must come in order of their start. */
export function stacked(drafts: readonly Draft[]): Clip[] {
  const freeFrom: number[] = [];
  return drafts.map((clip) => {
    const free = freeFrom.findIndex((end) => end <= clip.start);
    const row = free >= 0 ? free : Math.min(freeFrom.length, MOST_ROWS - 1);
    freeFrom[row] = Math.max(freeFrom[row] ?? 0, clip.end);
    return placed(clip, row);
  });
}

const places = new WeakMap<Draft, Clip>();

/** The clip in its row; the same object as before when nothing about it has changed. */
function placed(draft: Draft, row: number): Clip {
  const known = places.get(draft);
  if (known?.row === row) return known;
  const clip = { ...draft, row };
  places.set(draft, clip);
  return clip;
}

function reachOf(clips: readonly Clip[]): number[] {
  let furthest = 0;
  return clips.map((clip) => {
    furthest = Math.max(furthest, clip.end);
    return furthest;
  });
}

/** The clips of a lane that touch `[from, to)`, in order of their start. */
export function visibleClips(lane: Lane, from: number, to: number): Clip[] {
  let low = 0;
  let high = lane.clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lane.reach[middle] ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  const out: Clip[] = [];
  for (let index = low; index < lane.clips.length; index += 1) {
    const clip = lane.clips[index];
    if (!clip || clip.start >= to) break;
    if (clip.end > from) out.push(clip);
  }
  return out;
}

/** Where each witness speaks or was coded: one bar per witness and stretch, in order of their start. */
export interface WitnessBar {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

export function witnessBars(
  segments: readonly Segment[],
  lines: readonly Line[],
  witnesses: ReadonlyMap<string, Witness>,
): WitnessBar[] {
  const spans = new Map<string, { start: number; end: number }[]>();
  const add = (id: string, span: { start: number; end: number }) => {
    const list = spans.get(id);
    if (list) list.push(span);
    else spans.set(id, [span]);
  };
  for (const segment of segments) for (const id of segment.witnesses) add(id, segment);
  for (const line of lines) if (line.witness) add(line.witness, line);
  return [...spans]
    .flatMap(([id, list]) => union(list).map((span) => ({ ...span, label: witnesses.get(id)?.pseudonym ?? "" })))
    .sort((a, b) => a.start - b.start);
}
