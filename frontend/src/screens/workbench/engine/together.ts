import { computed, type ReadonlySignal } from "@preact/signals-core";
import { readCoding } from "../../../api/reads";
import type * as Api from "../../../api/types";
import type { CoverageTracker } from "../../../core/coverage";
import type { FeedEvent } from "../../../core/feed";
import { type Kind, keyOf } from "../../../core/model";
import type { Transport } from "../../../core/ops";
import type { Outbox } from "../../../core/outbox";
import type { Scope } from "../../../core/scope";
import { type Span, spansFrom } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { t } from "../../../i18n";
import type { Gesture } from "../../../timeline/gestures";
import { type Arrival, Arrivals } from "./arrivals";
import type { Person } from "./coder";
import { Live } from "./live";
import { type Everything, everythingFrom, KINDS, putEverything, putShared, readChanges } from "./load";
import { News } from "./news";
import type { SessionState } from "./session";

interface Tools {
  readonly scope: Scope;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly transport: Pick<Transport, "current">;
  readonly session: SessionState;
  readonly coverage: CoverageTracker;
  readonly me: Person;
  readonly footage: ReadonlySignal<Api.Footage>;
  /** Reads anew what is made of the recording. */
  readonly refresh: () => Promise<void>;
  readonly flash: (ids: readonly string[]) => void;
}

/** Changes of the codebook that concern one code; any other may reach into segments without an event for each. */
const ONE_CODE = new Set(["code.create", "code.change", "code.move", "code.retire", "code.restore"]);
const MAKING = new Set(["footage", "derivative"]);

/** Working on one recording with others: what they do arrives here, and never moves what the person is doing. */
export class Together {
  readonly arrivals: Arrivals;
  readonly news: News;
  readonly #live: Live;
  readonly #tools: Tools;
  readonly #leaving = new AbortController();

  constructor(tools: Tools) {
    this.#tools = tools;
    const { scope, store, outbox, transport, session, footage } = tools;
    const held = computed(() => heldIn(session));
    scope.add(() => this.#leaving.abort());
    this.news = new News(scope);
    this.arrivals = new Arrivals({ scope, store, outbox, transport, held, taken: (list) => this.#taken(list) });
    this.#live = new Live({
      scope,
      ask: (after, limit) => readChanges(footage.peek(), after, limit, this.#leaving.signal),
      apply: (events) => this.#apply(events),
      reload: () => this.#reload(),
    });
  }

  /** Fills the store, and from then on keeps it as the server has it. */
  load(everything: Everything): void {
    putEverything(this.#tools.store, everything);
    this.#live.start(everything.head);
  }

  async #read(): Promise<Everything> {
    return everythingFrom(await readCoding(this.#tools.footage.peek().id, this.#leaving.signal));
  }

  wake(): void {
    this.#live.wake();
  }

  async #apply(events: readonly FeedEvent[]): Promise<boolean> {
    const { me, coverage, refresh } = this.#tools;
    if (events.some(({ objectType, action }) => objectType === "code" && !ONE_CODE.has(action))) return false;
    const [watched, rest] = parted(events, (event) => event.action === "coverage.add");
    for (const event of watched.filter(({ actor }) => actor === me.id)) coverage.add(spansIn(event));
    if (rest.some(({ objectType }) => MAKING.has(objectType))) void refresh();
    return this.arrivals.apply(rest);
  }

  /** Reads everything anew and takes from it what is newer than what is here. */
  async #reload(): Promise<void> {
    const { store } = this.#tools;
    const before = KINDS.flatMap((kind) => store.all(kind).map((object) => ({ kind, object })));
    const everything = await this.#read();
    const there = KINDS.flatMap((kind) => everything[kind].map((object): Arrival => arrivalOf(kind, object)));
    const ids = new Set(there.map(({ id }) => id));
    const gone = before
      .filter(({ kind, object }) => !ids.has(object.id) && object.version > 0 && store.peek(kind, object.id) === object)
      .map(({ kind, object }): Arrival => ({ ...arrivalOf(kind, object), object: null, version: object.version + 1 }));
    store.write(() => {
      putShared(store, everything);
      this.arrivals.offer([...there, ...gone]);
    });
  }

  #taken(arrivals: readonly Arrival[]): void {
    const { session, me, flash } = this.#tools;
    flash(arrivals.map(({ id }) => id));
    this.news.hear(arrivals.filter(({ actor, name }) => name !== "" && actor !== me.id));
    const lost = arrivals.find(({ object, id }) => object === null && id === session.current.peek());
    if (!lost) return;
    session.current.value = null;
    session.notice.value = lost.name ? t("workbench.live.deleted", { name: lost.name }) : t("workbench.live.gone");
  }
}

/** What the person is in the middle of changing: a dragged edge or clip, words being written. */
export function heldIn({ gesture, typing, editingLine }: SessionState): ReadonlySet<string> {
  const segments = [...draggedIn(gesture.value), typing.value].flatMap((id) => (id ? [keyOf("segment", id)] : []));
  const line = editingLine.value;
  return new Set(line ? [...segments, keyOf("line", line)] : segments);
}

function draggedIn(gesture: Gesture | null): readonly string[] {
  if (gesture?.is === "trim") return [gesture.id];
  return gesture?.is === "move" ? [...gesture.ids] : [];
}

type Stored = Everything[Kind][number];
const arrivalOf = (kind: Kind, object: Stored): Arrival => ({
  kind,
  id: object.id,
  object,
  version: object.version,
  actor: null,
  name: "",
});

const spansIn = ({ after }: FeedEvent): Span[] => spansFrom((after?.added ?? []) as readonly Api.FramePair[]);

function parted<T>(list: readonly T[], first: (one: T) => boolean): [T[], T[]] {
  return [list.filter(first), list.filter((one) => !first(one))];
}
