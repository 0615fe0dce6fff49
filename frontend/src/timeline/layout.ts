import { firstPlace } from "../core/halving";
import type { Basis, Code, Segment } from "../core/model";
import { changedPart, placeIn } from "../core/shelf";
import { overlaps, reachOf } from "../core/spans";
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

/** Above the first row of a lane and below its last one. Px. */
export const ROW_MARGIN = 2;

/** From the top of one row of clips to that of the next. Px. */
export const rowStride = (lane: Lane): number => lane.rowHeight + 1;

/** Where a row of clips begins, from the top of all lanes. Px. */
export const rowTop = (lane: Lane, row: number): number => lane.top + ROW_MARGIN + row * rowStride(lane);

export interface Heights {
  readonly category: number;
  readonly other: number;
}

export interface Sources {
  readonly segments: readonly Segment[];
  readonly codes: ReadonlyMap<string, Code>;
  readonly me: string;
  /** Leave out the lanes of other coders. */
  readonly hideOthers?: boolean;
  readonly uncodedLabel: string;
}

/** More overlaps than this share the lowest row. */
const MOST_ROWS = 4;
const GAP = 4;

type Draft = Omit<Clip, "row">;
type Drafts = ReadonlyMap<string, readonly Draft[]>;

/** Drafts in order of start, the clips that were made of them (the nth of the nth) and how these lie. */
interface Stack {
  readonly drafts: readonly Draft[];
  readonly clips: readonly Clip[];
  readonly rows: number;
  readonly reach: readonly number[];
}

/** The lanes with what they were made from, so that the next ones are made from what has changed alone. */
export interface Layout {
  readonly lanes: readonly Lane[];
  readonly sources: Sources;
  readonly drafts: Drafts;
  /** By lane; also of lanes that are hidden. */
  readonly stacks: ReadonlyMap<string, Stack>;
}

/**
 * The lanes below the witnesses: not coded yet, one per category in the order of the codebook, one per other coder.
 * Lanes in which nothing has changed since `before` are the very same objects, and whatever is there stays in its row:
 * a lane of another coder is added below, a clip is laid around the others. The lane of what is not coded yet comes
 * with the person's own first mark and stays from then on, so that marking and coding move no lane up and down.
 */
export function layoutOf(sources: Sources, heights: Heights, before: Layout | null): Layout {
  const drafts = draftsOf(sources, before);
  const stacks = new Map(before?.stacks);
  let top = 0;
  const lane = (kind: Lane["kind"], id: string, label: string, color: number, height: number): Lane => {
    const known = before?.lanes.find((other) => other.id === id);
    const stack = stackOf(drafts.get(id) ?? NONE, stacks.get(id));
    stacks.set(id, stack);
    const made = laneOf({ kind, id, label, color, top }, height, stack);
    top += made.height;
    return known && sameLane(known, made) ? known : made;
  };
  const categories = [...sources.codes.values()].filter((code) => code.parent === null && !code.retired);
  const marked = drafts.has(UNCODED) || before?.lanes.some(({ kind }) => kind === "uncoded");
  const peers = sources.hideOthers ? [] : peersIn(drafts, before);
  const lanes = [
    ...(marked ? [lane("uncoded", UNCODED, sources.uncodedLabel, 0, heights.other)] : []),
    ...categories.map((code) => lane("category", code.id, code.name, code.color, heights.category)),
    ...peers.map(([id, name]) => lane("peer", id, name, 0, heights.other)),
  ];
  return { lanes, sources, drafts, stacks };
}

const UNCODED = "uncoded";
const NONE: readonly Draft[] = [];

function laneOf(
  head: Pick<Lane, "kind" | "id" | "label" | "color" | "top">,
  height: number,
  { clips, rows, reach }: Stack,
): Lane {
  const rowHeight = rows === 1 ? height - GAP : Math.max(14, height - 9);
  const full = rows === 1 ? height : rows * (rowHeight + 1) + GAP - 1;
  return { ...head, height: full, rowHeight, clips, reach };
}

const sameLane = (a: Lane, b: Lane): boolean =>
  a.clips === b.clips && a.top === b.top && a.height === b.height && a.label === b.label && a.color === b.color;

/** How many others have coded here, whether their lanes are shown or not. */
export const othersIn = ({ drafts }: Layout): number => [...drafts.values()].filter(([first]) => !first?.own).length;

/** The lanes of other coders: those that are there in their order, then the new ones by name. */
function peersIn(drafts: Drafts, before: Layout | null): [lane: string, name: string][] {
  const there = (before?.lanes ?? []).map(({ id }) => id);
  const place = (id: string) => (there.includes(id) ? there.indexOf(id) : there.length);
  return [...drafts]
    .filter(([, list]) => list[0]?.own === false)
    .map(([id, list]): [string, string] => [id, list[0]?.segment.coderName ?? ""])
    .sort(([a, aName], [b, bName]) => place(a) - place(b) || aName.localeCompare(bName));
}

/** The drafts of every lane in order of start; the lists of lanes that no changed segment touches are kept. */
function draftsOf(sources: Sources, before: Layout | null): Drafts {
  const same = before && before.sources.codes === sources.codes && before.sources.me === sources.me;
  const lists = new Map(same ? before.drafts : []);
  const { gone, come } = changedPart(same ? before.sources.segments : [], sources.segments);
  const added = byLane(come.flatMap((segment) => draftsOfSegment(segment, sources)));
  const left = byLane(gone.flatMap((segment) => draftsOfSegment(segment, sources)));
  for (const lane of new Set([...added.keys(), ...left.keys()])) {
    const list = [...(lists.get(lane) ?? NONE)];
    for (const draft of left.get(lane) ?? NONE) list.splice(placeIn(list, draft), 1);
    for (const draft of added.get(lane) ?? NONE) list.splice(placeIn(list, draft), 0, draft);
    if (list.length > 0) lists.set(lane, list);
    else lists.delete(lane);
  }
  return lists;
}

function byLane(drafts: readonly Draft[]): Map<string, Draft[]> {
  const lists = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const list = lists.get(draft.lane);
    if (list) list.push(draft);
    else lists.set(draft.lane, [draft]);
  }
  return lists;
}

function stackOf(drafts: readonly Draft[], before: Stack | undefined): Stack {
  if (before?.drafts === drafts) return before;
  const clips = before && before.clips.length > 0 ? restacked(drafts, before) : stacked(drafts);
  return { drafts, clips, rows: clips.reduce((most, { row }) => Math.max(most, row + 1), 1), reach: reachOf(clips) };
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
  if (names.size === 0) return [draft(segment, UNCODED, 0, "", true)];
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
  const { id, start, end, basis } = segment;
  return { id, lane, start, end, color, label, basis, own, segment };
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

/**
 * The same beside clips that are there already: they stay in their rows, also where a lower one has become free, and so
 * does one that was moved, where it does not cover another. Rows close up when the recording is opened anew.
 */
function restacked(drafts: readonly Draft[], before: Stack): readonly Clip[] {
  const { from, gone, come } = changedPart(before.drafts, drafts);
  const left = before.clips.slice(from, from + gone.length);
  const there = new Map(left.map((clip, index) => [clip.id, { clip, draft: gone[index] }]));
  const others = before.clips.toSpliced(from, gone.length);
  const clips = new Map<Draft, Clip>();
  const lay = (draft: Draft, row: number) => {
    const known = there.get(draft.id);
    // The very clip of before where nothing about it has changed.
    const clip = known?.draft === draft && known.clip.row === row ? known.clip : placed(draft, row);
    others.push(clip);
    clips.set(draft, clip);
  };
  const stays = (draft: Draft) => sameSpan(draft, there.get(draft.id)?.clip);
  for (const draft of come) if (stays(draft)) lay(draft, there.get(draft.id)?.clip.row ?? 0);
  for (const draft of come) if (!stays(draft)) lay(draft, freeRow(others, draft, there.get(draft.id)?.clip.row));
  return before.clips.toSpliced(from, gone.length, ...come.flatMap((draft) => clips.get(draft) ?? []));
}

const sameSpan = (draft: Draft, clip: Clip | undefined): boolean =>
  clip !== undefined && clip.start === draft.start && clip.end === draft.end;

function freeRow(laid: readonly Clip[], draft: Draft, wanted: number | undefined): number {
  const taken = new Set<number>();
  for (const other of laid) if (overlaps(other, draft)) taken.add(other.row);
  if (wanted !== undefined && !taken.has(wanted)) return wanted;
  const rows = Array.from({ length: MOST_ROWS }, (_, row) => row);
  return rows.find((row) => !taken.has(row)) ?? MOST_ROWS - 1;
}

const placed = (draft: Draft, row: number): Clip => ({ ...draft, row });

/** The clips of a lane that touch `[from, to)`, in order of their start. */
export function visibleClips(lane: Lane, from: number, to: number): Clip[] {
  const first = firstPlace(lane.reach.length, (index) => (lane.reach[index] as number) > from);
  const out: Clip[] = [];
  for (let index = first; index < lane.clips.length; index += 1) {
    const clip = lane.clips[index];
    if (!clip || clip.start >= to) break;
    if (clip.end > from) out.push(clip);
  }
  return out;
}
