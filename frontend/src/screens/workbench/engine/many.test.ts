import { describe, expect, it } from "vitest";
import { Editor } from "../../../core/editor";
import { segmentOf } from "../../../core/fixtures";
import { History } from "../../../core/history";
import type { Change } from "../../../core/model";
import { Store } from "../../../core/store";
import { Coder } from "./coder";
import { pressedOf, sharesOf } from "./mixed";
import { SessionState } from "./session";

function bench(leads = false) {
  const store = new Store();
  const pushed: Change[] = [];
  const session = new SessionState(1000);
  const history = new History();
  let now = 0;
  const editor = new Editor(store, history, { push: (change) => pushed.push(change) }, () => now);
  const me = { id: "me", name: "D. Oh", leads, codes: true };
  const coder = new Coder({
    store,
    editor,
    session,
    me,
    frames: 1000,
    frame: () => 0,
    newId: () => "new",
    made: () => {},
  });
  store.put("segment", segmentOf({ id: "a", start: 100, end: 200, codes: ["x"] }));
  store.put("segment", segmentOf({ id: "b", start: 300, end: 400, codes: ["x", "y"] }));
  store.put("segment", segmentOf({ id: "p", start: 500, end: 600, coder: "hj", coderName: "H. Jeong" }));
  const of = (id: string) => store.peek("segment", id);
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  return { store, pushed, session, editor, coder, of, later };
}

describe("what is selected", () => {
  it("is one alone again when that one is chosen among many", () => {
    const { coder, session } = bench();
    coder.select("a");
    coder.selection.toggle("b");
    coder.select("a");
    expect([[...coder.selection.ids.value], session.current.value]).toEqual([["a"], "a"]);
    coder.select(null);
    expect([coder.selection.ids.value.size, session.current.value]).toEqual([0, null]);
  });

  it("is the current one, or many that it is among", () => {
    const { coder, session } = bench();
    const ids = () => [...coder.selection.ids.value];
    expect(ids()).toEqual([]);
    coder.select("a");
    coder.selection.toggle("b");
    expect([ids(), session.current.value]).toEqual([["a", "b"], "b"]);
    expect(coder.selection.span).toEqual({ start: 100, end: 400 });
    coder.selection.toggle("b");
    expect([ids(), session.current.value]).toEqual([["a"], "a"]);
    coder.selection.set(new Set(["b", "p"]));
    session.current.value = "a";
    expect(ids()).toEqual(["a"]);
    coder.select(null);
    expect(ids()).toEqual([]);
  });

  it("leaves out what is gone", () => {
    const { coder, store } = bench();
    coder.selection.set(new Set(["a", "b"]));
    store.remove("segment", "a");
    expect(coder.selection.segments.value.map((segment) => segment.id)).toEqual(["b"]);
    expect(coder.selection.many).toBe(false);
  });
});

describe("a change of many", () => {
  it("puts a code on all unless all have it, with one request each and one undo", () => {
    const { coder, editor, of, pushed } = bench();
    coder.selection.set(new Set(["a", "b"]));
    coder.toggleCode("y");
    expect([of("a")?.codes, of("b")?.codes]).toEqual([
      ["x", "y"],
      ["x", "y"],
    ]);
    expect(pushed.map((change) => change.id)).toEqual(["a"]);
    coder.toggleCode("y");
    expect([of("a")?.codes, of("b")?.codes]).toEqual([["x"], ["x"]]);
    expect(pushed.map((change) => change.id)).toEqual(["a", "a", "b"]);
    editor.undo();
    expect([of("a")?.codes, of("b")?.codes]).toEqual([
      ["x", "y"],
      ["x", "y"],
    ]);
    editor.undo();
    expect([of("a")?.codes, of("b")?.codes]).toEqual([["x"], ["x", "y"]]);
  });

  it("leaves others' segments as they are, and says so", () => {
    const { coder, session, of, pushed } = bench();
    coder.selection.set(new Set(["a", "p"]));
    coder.setBasis("picture");
    expect([of("a")?.basis, of("p")?.basis]).toEqual(["picture", "both"]);
    expect(session.notice.value).toContain("1 of the selected segments belongs to somebody else");
    coder.remove();
    expect([of("a"), of("p")?.id]).toEqual([undefined, "p"]);
    expect(pushed).toHaveLength(2);
  });

  it("changes others' segments for a lead", () => {
    const { coder, session, of } = bench(true);
    coder.selection.set(new Set(["a", "p"]));
    coder.toggleWitness("w");
    expect([of("a")?.witnesses, of("p")?.witnesses, session.notice.value]).toEqual([["w"], ["w"], ""]);
    expect(session.sticky.value).toEqual([]);
  });

  it("nudges all as far as all fit, and a held key is one step", () => {
    const { coder, editor, of, later } = bench(true);
    coder.selection.set(new Set(["a", "b"]));
    coder.nudge(1);
    later(50);
    coder.nudge(1);
    expect([of("a")?.start, of("b")?.end]).toEqual([102, 402]);
    coder.move(-103);
    expect([of("a")?.start, of("b")?.end]).toEqual([102, 402]);
    later(5000);
    coder.move(-102);
    expect([of("a")?.start, of("b")?.end]).toEqual([0, 300]);
    editor.undo();
    editor.undo();
    expect([of("a")?.start, of("b")?.end]).toEqual([100, 400]);
  });

  it("deletes all in one step", () => {
    const { coder, editor, of, session } = bench();
    coder.selection.set(new Set(["a", "b"]));
    coder.remove();
    expect([of("a"), of("b"), session.current.value]).toEqual([undefined, undefined, null]);
    editor.undo();
    expect([of("a")?.start, of("b")?.start]).toEqual([100, 300]);
  });

  it("does not trim many at once", () => {
    const { coder, session, pushed } = bench();
    coder.selection.set(new Set(["a", "b"]));
    coder.trim("end", 150);
    expect(pushed).toEqual([]);
    expect(session.notice.value).toContain("works on one segment");
  });
});

describe("what many have in common", () => {
  const segments = [segmentOf({ basis: "audio" }), segmentOf({ id: "b", basis: "both" })];
  it("is told apart from what some have", () => {
    expect(sharesOf([["x"], ["y", "x"], ["x"]])).toEqual([
      { id: "x", count: 3, pressed: "true" },
      { id: "y", count: 1, pressed: "mixed" },
    ]);
    const basis = (one: (typeof segments)[number]) => one.basis;
    expect(pressedOf(segments, basis, "audio")).toBe("mixed");
    expect(pressedOf(segments, basis, "picture")).toBe("false");
    expect(pressedOf(segments.slice(0, 1), basis, "audio")).toBe("true");
  });
});
