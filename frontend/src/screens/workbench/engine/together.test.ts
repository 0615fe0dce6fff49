import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { session } from "../../../api/client";
import { unreachable } from "../../../api/problem";
import type { User } from "../../../api/types";
import { Editor } from "../../../core/editor";
import type { FeedEvent, FeedPage } from "../../../core/feed";
import { lineOf, noiseOf, segmentOf } from "../../../core/fixtures";
import { History } from "../../../core/history";
import type { Documents, Kind } from "../../../core/model";
import type { Reply } from "../../../core/ops";
import { Outbox } from "../../../core/outbox";
import { Scope } from "../../../core/scope";
import { Store } from "../../../core/store";
import { type Arrival, Arrivals, MOST_ASKED } from "./arrivals";
import { EVERY_MS, Live } from "./live";
import { News, sentences, TOLD_EVERY_MS } from "./news";
import { SessionState } from "./session";
import { heldIn } from "./together";

let scope: Scope;
beforeEach(() => {
  vi.useFakeTimers();
  scope = new Scope();
});
afterEach(() => {
  scope.dispose();
  vi.useRealTimers();
});

const state = (fields: object = {}) => {
  const { id, review, coderName, ...rest } = segmentOf({ version: 2 });
  return { ...rest, review_reason: "", ...fields };
};
const event = (fields: Partial<FeedEvent> = {}): FeedEvent => ({
  seq: 1,
  at: "2026-11-22T08:00:00Z",
  actor: "mina",
  actorName: "Mina",
  action: "segment.change",
  objectType: "segment",
  objectId: "s1",
  before: state({ version: 1 }),
  after: state(),
  ...fields,
});

function bench() {
  const store = new Store();
  const there = new Map<string, Documents[Kind]>();
  const asked: string[] = [];
  const transport = {
    send: async (): Promise<Reply> => ({ status: 503, object: null, problem: null }),
    current: async (_: Kind, id: string) => {
      asked.push(id);
      return there.get(id) ?? null;
    },
  };
  const outbox = new Outbox(store, transport, { withdrawn: () => {} });
  scope.add(() => outbox.dispose());
  void outbox.open();
  const editor = new Editor(store, new History(), outbox, () => 0);
  const held: Signal<ReadonlySet<string>> = signal(new Set());
  const taken: Arrival[] = [];
  const arrivals = new Arrivals({ scope, store, outbox, transport, held, taken: (list) => taken.push(...list) });
  store.put("segment", segmentOf());
  return { store, there, asked, editor, held, taken, arrivals };
}

describe("Arrivals", () => {
  it("takes a segment from its event without asking, with the review that stands", async () => {
    const { store, arrivals, asked, taken } = bench();
    const review = { decision: "return", reason: "why?", reviewer: "Lena", at: "" };
    store.put("segment", segmentOf({ review, status: "returned" }));
    await arrivals.apply([event({ after: state({ memo: "theirs", status: "returned", review_reason: "why?" }) })]);
    expect(store.peek("segment", "s1")).toMatchObject({ memo: "theirs", version: 2, review, coderName: "D. Oh" });
    await arrivals.apply([event({ action: "segment.create", objectId: "s9", actor: "me", actorName: "D. Oh" })]);
    expect(store.peek("segment", "s9")).toMatchObject({ coderName: "D. Oh", review: null });
    expect(asked).toEqual([]);
    expect(taken.map(({ id, name }) => [id, name])).toEqual([
      ["s1", "Mina"],
      ["s9", "D. Oh"],
    ]);
  });

  it("asks for what an event does not tell: lines, reviews, what came back", async () => {
    const { store, arrivals, there, asked } = bench();
    there.set("l1", lineOf({ version: 2, translation: "home", revisions: 1 }));
    there.set("s1", segmentOf({ version: 2, status: "approved" }));
    there.set("s2", segmentOf({ id: "s2", version: 5 }));
    await arrivals.apply([
      event({ objectType: "line", objectId: "l1", action: "line.revise" }),
      event({ action: "segment.review" }),
      event({ action: "segment.restore", objectId: "s2", before: null }),
    ]);
    expect(asked).toEqual(["l1", "s1", "s2"]);
    expect(store.peek("line", "l1")).toMatchObject({ translation: "home", revisions: 1 });
    expect(store.peek("segment", "s1")?.status).toBe("approved");
    expect(store.peek("segment", "s2")?.version).toBe(5);
  });

  it("asks for the review that came before an edit in the same page", async () => {
    const { store, arrivals, there, asked } = bench();
    const review = { decision: "return", reason: "too long", reviewer: "Lena", at: "" };
    there.set("s1", segmentOf({ version: 3, status: "returned", review, memo: "theirs" }));
    const returned = { status: "returned", review_reason: "too long" };
    await arrivals.apply([
      event({ seq: 1, action: "segment.review", after: state(returned) }),
      event({ seq: 2, after: state({ ...returned, version: 3, memo: "theirs" }) }),
    ]);
    expect(asked).toEqual(["s1"]);
    expect(store.peek("segment", "s1")).toMatchObject({ memo: "theirs", review });
  });

  it("counts every clip that is being moved, and the edge that is trimmed, as in hand", () => {
    const session = new SessionState(1000);
    const span = { start: 0, end: 10 };
    const common = { before: span, preview: span, snapped: null, playhead: 0 };
    session.gesture.value = { is: "move", ids: new Set(["s1", "s2"]), whole: span, from: 0, ...common };
    expect([...heldIn(session)]).toEqual(["segment:s1", "segment:s2"]);
    session.gesture.value = { is: "trim", id: "s3", edge: "end", grip: 0, ...common };
    expect([...heldIn(session)]).toEqual(["segment:s3"]);
  });

  it("does nothing twice", async () => {
    const { arrivals, taken, store } = bench();
    const events = [event(), event({ objectType: "noise", objectId: "n1", after: noiseOf({ version: 1 }) as never })];
    await arrivals.apply(events);
    const before = store.segments.value;
    await arrivals.apply(events);
    expect(store.segments.value).toBe(before);
    expect(taken).toHaveLength(2);
  });

  it("hands over to reading everything anew when there is too much to ask for", async () => {
    const { arrivals, store, asked } = bench();
    const lines = Array.from({ length: MOST_ASKED + 1 }, (_, n) =>
      event({ objectType: "line", objectId: `l${n}`, action: "line.create" }),
    );
    expect(await arrivals.apply([event({ after: state({ memo: "theirs" }) }), ...lines])).toBe(false);
    expect(asked).toEqual([]);
    expect(store.peek("segment", "s1")?.memo).toBe("");
  });

  it("leaves what is in hand alone, says that something waits, and brings it when it is let go", async () => {
    const { arrivals, store, held } = bench();
    held.value = new Set(["segment:s1"]);
    await arrivals.apply([event({ after: state({ memo: "theirs" }) })]);
    expect(store.peek("segment", "s1")?.memo).toBe("");
    expect(arrivals.waiting.value.get("segment:s1")?.name).toBe("Mina");
    held.value = new Set();
    expect(store.peek("segment", "s1")?.memo, "an edit may be committed first").toBe("");
    await vi.advanceTimersByTimeAsync(0);
    expect(store.peek("segment", "s1")?.memo).toBe("theirs");
    expect(arrivals.waiting.value.size).toBe(0);
  });

  it("keeps the end of a drag that both changed from being overwritten or lost", async () => {
    const { arrivals, store, held, editor } = bench();
    held.value = new Set(["segment:s1"]);
    await arrivals.apply([event({ after: state({ end: 150, memo: "theirs" }) })]);
    held.value = new Set();
    editor.set("segment", "s1", { end: 300 }, "trim");
    await vi.advanceTimersByTimeAsync(0);
    expect(store.peek("segment", "s1")).toMatchObject({ end: 300, memo: "", version: 1 });
    expect(arrivals.waiting.value.has("segment:s1")).toBe(true);
  });

  it("follows the codebook and the witnesses", async () => {
    const { arrivals, store } = bench();
    const code = { name: "debt", parent: null, definition: "", color: 3, retired_at: null };
    const told = (after: object) =>
      event({ objectType: "code", objectId: "c1", action: "code.change", after: after as never });
    await arrivals.apply([told(code)]);
    expect(store.codes.value.get("c1")).toEqual({
      id: "c1",
      name: "debt",
      parent: null,
      definition: "",
      color: 3,
      retired: false,
    });
    await arrivals.apply([told({ ...code, retired_at: "2026-11-22T08:00:00Z" })]);
    expect(store.codes.value.get("c1")?.retired).toBe(true);
    const witness = { pseudonym: "D", description: "a guard", disclosure: "" };
    await arrivals.apply([event({ objectType: "witness", objectId: "w1", action: "witness.create", after: witness })]);
    expect(store.witnesses.value.get("w1")).toEqual({ id: "w1", pseudonym: "D", description: "a guard" });
  });
});

describe("Live", () => {
  const page = (lastSeq: number, events: FeedEvent[] = [], more = false): FeedPage => ({
    ...{ lastSeq, headSeq: Math.max(40, lastSeq), more, events },
  });
  function feed(...answers: (FeedPage | Error)[]) {
    const asked: number[] = [];
    const applied: number[] = [];
    let reloads = 0;
    let applies = true;
    const refuse = () => {
      applies = false;
    };
    const live = new Live({
      scope,
      ask: async (after) => {
        asked.push(after);
        const answer = answers.shift() ?? page(after);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      apply: async (events) => {
        applied.push(...events.map(({ seq }) => seq));
        return applies;
      },
      reload: async () => {
        reloads += 1;
      },
    });
    return { live, asked, applied, reloads: () => reloads, refuse };
  }
  const rounds = (count: number) => vi.advanceTimersByTimeAsync(count * EVERY_MS);
  const see = (hidden: boolean) => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
    document.dispatchEvent(new Event("visibilitychange"));
  };

  it("asks every two seconds after what it has applied", async () => {
    const { live, asked, applied } = feed(page(12, [event({ seq: 11 })]), page(15));
    live.start(10);
    await rounds(3);
    expect(asked).toEqual([10, 12, 15]);
    expect(applied).toEqual([11]);
  });

  it("asks nothing while nobody sees it, and at once when somebody does", async () => {
    const { live, asked } = feed();
    live.start(10);
    see(true);
    await rounds(5);
    expect(asked).toEqual([]);
    see(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([10]);
  });

  it("asks nothing of a server that wants to know first who asks", async () => {
    const { live, asked } = feed();
    live.start(10);
    const user = { id: "me" } as User;
    session.value = { state: "expired", user };
    await rounds(5);
    expect(asked).toEqual([]);
    session.value = { state: "in", user };
    live.wake();
    await rounds(1);
    expect(asked).toEqual([10, 10]);
  });

  it("asks a server that is away more and more seldom, and at once when the network is back", async () => {
    const away = Array.from({ length: 40 }, () => unreachable());
    const { live, asked } = feed(...away);
    live.start(10);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(asked.length).toBeLessThan(16);
    const before = asked.length;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.length).toBe(before + 1);
  });

  it("asks for the same again when it could not be applied", async () => {
    const { live, asked } = feed(page(12, [event({ seq: 11 })]), unreachable(), page(13));
    live.start(10);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked.slice(0, 3)).toEqual([10, 12, 12]);
  });

  it("reads everything anew after a long gap, and when there is too much to apply", async () => {
    const long = feed(page(20, [event({ seq: 11 })], true));
    long.live.start(10);
    await rounds(2);
    expect([long.reloads(), long.applied, long.asked]).toEqual([1, [], [10, 40]]);
    const wide = feed(page(12, [event({ seq: 11 })]));
    wide.refuse();
    wide.live.start(10);
    await rounds(1);
    expect(wide.reloads()).toBe(1);
  });
});

describe("News", () => {
  const arrival = (id: string, name = "Mina", kind: Kind = "segment"): Arrival => ({
    ...{ kind, id, object: null, version: 2, actor: name, name },
  });

  it("says in few words who changed how much", () => {
    expect(sentences([arrival("a"), arrival("b"), arrival("a"), arrival("l", "Mina", "line")])).toBe(
      "Mina changed 2 segments, 1 line",
    );
    expect(sentences([arrival("a"), arrival("n", "Jun", "noise")])).toBe(
      "Mina changed 1 segment. Jun changed 1 noise section",
    );
  });

  it("speaks no more often than every few seconds, and says the same again when it happens again", async () => {
    const news = new News(scope);
    news.hear([arrival("a")]);
    news.hear([arrival("b")]);
    expect(news.said.value).toBe("");
    await vi.advanceTimersByTimeAsync(TOLD_EVERY_MS);
    expect(news.said.value).toBe("Mina changed 2 segments");
    news.hear([arrival("a"), arrival("b")]);
    expect(news.said.value).toBe("");
    await vi.advanceTimersByTimeAsync(TOLD_EVERY_MS);
    expect(news.said.value).toBe("Mina changed 2 segments");
  });
});
