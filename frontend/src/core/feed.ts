import type { Fields } from "./model";

/** One operation of somebody's, as the changes feed of the project tells it. */
export interface FeedEvent {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** The account; null for what the product did by itself. */
  readonly actor: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** The whole state, as the trail keeps it; null where the object does not exist. */
  readonly before: Fields | null;
  readonly after: Fields | null;
}

export interface FeedPage {
  /** How far this answer reaches: also over events that were left out of it. */
  readonly lastSeq: number;
  /** The newest event of the project. */
  readonly headSeq: number;
  readonly more: boolean;
  readonly events: readonly FeedEvent[];
}

/** Where a reader of the changes feed stands. A page that comes twice or late, or with holes in it, does no harm. */
export class Feed {
  #cursor: number;

  constructor(cursor: number) {
    this.#cursor = cursor;
  }

  /** The last `seq` that has been applied. */
  get cursor(): number {
    return this.#cursor;
  }

  /** What of a page has not been applied yet, in the order in which it happened. */
  fresh(page: FeedPage): readonly FeedEvent[] {
    return page.events.filter((event) => event.seq > this.#cursor).sort((a, b) => a.seq - b.seq);
  }

  /** Everything up to `seq` has been applied; never goes back. */
  advance(seq: number): void {
    this.#cursor = Math.max(this.#cursor, seq);
  }
}

/** For each object the last thing that happened to it, in order: an event carries the whole state, so this is enough. */
export function latest(events: readonly FeedEvent[]): readonly FeedEvent[] {
  const last = new Map(events.map((event) => [`${event.objectType}:${event.objectId}`, event]));
  return events.filter((event) => last.get(`${event.objectType}:${event.objectId}`) === event);
}

/** The version of the object that an event left behind; a deletion counts as one, too. */
export function versionAfter({ before, after }: FeedEvent): number {
  return after ? Number(after.version) : Number(before?.version ?? 0) + 1;
}
