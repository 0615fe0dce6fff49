import { all, api, pages } from "../../../api/client";
import type * as Api from "../../../api/types";
import type { Span } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { codeFrom, lineFrom, noiseFrom, segmentFrom, witnessFrom } from "./wire";

const PAGE = 1000;

/** A recording whose clock is known: one that can be opened. */
export type Recording = Api.Footage & { readonly clock: Api.Clock };

async function everything<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages<T>(path, { signal, query: { page_size: PAGE } })) found.push(...page);
  return found;
}

/** Fills the store with all that is on the footage. */
export async function loadDocuments(footage: Api.Footage, store: Store, signal: AbortSignal): Promise<void> {
  const [codes, witnesses, segments, lines, noise] = await Promise.all([
    all<Api.Code>(`/projects/${footage.project}/codes/`, { signal }),
    all<Api.Witness>(`/projects/${footage.project}/witnesses/`, { signal }),
    everything<Api.Segment>(`/footage/${footage.id}/segments/`, signal),
    everything<Api.Line>(`/footage/${footage.id}/lines/`, signal),
    everything<Api.Noise>(`/footage/${footage.id}/noise/`, signal),
  ]);
  store.write(() => {
    store.codes.value = new Map(codes.map((code) => [code.id, codeFrom(code)]));
    store.witnesses.value = new Map(witnesses.map((witness) => [witness.id, witnessFrom(witness)]));
    store.replace("segment", segments.map(segmentFrom));
    store.replace("line", lines.map(lineFrom));
    store.replace("noise", noise.map(noiseFrom));
  });
}

interface CoverageRow {
  readonly footage: string;
  readonly coder: string;
  readonly watched: { readonly spans: readonly Api.FramePair[] };
}

const spansFrom = (pairs: readonly Api.FramePair[]): Span[] => pairs.map(([start, end]) => ({ start, end }));

/** What `coder` had watched before today. */
export async function loadWatched(footage: Api.Footage, coder: string, signal: AbortSignal): Promise<Span[]> {
  const { results } = await api.get<{ results: CoverageRow[] }>(`/projects/${footage.project}/coverage/`, { signal });
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
