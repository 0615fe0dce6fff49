import { api } from "../../../api/client";
import { readCoverage } from "../../../api/reads";
import type * as Api from "../../../api/types";
import type { Code, Kind, Line, Noise, Segment, Witness } from "../../../core/model";
import { type Span, spansFrom } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { PATIENCE_MS } from "./transport";
import { feedFrom, lineOf, noiseOf, segmentOf } from "./wire";

export const KINDS: readonly Kind[] = ["segment", "line", "noise"];

/** A recording whose clock is known: one that can be opened. */
export type Recording = Api.Footage & { readonly clock: Api.Clock };

/** All that is on a recording, and what it is coded with. */
export interface Everything {
  /** Where the changes feed stood before it was read. */
  readonly head: number;
  readonly codes: readonly Code[];
  readonly witnesses: readonly Witness[];
  readonly segment: readonly Segment[];
  readonly line: readonly Line[];
  readonly noise: readonly Noise[];
}

/** People are called as they are known by now. */
export const everythingFrom = (whole: Api.Whole): Everything => ({
  head: whole.head_seq,
  codes: whole.codes,
  witnesses: whole.witnesses,
  segment: whole.segments.map(segmentOf),
  line: whole.lines.map(lineOf),
  noise: whole.noise.map(noiseOf),
});

export function putShared(store: Store, { codes, witnesses }: Everything): void {
  store.codes.value = new Map(codes.map((code) => [code.id, code]));
  store.witnesses.value = new Map(witnesses.map((witness) => [witness.id, witness]));
}

/** Fills the empty store. */
export function putEverything(store: Store, everything: Everything): void {
  store.write(() => {
    putShared(store, everything);
    for (const kind of KINDS) store.replace(kind, everything[kind] as readonly never[]);
  });
}

/** The page of the changes feed of this recording. */
export async function readChanges(footage: Api.Footage, after: number, limit: number, signal: AbortSignal) {
  const query = { after, limit, footage: footage.id };
  const options = { query, signal, patience: PATIENCE_MS };
  return feedFrom(await api.get<Api.Changes>(`/projects/${footage.project}/changes/`, options));
}

/** What `coder` had watched before today. */
export async function loadWatched(footage: Api.Footage, coder: string, signal: AbortSignal): Promise<Span[]> {
  const { results } = await readCoverage(footage.project, signal);
  const row = results.find((candidate) => candidate.footage === footage.id && candidate.coder === coder);
  return row ? spansFrom(row.watched.spans) : [];
}

/** Reports watched spans; all that the server knows now, or null when it did not answer. */
export async function reportWatched(footage: string, spans: readonly Span[], leaving: boolean): Promise<Span[] | null> {
  const body = { spans: spans.map(({ start, end }) => [start, end]) };
  const answer = await api
    .post<{ spans: Api.FramePair[] }>(`/footage/${footage}/watched/`, { body, keepalive: leaving })
    .catch(() => null);
  return answer ? spansFrom(answer.spans) : null;
}
