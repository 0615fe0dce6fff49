import { describe, expect, it } from "vitest";
import { Editor } from "./editor";
import { lineOf, segmentOf } from "./fixtures";
import { History } from "./history";
import type { Change } from "./model";
import { Store } from "./store";

function bench() {
  const store = new Store();
  const pushed: Change[] = [];
  let now = 0;
  const history = new History();
  const editor = new Editor(store, history, { push: (change) => pushed.push(change) }, () => now);
  store.put("segment", segmentOf());
  return { store, pushed, history, editor, wait: (ms: number) => (now += ms) };
}

describe("History", () => {
  it("undoes and redoes by new edits", () => {
    const { store, pushed, editor } = bench();
    editor.set("segment", "s1", { end: 300 }, "trim");
    editor.undo();
    expect(store.peek("segment", "s1")?.end).toBe(200);
    editor.redo();
    expect(store.peek("segment", "s1")?.end).toBe(300);
    expect(pushed.map((change) => (change.after as { end: number }).end)).toEqual([300, 200, 300]);
  });

  it("puts back only what the step changed, on top of what came since", () => {
    const { store, editor } = bench();
    editor.set("segment", "s1", { end: 300 }, "trim");
    store.put("segment", { ...segmentOf(), end: 300, memo: "from a colleague", version: 9 });
    editor.undo();
    expect(store.peek("segment", "s1")).toMatchObject({ end: 200, memo: "from a colleague", version: 9 });
  });

  it("brings a deleted segment back and takes a new one away", () => {
    const { store, editor } = bench();
    editor.remove("segment", "s1", "delete");
    editor.create("segment", segmentOf({ id: "s2" }), "mark");
    editor.undo();
    expect(store.peek("segment", "s2")).toBeUndefined();
    editor.undo();
    expect(store.peek("segment", "s1")).toEqual(segmentOf());
  });

  it("takes several nudges back as one, but not after a pause", () => {
    const { store, editor, wait } = bench();
    editor.set("segment", "s1", { start: 101 }, "nudge", "nudge:s1");
    editor.set("segment", "s1", { start: 102 }, "nudge", "nudge:s1");
    wait(1000);
    editor.set("segment", "s1", { start: 103 }, "nudge", "nudge:s1");
    editor.undo();
    expect(store.peek("segment", "s1")?.start).toBe(102);
    editor.undo();
    expect(store.peek("segment", "s1")?.start).toBe(100);
  });

  it("forgets redo after a new edit and does nothing when the object is gone", () => {
    const { store, history, editor, pushed } = bench();
    editor.set("segment", "s1", { memo: "a" }, "memo");
    editor.undo();
    editor.set("segment", "s1", { memo: "b" }, "memo");
    expect(history.canRedo.value).toBe(false);
    store.remove("segment", "s1");
    pushed.length = 0;
    editor.undo();
    expect(pushed).toEqual([]);
  });

  it("records nothing for a change that changes nothing", () => {
    const { history, editor } = bench();
    editor.set("segment", "s1", { memo: "" }, "memo");
    expect(history.canUndo.value).toBe(false);
  });

  it("does not give the reason for a change as the reason for taking it back", () => {
    const { store, pushed, editor } = bench();
    const before = lineOf();
    store.put("line", before);
    const change = {
      kind: "line",
      id: "l1",
      before,
      after: { ...before, translation: "home" },
      reason: "a home",
    } as const;
    editor.apply("revision", [change]);
    editor.undo();
    editor.redo();
    expect(pushed.map(({ reason }) => reason)).toEqual(["a home", undefined, "a home"]);
  });
});
