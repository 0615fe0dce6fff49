import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Editor } from "./editor";
import { segmentOf } from "./fixtures";
import { History } from "./history";
import type { Documents, Kind } from "./model";
import { NoAnswer, type Op, type Reply, type Transport } from "./ops";
import { Outbox } from "./outbox";
import { Store } from "./store";

type Answer = (op: Op, version: number) => Reply | "cut";

class FakeServer implements Transport {
  readonly sent: { op: Op; version: number; keepalive: boolean }[] = [];
  answers: Answer[] = [];
  held: Documents[Kind] | null = null;

  async send(op: Op, version: number, keepalive: boolean): Promise<Reply> {
    this.sent.push({ op, version, keepalive });
    const answer = (this.answers.shift() ?? accept)(op, version);
    if (answer === "cut") throw new NoAnswer();
    return answer;
  }

  async current(): Promise<Documents[Kind] | null> {
    return this.held;
  }
}

const accept: Answer = (op, version) => ({
  status: 200,
  object: op.type === "delete" ? null : ({ ...segmentOf(), ...op.fields, version: version + 1 } as Documents[Kind]),
  problem: null,
});
const status =
  (code: number, problem: Record<string, unknown> = {}): Answer =>
  () => ({ status: code, object: null, problem });

const settle = () => vi.advanceTimersByTimeAsync(0);

async function bench() {
  const store = new Store();
  const server = new FakeServer();
  const history = new History();
  const outbox = new Outbox(store, server, {
    withdrawn: ({ kind, id }, names) => history.forget(kind, id, names),
  });
  const editor = new Editor(store, history, outbox, () => 0);
  await outbox.open();
  await settle();
  return { store, server, history, outbox, editor };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("Outbox", () => {
  it("creates, acknowledges and says all saved", async () => {
    const { store, server, outbox, editor } = await bench();
    editor.create("segment", segmentOf({ version: 0 }), "mark");
    expect(outbox.state.value).toEqual({ is: "saving", count: 1 });
    expect(store.peek("segment", "s1")?.version).toBe(0);
    await settle();
    expect(server.sent.map(({ op }) => op.type)).toEqual(["create"]);
    expect(outbox.state.value).toEqual({ is: "saved", count: 0 });
    expect(store.peek("segment", "s1")?.version).toBe(1);
  });

  it("sends one request at a time, folds consecutive changes, and uses the version just acknowledged", async () => {
    const { store, server, editor } = await bench();
    editor.create("segment", segmentOf({ version: 0 }), "mark");
    editor.set("segment", "s1", { codes: ["a"] }, "code");
    editor.set("segment", "s1", { codes: ["a", "b"] }, "code");
    editor.set("segment", "s1", { memo: "why" }, "memo");
    await settle();
    expect(server.sent.map(({ op, version }) => [op.type, version, op.fields.codes, op.fields.memo])).toEqual([
      ["create", 0, [], ""],
      ["update", 1, ["a", "b"], "why"],
    ]);
    expect(store.peek("segment", "s1")?.version).toBe(2);
  });

  it("does not overwrite a later local edit when an earlier one is acknowledged", async () => {
    const { store, server, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [
      (op, version) => {
        editor.set("segment", "s1", { memo: "second" }, "memo");
        return accept(op, version);
      },
    ];
    editor.set("segment", "s1", { memo: "first" }, "memo");
    await settle();
    expect(store.peek("segment", "s1")?.memo).toBe("second");
    expect(server.sent.map(({ op }) => op.fields.memo)).toEqual(["first", "second"]);
  });

  it("keeps the order between objects and does not fold across another object", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf(), segmentOf({ id: "s2" }));
    server.answers = ["cut" as const].map((cut) => () => cut);
    editor.set("segment", "s1", { memo: "1" }, "memo");
    editor.set("segment", "s2", { memo: "2" }, "memo");
    editor.set("segment", "s1", { memo: "3" }, "memo");
    await settle();
    expect(outbox.state.value).toEqual({ is: "offline", count: 3 });
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sent.map(({ op }) => [op.id, op.fields.memo])).toEqual([
      ["s1", "1"],
      ["s1", "1"],
      ["s2", "2"],
      ["s1", "3"],
    ]);
  });

  it("backs off while there is no answer or a 503, and goes on by itself", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [() => "cut", status(503), () => "cut"];
    editor.set("segment", "s1", { memo: "x" }, "memo");
    await vi.advanceTimersByTimeAsync(500 + 1000);
    expect(server.sent).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1999);
    expect(server.sent).toHaveLength(3);
    expect(outbox.state.value.is).toBe("offline");
    await vi.advanceTimersByTimeAsync(1);
    expect(server.sent).toHaveLength(4);
    expect(outbox.state.value.is).toBe("saved");
  });

  it("waits for the sign-in after 401 and then goes on with the same request", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(401)];
    editor.set("segment", "s1", { memo: "x" }, "memo");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outbox.state.value).toEqual({ is: "signin", count: 1 });
    expect(server.sent).toHaveLength(1);
    outbox.resume();
    await settle();
    expect(outbox.state.value.is).toBe("saved");
  });

  it("rolls back exactly what was refused, tells why, and takes it out of the history", async () => {
    const { store, server, outbox, editor, history } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(422, { code: "noise", detail: "no sound here" })];
    editor.set("segment", "s1", { end: 300 }, "trim");
    editor.set("segment", "s1", { memo: "kept" }, "memo");
    await settle();
    expect(store.peek("segment", "s1")).toMatchObject({ end: 200, memo: "kept", version: 2 });
    expect(outbox.refusals.value[0]).toMatchObject({ status: 422, problem: { code: "noise" } });
    expect(outbox.refusals.value[0]?.change.after).toMatchObject({ end: 300 });
    editor.undo();
    expect(store.peek("segment", "s1")).toMatchObject({ end: 200, memo: "" });
    expect(history.canUndo.value).toBe(false);
  });

  it("takes a refused new segment away, with everything that followed on it", async () => {
    const { store, server, outbox, editor, history } = await bench();
    server.answers = [status(422)];
    editor.create("segment", segmentOf({ version: 0 }), "mark");
    editor.set("segment", "s1", { codes: ["a"] }, "code");
    await settle();
    expect(store.peek("segment", "s1")).toBeUndefined();
    expect(outbox.refusals.value[0]?.change.after).toMatchObject({ start: 100, codes: ["a"] });
    expect(server.sent).toHaveLength(1);
    expect(outbox.state.value.is).toBe("saved");
    expect(history.canUndo.value).toBe(false);
  });

  it("keeps both versions of a conflict until somebody chooses", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(412)];
    server.held = segmentOf({ version: 7, end: 180 });
    editor.set("segment", "s1", { end: 300 }, "trim");
    await settle();
    expect(outbox.state.value).toEqual({ is: "conflict", count: 1 });
    editor.set("segment", "s1", { memo: "more" }, "memo");
    await settle();
    expect(server.sent).toHaveLength(1);
    expect(outbox.conflicts.value.get("segment:s1")).toMatchObject({
      mine: { end: 300, memo: "more" },
      theirs: { end: 180 },
    });
    outbox.resolve("segment:s1", "mine");
    await settle();
    expect(server.sent[1]).toMatchObject({ version: 7, op: { fields: { end: 300, memo: "more" } } });
    expect(outbox.state.value.is).toBe("saved");
  });

  it("keeps what the other changed where I changed nothing", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(412)];
    server.held = segmentOf({ version: 7, memo: "theirs", basis: "audio" });
    editor.set("segment", "s1", { end: 300 }, "trim");
    editor.set("segment", "s1", { basis: "picture" }, "basis");
    await settle();
    expect(outbox.conflicts.value.get("segment:s1")?.mine).toMatchObject({
      end: 300,
      basis: "picture",
      memo: "theirs",
    });
    outbox.resolve("segment:s1", "mine");
    await settle();
    expect(server.sent.at(-1)?.op.fields).toEqual({ end: 300, basis: "picture" });
  });

  it("takes theirs when asked", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(412)];
    server.held = segmentOf({ version: 7, end: 180 });
    editor.set("segment", "s1", { end: 300 }, "trim");
    await settle();
    outbox.resolve("segment:s1", "theirs");
    expect(store.peek("segment", "s1")).toMatchObject({ end: 180, version: 7 });
    expect(outbox.state.value.is).toBe("saved");
  });

  it("sees no conflict when the server already holds what was sent (the answer was lost)", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [() => "cut", status(412)];
    server.held = segmentOf({ version: 2, end: 300 });
    editor.set("segment", "s1", { end: 300 }, "trim");
    await vi.advanceTimersByTimeAsync(500);
    expect(outbox.state.value.is).toBe("saved");
    expect(store.peek("segment", "s1")?.version).toBe(2);
  });

  it("deletes, restores on undo, and accepts that somebody else deleted it", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    editor.remove("segment", "s1", "delete");
    await settle();
    editor.undo();
    await settle();
    expect(store.peek("segment", "s1")).toMatchObject({ start: 100, end: 200 });
    server.answers = [status(404)];
    editor.remove("segment", "s1", "delete");
    await settle();
    expect(server.sent.map(({ op }) => op.type)).toEqual(["delete", "restore", "delete"]);
    expect(outbox.state.value.is).toBe("saved");
  });

  it("sends what is unsaved once more when the page goes away", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf(), segmentOf({ id: "s2" }));
    server.answers = [() => "cut"];
    editor.set("segment", "s1", { memo: "1" }, "memo");
    editor.set("segment", "s2", { memo: "2" }, "memo");
    await settle();
    outbox.flushOnLeave();
    expect(server.sent.slice(1).map(({ op, keepalive }) => [op.id, keepalive])).toEqual([
      ["s1", true],
      ["s2", true],
    ]);
    outbox.dispose();
  });

  it("puts what others did under my edits, and sends mine on top of it", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [() => "cut"];
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    outbox.arrive("segment", "s1", segmentOf({ version: 5, basis: "audio" }), 5);
    expect(store.peek("segment", "s1")).toMatchObject({ version: 5, basis: "audio", memo: "mine" });
    outbox.arrive("segment", "s1", segmentOf({ version: 4, basis: "picture" }), 4);
    expect(store.peek("segment", "s1")?.basis).toBe("audio");
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sent.at(-1)).toMatchObject({ version: 5, op: { fields: { memo: "mine" } } });
  });

  it("leaves it to the server to refuse where others changed what I change", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [() => "cut", status(412)];
    editor.set("segment", "s1", { end: 300 }, "trim");
    await settle();
    server.held = segmentOf({ version: 2, start: 50 });
    outbox.arrive("segment", "s1", segmentOf({ version: 2, start: 50 }), 2);
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sent.at(-1)?.version).toBe(1);
    expect(outbox.conflicts.value.get("segment:s1")).toMatchObject({ mine: { end: 300 }, theirs: { start: 50 } });
  });

  it("takes what others made and deleted, where I have nothing under way", async () => {
    const { store, outbox } = await bench();
    outbox.arrive("segment", "s9", segmentOf({ id: "s9", version: 3 }), 3);
    expect(store.peek("segment", "s9")?.version).toBe(3);
    outbox.arrive("segment", "s9", null, 4);
    expect(store.peek("segment", "s9")).toBeUndefined();
  });

  it("shows that the other side deleted what I changed, and puts mine back when asked", async () => {
    const { store, server, outbox, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [status(404)];
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    expect(outbox.conflicts.value.get("segment:s1")).toMatchObject({ mine: { memo: "mine" }, theirs: null });
    outbox.resolve("segment:s1", "mine");
    await settle();
    expect(server.sent.slice(1).map(({ op }) => [op.type, op.fields.memo])).toEqual([
      ["restore", undefined],
      ["update", "mine"],
    ]);
    expect(outbox.state.value.is).toBe("saved");
  });

  it("repeats a request as it was, for it may have arrived", async () => {
    const { store, server, editor } = await bench();
    store.put("segment", segmentOf());
    server.answers = [() => "cut"];
    editor.set("segment", "s1", { memo: "first" }, "memo");
    await settle();
    editor.set("segment", "s1", { memo: "second" }, "memo");
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sent.map(({ op }) => op.fields.memo)).toEqual(["first", "first", "second"]);
  });

  it("takes a mark back and brings it again before the first answer, without a word", async () => {
    const { store, server, outbox, editor } = await bench();
    server.answers = [() => "cut"];
    editor.create("segment", segmentOf({ version: 0 }), "mark");
    await settle();
    editor.undo();
    editor.redo();
    await vi.advanceTimersByTimeAsync(500);
    expect(server.sent.map(({ op }) => op.type)).toEqual(["create", "create", "delete", "restore"]);
    expect(outbox.refusals.value).toEqual([]);
    expect(store.peek("segment", "s1")).toMatchObject({ start: 100, end: 200 });
  });

  it("forgets what was given up for theirs, so that an undo does not overwrite it", async () => {
    const { store, server, outbox, editor, history } = await bench();
    store.put("segment", segmentOf());
    editor.set("segment", "s1", { basis: "audio" }, "basis");
    await settle();
    server.answers = [status(412)];
    server.held = segmentOf({ version: 7, basis: "audio", end: 180 });
    editor.set("segment", "s1", { end: 300 }, "trim");
    await settle();
    outbox.resolve("segment:s1", "theirs");
    editor.undo();
    expect(store.peek("segment", "s1")).toMatchObject({ end: 180, basis: "both" });
    expect(history.canUndo.value).toBe(false);
  });

  it("writes to the disk for what arrives only where something waits on it, and in the tab that sends", async () => {
    const server = new FakeServer();
    const writes: number[] = [];
    const keeping = {
      durable: signal(true),
      write: async (put: readonly Op[]) => void writes.push(put.length),
      read: async () => [],
    };
    for (const leads of [true, false]) {
      const store = new Store();
      const tabs = { join: async (lead: () => void) => void (leads && lead()), tell: () => {}, leave: () => {} };
      const outbox = new Outbox(store, server, { withdrawn: () => {} }, keeping, tabs);
      const editor = new Editor(store, new History(), outbox, () => 0);
      store.put("segment", segmentOf());
      await outbox.open();
      await settle();
      outbox.arrive("segment", "s1", segmentOf({ version: 2, basis: "audio" }), 2);
      expect(writes).toEqual([]);
      server.answers = [() => "cut"];
      editor.set("segment", "s1", { memo: "mine" }, "memo");
      await settle();
      outbox.arrive("segment", "s1", segmentOf({ version: 3, basis: "picture" }), 3);
      expect(writes.splice(0)).toEqual(leads ? [1, 1] : [1]);
      outbox.dispose();
    }
  });
});
