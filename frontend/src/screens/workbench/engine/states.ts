import type { Basis, Code, Noise, Segment, Witness } from "../../../core/model";
import { people, personName } from "../../../ui/people";

/** The states that the trail keeps of objects, and the document's objects made of them. */

export interface SegmentState {
  readonly version: number;
  readonly coder: string;
  readonly start: number;
  readonly end: number;
  readonly basis: Basis;
  readonly codes: readonly string[];
  readonly witnesses: readonly string[];
  readonly memo: string;
  readonly status: Segment["status"];
  readonly review_reason: string;
}

interface By {
  readonly actor: string | null;
  readonly actorName: string;
}

/** Whether the segment as it is here has the review that the state tells of: the state has the reason, not the reviewer. */
export const sameReview = (state: SegmentState, { status, review }: Segment): boolean =>
  state.status === status && state.review_reason === (review?.reason ?? "");

/** `known`: the segment as it is here; its review stands until the next one. */
export function segmentAfter(
  id: string,
  state: SegmentState,
  known: Segment | undefined,
  { actor, actorName }: By,
): Segment {
  const { version, coder, start, end, basis, codes, witnesses, memo, status } = state;
  const coderName = known?.coderName ?? personName(people.peek(), coder, actor === coder ? actorName : "");
  const review = known?.review ?? null;
  return { id, version, start, end, basis, codes, witnesses, memo, coder, coderName, status, review };
}

export interface NoiseState {
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly state: Noise["state"];
}

export const noiseAfter = (id: string, { version, start, end, reason, state }: NoiseState): Noise => ({
  id,
  version,
  start,
  end,
  reason,
  state,
});

export interface CodeState {
  readonly name: string;
  readonly parent: string | null;
  readonly definition: string;
  readonly color: number;
  readonly retired_at: string | null;
}

export const codeAfter = (id: string, { name, parent, definition, color, retired_at }: CodeState): Code => ({
  id,
  name,
  parent,
  definition,
  color,
  retired: retired_at !== null,
});

export interface WitnessState {
  readonly pseudonym: string;
  readonly description: string;
}

export const witnessAfter = (id: string, { pseudonym, description }: WitnessState): Witness => ({
  id,
  pseudonym,
  description,
});
