import type * as Api from "../../../api/types";
import type { FeedPage } from "../../../core/feed";
import type { Code, Fields, Line, Noise, Segment, Witness } from "../../../core/model";
import { people, personName } from "../../../ui/people";

/** Between the API's shapes and the document of the workbench: positions become whole frames, and back. */

export const segmentFrom = (raw: Api.Segment): Segment => ({
  id: raw.id,
  version: raw.version,
  start: raw.start.frame,
  end: raw.end.frame,
  basis: raw.basis,
  codes: raw.codes,
  witnesses: raw.witnesses,
  memo: raw.memo,
  coder: raw.coder,
  coderName: personName(people.peek(), raw.coder, raw.coder_name),
  status: raw.status,
  inNoise: raw.in_noise,
  review: raw.review && {
    decision: raw.review.decision,
    reason: raw.review.reason,
    reviewer: personName(people.peek(), raw.review.reviewer, raw.review.reviewer_name),
    at: raw.review.at,
  },
});

export const lineFrom = (raw: Api.Line): Line => ({
  id: raw.id,
  version: raw.version,
  number: raw.number,
  start: raw.start.frame,
  end: raw.end.frame,
  language: raw.language,
  text: raw.text,
  translation: raw.translation,
  preliminary: raw.preliminary,
  revisions: raw.revisions,
  witness: raw.witness,
});

export const noiseFrom = (raw: Api.Noise): Noise => ({
  id: raw.id,
  version: raw.version,
  start: raw.start.frame,
  end: raw.end.frame,
  reason: raw.reason,
  state: raw.state,
});

export const codeFrom = ({ id, name, parent, definition, color, retired }: Api.Code): Code => ({
  id,
  name,
  parent,
  definition,
  color,
  retired,
});

export const witnessFrom = ({ id, pseudonym, description }: Api.Witness): Witness => ({ id, pseudonym, description });

export const feedFrom = (raw: Api.Changes): FeedPage => ({
  lastSeq: raw.last_seq,
  headSeq: raw.head_seq,
  more: raw.more,
  events: raw.results.map((event) => ({
    seq: event.seq,
    at: event.at,
    actor: event.actor,
    actorName: personName(people.peek(), event.actor, event.actor_name ?? ""),
    action: event.action,
    objectType: event.object_type,
    objectId: event.object_id,
    before: event.before as Fields | null,
    after: event.after as Fields | null,
  })),
});

/** Fields as a request body: positions as whole frames, everything else as it is. */
export function bodyFrom(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === "start" || name === "end" ? { frame: value } : value,
    ]),
  );
}
