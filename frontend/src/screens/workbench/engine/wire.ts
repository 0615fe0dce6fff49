import type * as Api from "../../../api/types";
import type { FeedPage } from "../../../core/feed";
import type { Fields, Line, Noise, Segment } from "../../../core/model";
import { people, personName } from "../../../ui/people";

/** Between the API's shapes and the document of the workbench: positions become whole frames, and back. */

/** An object's borders as a row of the whole coding has them. */
const inFrames = <T extends { start: Api.Position; end: Api.Position }>(raw: T) => ({
  ...raw,
  start_frame: raw.start.frame,
  end_frame: raw.end.frame,
});

export const segmentFrom = (raw: Api.Segment): Segment => segmentOf(inFrames(raw));
export const lineFrom = (raw: Api.Line): Line => lineOf(inFrames(raw));
export const noiseFrom = (raw: Api.Noise): Noise => noiseOf(inFrames(raw));

export const segmentOf = (row: Api.SegmentRow): Segment => ({
  id: row.id,
  version: row.version,
  start: row.start_frame,
  end: row.end_frame,
  basis: row.basis,
  codes: row.codes,
  witnesses: row.witnesses,
  memo: row.memo,
  coder: row.coder,
  coderName: personName(people.peek(), row.coder, row.coder_name),
  status: row.status,
  review: row.review && {
    decision: row.review.decision,
    reason: row.review.reason,
    reviewer: personName(people.peek(), row.review.reviewer, row.review.reviewer_name),
    at: row.review.at,
  },
});

export const lineOf = (row: Api.LineRow): Line => ({
  id: row.id,
  version: row.version,
  number: row.number,
  start: row.start_frame,
  end: row.end_frame,
  language: row.language,
  text: row.text,
  translation: row.translation,
  preliminary: row.preliminary,
  revisions: row.revisions,
  witness: row.witness,
});

export const noiseOf = (row: Api.NoiseRow): Noise => ({
  id: row.id,
  version: row.version,
  start: row.start_frame,
  end: row.end_frame,
  reason: row.reason,
  state: row.state,
});

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
