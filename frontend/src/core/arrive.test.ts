import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Editor } from "./editor";
import { segmentOf } from "./fixtures";
import { History } from "./history";
import type { Documents, Kind, Segment } from "./model";
import { NoAnswer, type Op, type Reply, type Transport } from "./ops";
import { Outbox } from "./outbox";
import { Store } from "./store";

/** One segment as a server keeps it: versions are compared, and a deletion is told from a stale version. */
class Server implements Transport {
  held: Segment = segmentOf();
  deleted = false;
  away = false;
  /** The next request arrives, and its answer does not. */
  lost = false;
  readonly refused: number[] = [];
  /** Holds requests back until it is called. */
  release: (() => void) | null = null;

  async send(op: Op, version: number): Promise<Reply> {
    if (this.release) await new Promise<void>((go) => (this.release = go));
    if (this.away) throw new NoAnswer();
    const status = this.#refusal(op, version);
    if (status !== 200) {
      this.refused.push(status);
      return { status, object: null, problem: status === 404 ? { code: "deleted" } : {} };
    }
    this.deleted = op.type === "delete";
    this.change(op.fields as Partial<Segment>);
    if (this.lost) {
      this.lost = false;
      throw new NoAnswer();
    }
    return { status, object: this.deleted ? null : this.held, problem: null };
  }

  #refusal(op: Op, version: number): number {
    if (this.deleted && op.type !== "restore") return 404;
    return op.type !== "restore" && version !== this.held.version ? 412 : 200;
  }

  async current(): Promise<Documents[Kind] | null> {
    return this.deleted ? null : this.held;
  }

  change(fields: Partial<Segment>): Segment {
    this.held = { ...this.held, ...fields, version: this.held.version + 1 };
    return this.held;
  }
}

function bench() {
  const store = new Store();
  const server = new Server();
  const history = new History();
  const outbox = new Outbox(store, server, { withdrawn: () => {} });
  const editor = new Editor(store, history, outbox, () => 0);
  store.put("segment", server.held);
  void outbox.open();
  const arrive = (object: Segment | null, version = object?.version ?? 0) =>
    outbox.arrive("segment", "s1", object, version);
  const mine = () => store.peek("segment", "s1");
  return { store, server, outbox, editor, arrive, mine };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what arrives from others", () => {
  it("is shown, and the next edit stands on it", async () => {
    const { server, editor, arrive, mine, outbox } = bench();
    expect(arrive(server.change({ memo: "theirs" }))).toBe("taken");
    expect(mine()).toMatchObject({ memo: "theirs", version: 2 });
    editor.set("segment", "s1", { start: 50 }, "trim");
    await settle();
    expect(server.refused).toEqual([]);
    expect(mine()).toMatchObject({ memo: "theirs", start: 50, version: 3 });
    expect(outbox.state.value.is).toBe("saved");
  });

  it("is nothing new when it is older, or the own edit that comes back", async () => {
    const { server, editor, arrive, mine } = bench();
    const old = server.held;
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    expect(arrive(server.held)).toBe("known");
    expect(arrive(old)).toBe("known");
    expect(mine()?.memo).toBe("mine");
  });

  it("goes under an edit that waits, where it touches other fields", async () => {
    const { server, editor, arrive, mine, outbox } = bench();
    server.away = true;
    editor.set("segment", "s1", { start: 50 }, "trim");
    editor.set("segment", "s1", { start: 40 }, "trim");
    await settle();
    expect(arrive(server.change({ memo: "theirs" }))).toBe("taken");
    expect(mine()).toMatchObject({ start: 40, memo: "theirs" });
    server.away = false;
    outbox.resume();
    await settle();
    expect(server.refused).toEqual([]);
    expect(server.held).toMatchObject({ start: 40, memo: "theirs" });
    expect(mine()).toEqual(server.held);
  });

  it("never goes under an edit of the same field: both are shown", async () => {
    const { server, editor, arrive, mine, outbox } = bench();
    server.away = true;
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    expect(arrive(server.change({ memo: "theirs", end: 300 }))).toBe("later");
    expect(mine()).toMatchObject({ memo: "mine", end: 200 });
    server.away = false;
    outbox.resume();
    await settle();
    expect(server.refused).toEqual([412]);
    const [conflict] = outbox.conflicts.value.values();
    expect(conflict).toMatchObject({ mine: { memo: "mine", end: 300 }, theirs: { memo: "theirs" } });
    const shown = outbox.conflicts.value;
    expect(arrive(server.held)).toBe("later");
    expect(outbox.conflicts.value, "what is known already changes nothing: it would be offered again for ever").toBe(
      shown,
    );
    outbox.resolve("segment:s1", "mine");
    await settle();
    expect(server.held).toMatchObject({ memo: "mine", end: 300 });
  });

  it("waits while a request about the object is under way", async () => {
    const { server, editor, arrive, mine } = bench();
    server.release = () => {};
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    expect(arrive({ ...server.held, version: 2, end: 300 })).toBe("later");
    const release = server.release;
    server.release = null;
    release();
    await settle();
    expect(mine()).toMatchObject({ memo: "mine", version: 2 });
    expect(arrive(server.held)).toBe("known");
  });

  it("takes an object away, but not one with edits: they are shown beside the deletion and can come back", async () => {
    const { server, editor, arrive, mine, outbox } = bench();
    server.away = true;
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    server.change({});
    server.deleted = true;
    expect(arrive(null, 2)).toBe("later");
    expect(mine()?.memo).toBe("mine");
    server.away = false;
    outbox.resume();
    await settle();
    expect(server.refused).toEqual([404]);
    expect([...outbox.conflicts.value.values()]).toMatchObject([{ mine: { memo: "mine" }, theirs: null }]);
    expect(outbox.refusals.value).toEqual([]);
    outbox.resolve("segment:s1", "mine");
    await settle();
    expect(server).toMatchObject({ deleted: false, held: { memo: "mine" } });
    expect(mine()).toEqual(server.held);
    expect(outbox.state.value.is).toBe("saved");

    server.change({});
    server.deleted = true;
    expect(arrive(null, server.held.version)).toBe("taken");
    expect(mine()).toBeUndefined();
  });

  it("does not provoke a second conflict after theirs was kept", async () => {
    const { server, editor, outbox } = bench();
    editor.set("segment", "s1", { start: 90 }, "trim");
    await settle();
    server.change({ memo: "theirs" });
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    outbox.resolve("segment:s1", "theirs");
    editor.set("segment", "s1", { start: 80 }, "trim");
    await settle();
    expect(server.refused).toEqual([412]);
    expect(server.held).toMatchObject({ memo: "theirs", start: 80 });
  });

  it.each(["before", "after"])(
    "never lets a deletion that waits take what somebody changed (heard of %s it is sent)",
    async (heard) => {
      const { server, editor, arrive, mine, outbox } = bench();
      server.away = true;
      editor.remove("segment", "s1", "delete");
      await settle();
      server.change({ memo: "theirs" });
      if (heard === "before") expect(arrive(server.held)).toBe("later");
      expect(mine()).toBeUndefined();
      server.away = false;
      outbox.resume();
      await settle();
      expect(server).toMatchObject({ deleted: false, refused: [412] });
      expect([...outbox.conflicts.value.values()]).toMatchObject([{ mine: null, theirs: { memo: "theirs" } }]);
      outbox.resolve("segment:s1", "theirs");
      expect(mine()).toEqual(server.held);
      editor.remove("segment", "s1", "delete");
      await settle();
      expect(server.deleted).toBe(true);
    },
  );

  it("leaves a deleted object away when the version that was deleted is read once more", async () => {
    const { server, editor, arrive, mine } = bench();
    server.away = true;
    editor.remove("segment", "s1", "delete");
    await settle();
    expect(arrive(server.held)).toBe("known");
    expect(mine()).toBeUndefined();
  });

  it("does not slip under a deletion with the answer to a request that had arrived before", async () => {
    const { server, editor, outbox } = bench();
    server.lost = true;
    editor.set("segment", "s1", { memo: "mine" }, "memo");
    await settle();
    editor.remove("segment", "s1", "delete");
    server.change({ end: 300 });
    outbox.resume();
    await settle();
    expect(server.deleted).toBe(false);
    expect([...outbox.conflicts.value.values()]).toMatchObject([{ mine: null, theirs: { memo: "mine", end: 300 } }]);
  });
});
