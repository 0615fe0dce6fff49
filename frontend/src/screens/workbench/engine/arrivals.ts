import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { type FeedEvent, latest, versionAfter } from "../../../core/feed";
import { type Documents, type Kind, keyOf } from "../../../core/model";
import type { Transport } from "../../../core/ops";
import type { Outbox } from "../../../core/outbox";
import type { Scope } from "../../../core/scope";
import type { Store } from "../../../core/store";
import {
  type CodeState,
  codeAfter,
  type NoiseState,
  noiseAfter,
  type SegmentState,
  sameReview,
  segmentAfter,
  type WitnessState,
  witnessAfter,
} from "./states";

/** An object as somebody else has left it; null: deleted. */
export interface Arrival {
  readonly kind: Kind;
  readonly id: string;
  readonly object: Documents[Kind] | null;
  readonly version: number;
  /** The account that did it. */
  readonly actor: string | null;
  readonly name: string;
}

interface Tools {
  readonly scope: Scope;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly transport: Pick<Transport, "current">;
  /** Keys of the objects that the person is in the middle of changing. */
  readonly held: ReadonlySignal<ReadonlySet<string>>;
  /** Objects that have changed under the person's eyes. */
  readonly taken: (arrivals: readonly Arrival[]) => void;
}

const KINDS: ReadonlySet<string> = new Set<Kind>(["segment", "line", "noise"]);
/** An event of these tells all that is drawn of a segment; after a review or a restoration there is more to know. */
const TELLING = new Set(["segment.create", "segment.change"]);
/** With more than this to be asked for one by one, reading everything anew is cheaper. */
export const MOST_ASKED = 20;

/**
 * Brings into the document what others did, one page of the feed at a time. Nothing takes an object out of the hands of
 * the person: what they hold, or what the outbox speaks about with the server, waits until it is let go.
 */
export class Arrivals {
  readonly #waiting = signal<ReadonlyMap<string, Arrival>>(new Map());
  readonly #tools: Tools;
  #queued = false;
  /** What has changed meanwhile without being shown yet, by `keyOf`. */
  readonly waiting: ReadonlySignal<ReadonlyMap<string, Arrival>> = this.#waiting;

  constructor(tools: Tools) {
    this.#tools = tools;
    const { scope, outbox, held } = tools;
    scope.add(
      effect(() => {
        void [held.value, outbox.unsaved.value, outbox.conflicts.value];
        this.#later();
      }),
    );
  }

  /** Applies what happened. False when it is so much that everything should be read anew; nothing is applied then. */
  async apply(events: readonly FeedEvent[]): Promise<boolean> {
    const last = latest(events);
    const news = last.filter((event) => KINDS.has(event.objectType) && this.#isNews(event));
    if (news.filter((event) => !this.#told(event)).length > MOST_ASKED) return false;
    const found = await Promise.all(news.map((event) => this.#arrivalOf(event)));
    this.#tools.store.write(() => {
      for (const event of last) this.#share(event);
      this.offer(found);
    });
    return true;
  }

  offer(arrivals: readonly Arrival[]): void {
    const { store, outbox, held, taken } = this.#tools;
    const waiting = new Map(this.#waiting.peek());
    const arrived = arrivals.filter((arrival) => {
      const { kind, id, object, version } = arrival;
      const key = keyOf(kind, id);
      const known = version <= (store.peek(kind, id)?.version ?? 0);
      const inHand = !known && held.peek().has(key);
      const result = inHand ? "later" : outbox.arrive(kind, id, object, version);
      if (result === "later") waiting.set(key, arrival);
      else waiting.delete(key);
      return result === "taken";
    });
    this.#waiting.value = waiting;
    if (arrived.length > 0) taken(arrived);
  }

  /** After what runs now: the end of a drag empties the hand before it commits. */
  #later(): void {
    if (this.#queued || this.#waiting.peek().size === 0) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (!this.#tools.scope.ended) this.offer([...this.#waiting.peek().values()]);
    });
  }

  /** Own changes come back by the feed, too, when their answer has already brought them. */
  #isNews(event: FeedEvent): boolean {
    const local = this.#tools.store.peek(event.objectType as Kind, event.objectId);
    return event.after === null ? local !== undefined : versionAfter(event) > (local?.version ?? 0);
  }

  #told(event: FeedEvent): boolean {
    if (event.after === null || event.objectType === "noise") return true;
    if (!TELLING.has(event.action)) return false;
    const known = this.#tools.store.peek("segment", event.objectId);
    // A review may have come before it in the same page, of which only the last event is looked at.
    return known ? sameReview(event.after as unknown as SegmentState, known) : event.action === "segment.create";
  }

  async #arrivalOf(event: FeedEvent): Promise<Arrival> {
    const { actor, actorName: name, objectId: id } = event;
    const kind = event.objectType as Kind;
    const object = this.#told(event) ? this.#objectIn(event) : await this.#tools.transport.current(kind, id);
    // Gone between the event and the question: its deletion comes with the next page, if it is not this one.
    const version = object?.version ?? versionAfter(event) + (event.after ? 1 : 0);
    return { kind, id, object, version, actor, name };
  }

  #objectIn({ objectType, objectId, after, actor, actorName }: FeedEvent): Documents[Kind] | null {
    if (after === null) return null;
    if (objectType === "noise") return noiseAfter(objectId, after as unknown as NoiseState);
    const { store } = this.#tools;
    const state = after as unknown as SegmentState;
    return segmentAfter(objectId, state, store.peek("segment", objectId), { actor, actorName });
  }

  /** What the whole project is coded with. */
  #share({ objectType, objectId, after }: FeedEvent): void {
    const { codes, witnesses } = this.#tools.store;
    if (after === null) return;
    const state: unknown = after;
    if (objectType === "code")
      codes.value = new Map(codes.peek()).set(objectId, codeAfter(objectId, state as CodeState));
    if (objectType === "witness") {
      witnesses.value = new Map(witnesses.peek()).set(objectId, witnessAfter(objectId, state as WitnessState));
    }
  }
}
