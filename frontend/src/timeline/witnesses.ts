import type { Line, Segment, Witness } from "../core/model";
import { sameValue } from "../core/model";
import { changedPart } from "../core/shelf";
import { type Span, union } from "../core/spans";

/** Where a witness speaks or was coded: one bar per stretch. */
export interface WitnessBar extends Span {
  readonly label: string;
}

interface Sources {
  readonly segments: readonly Segment[];
  readonly lines: readonly Line[];
  readonly witnesses: ReadonlyMap<string, Witness>;
}

/** The bars of all witnesses in order of start, with what they were made from. */
export interface WitnessBars {
  readonly bars: readonly WitnessBar[];
  readonly sources: Sources;
  readonly stretches: ReadonlyMap<string, readonly Span[]>;
}

/** Only witnesses that a change since `before` concerns are worked out anew; without one, the bars are the very same. */
export function witnessBars(sources: Sources, before: WitnessBars | null): WitnessBars {
  const same = before && before.sources.lines === sources.lines && before.sources.witnesses === sources.witnesses;
  const concerned = same ? changedWitnesses(before.sources.segments, sources.segments) : sources.witnesses.keys();
  const stretches = new Map(same ? before.stretches : []);
  for (const id of concerned) stretches.set(id, stretchesOf(id, sources));
  const unchanged = same && [...stretches].every(([id, spans]) => before.stretches.get(id) === spans);
  return { bars: unchanged ? before.bars : barsOf(stretches, sources), sources, stretches };
}

function stretchesOf(id: string, { segments, lines }: Sources): Span[] {
  const coded = segments.filter((segment) => segment.witnesses.includes(id));
  return union([...coded, ...lines.filter((line) => line.witness === id)]);
}

function barsOf(stretches: WitnessBars["stretches"], { witnesses }: Sources): WitnessBar[] {
  return [...stretches]
    .flatMap(([id, spans]) => spans.map((span) => ({ ...span, label: witnesses.get(id)?.pseudonym ?? "" })))
    .sort((a, b) => a.start - b.start);
}

/** Whose stretches may be others than before. */
function changedWitnesses(before: readonly Segment[], after: readonly Segment[]): Set<string> {
  const { gone, come } = changedPart(before, after);
  const here = new Map(come.map((segment) => [segment.id, segment]));
  const there = new Map(gone.map((segment) => [segment.id, segment]));
  const moved = [
    ...gone.filter((segment) => !alike(segment, here.get(segment.id))),
    ...come.filter((segment) => !alike(segment, there.get(segment.id))),
  ];
  return new Set(moved.flatMap((segment) => segment.witnesses));
}

const alike = (a: Segment, b: Segment | undefined): boolean =>
  b !== undefined && a.start === b.start && a.end === b.end && sameValue(a.witnesses, b.witnesses);
