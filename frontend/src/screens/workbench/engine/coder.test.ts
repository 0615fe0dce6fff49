import { describe, expect, it } from "vitest";
import { Editor } from "../../../core/editor";
import { noiseOf, segmentOf } from "../../../core/fixtures";
import { History } from "../../../core/history";
import type { Change } from "../../../core/model";
import { Store } from "../../../core/store";
import { Coder, type Person } from "./coder";
import { SessionState } from "./session";

const ME: Person = { id: "me", name: "D. Oh", leads: false, codes: true };

function bench(me: Person = ME) {
  const store = new Store();
  const pushed: Change[] = [];
  const session = new SessionState(1000);
  const editor = new Editor(store, new History(), { push: (change) => pushed.push(change) }, () => 0);
  let frame = 0;
  let moving = false;
  let ids = 0;
  const newId = () => `new${++ids}`;
  const made: string[] = [];
  const coder = new Coder({
    store,
    editor,
    session,
    me,
    frames: 1000,
    frame: () => frame,
    playing: () => moving,
    newId,
    made: (ids) => void made.push(...ids),
  });
  const at = (next: number) => {
    frame = next;
    return coder;
  };
  const play = (next: number) => {
    moving = true;
    return at(next);
  };
  const segments = () => store.segments.peek();
  return { store, session, editor, coder, at, play, segments, pushed, made };
}

describe("Coder", () => {
  it("commits from I up to, not including, the frame of O, with the witnesses and basis that are set", () => {
    const { session, at, segments, made } = bench();
    session.sticky.value = ["a"];
    session.nextBasis.value = "picture";
    at(100).markIn();
    at(150).markOut();
    expect(segments()).toMatchObject([
      { start: 100, end: 150, basis: "picture", witnesses: ["a"], codes: [], coder: "me", version: 0 },
    ]);
    expect(session.current.value).toBe("new1");
    expect(session.markIn.value).toBeNull();
    expect(made).toEqual(["new1"]);
  });

  it("refuses O at or before I with a sentence, and keeps the mark", () => {
    const { session, at, segments } = bench();
    at(100).markOut();
    expect(session.notice.value).toContain("No start is marked");
    at(100).markIn();
    for (const frame of [100, 40]) {
      at(frame).markOut();
      expect(session.notice.value).toContain("at or before the start");
    }
    expect(segments()).toEqual([]);
    expect(session.markIn.value).toBe(100);
  });

  it("toggles codes and lets the witness stay on for the next segment", () => {
    const { session, at, segments, coder } = bench();
    at(10).markIn();
    at(20).markOut();
    coder.toggleCode("x");
    coder.toggleCode("y");
    coder.toggleCode("x");
    coder.toggleWitness("a");
    at(30).markIn();
    at(40).markOut();
    expect(segments().map(({ codes, witnesses }) => [codes, witnesses])).toEqual([
      [["y"], ["a"]],
      [[], ["a"]],
    ]);
    expect(session.sticky.value).toEqual(["a"]);
  });

  it("while a mark is open, basis and witness speak of the segment that is about to be", () => {
    const { store, session, at, coder } = bench();
    store.put("segment", segmentOf());
    coder.select("s1");
    at(10).markIn();
    coder.cycleBasis();
    coder.toggleWitness("a");
    expect(store.peek("segment", "s1")).toEqual(segmentOf());
    expect([session.nextBasis.value, session.sticky.value]).toEqual(["audio", ["a"]]);
  });

  it("trims to the playhead, but leaves at least a frame", () => {
    const { store, session, at, coder } = bench();
    store.put("segment", segmentOf());
    coder.select("s1");
    at(120).trim("start");
    at(180).trim("end");
    expect(store.peek("segment", "s1")).toMatchObject({ start: 120, end: 180 });
    at(180).trim("start");
    expect(store.peek("segment", "s1")?.start).toBe(120);
    expect(session.notice.value).not.toBe("");
  });

  it("does not touch somebody else's segment, unless it is a lead's hand", () => {
    const theirs = segmentOf({ coder: "hj", coderName: "H. Jeong" });
    const other = bench();
    other.store.put("segment", theirs);
    other.coder.select("s1");
    other.coder.toggleCode("x");
    other.coder.remove();
    expect(other.store.peek("segment", "s1")).toEqual(theirs);
    expect(other.session.notice.value).toContain("H. Jeong");
    const lead = bench({ ...ME, leads: true });
    lead.store.put("segment", theirs);
    lead.coder.select("s1");
    lead.coder.toggleCode("x");
    expect(lead.store.peek("segment", "s1")?.codes).toEqual(["x"]);
  });

  it("lets a reader mark nothing, and says why", () => {
    const { session, at, pushed } = bench({ ...ME, codes: false });
    at(10).markIn();
    at(20).markNoise();
    expect(pushed).toEqual([]);
    expect(session.notice.value).toContain("role of a coder");
  });

  it("opens and closes a noise section, confirmed at once", () => {
    const { store, session, at } = bench();
    at(50).markNoise();
    expect(session.noiseOpen.value).toBe(50);
    at(50).markNoise();
    expect(session.notice.value).toContain("noise");
    at(90).markNoise();
    expect(store.noise.peek()).toMatchObject([{ start: 50, end: 90, state: "confirmed" }]);
    expect(session.noiseOpen.value).toBeNull();
  });

  it("judges only the suggestion under the playhead, and takes it back", () => {
    const { store, session, editor, at } = bench();
    store.put("noise", noiseOf({ state: "suggested" }));
    at(99).judgeNoise("confirmed");
    expect(session.notice.value).not.toBe("");
    at(100).judgeNoise("confirmed");
    expect(store.peek("noise", "n1")?.state).toBe("confirmed");
    editor.undo();
    expect(store.peek("noise", "n1")?.state).toBe("suggested");
  });

  it("does what was refused by picture alone, or as the pieces outside, in one step each", () => {
    const { store, editor, coder, segments } = bench();
    const change: Change = { kind: "segment", id: "s1", before: null, after: segmentOf({ codes: ["x"] }) };
    coder.withPictureOnly(change);
    expect(segments()).toMatchObject([{ start: 100, end: 200, basis: "picture", codes: ["x"] }]);
    editor.undo();
    const pieces = [
      { start: 100, end: 120 },
      { start: 160, end: 200 },
    ];
    coder.withPiecesOutside(change, pieces);
    expect(segments().map(({ start, end, codes }) => [start, end, codes])).toEqual([
      [100, 120, ["x"]],
      [160, 200, ["x"]],
    ]);
    editor.undo();
    expect(segments()).toEqual([]);
    store.put("segment", segmentOf({ end: 110 }));
    coder.withPiecesOutside(change, pieces);
    expect(segments().map(({ id, start, end }) => [id === "s1", start, end])).toEqual([
      [true, 100, 120],
      [false, 160, 200],
    ]);
  });

  it("collects codes for the segment that O makes while a mark is open; they are not there for the next one", () => {
    const { store, session, editor, at, coder, segments } = bench();
    store.put("segment", segmentOf({ codes: ["old"], witnesses: ["b"] }));
    coder.select("s1");
    expect([coder.codesMeant.value, coder.witnessesMeant.value]).toEqual([["old"], ["b"]]);
    at(300).markIn();
    expect([coder.codesMeant.value, coder.witnessesMeant.value]).toEqual([[], []]);
    coder.pressCode("x");
    coder.toggleCode("y");
    coder.toggleCode("y");
    coder.toggleWitness("a");
    expect([coder.codesMeant.value, coder.witnessesMeant.value]).toEqual([["x"], ["a"]]);
    expect(store.peek("segment", "s1")).toMatchObject({ codes: ["old"], witnesses: ["b"] });
    at(320).markOut();
    expect(segments()[1]).toMatchObject({ start: 300, end: 320, codes: ["x"], witnesses: ["a"] });
    at(400).markIn();
    expect([coder.codesMeant.value, coder.witnessesMeant.value]).toEqual([[], ["a"]]);
    session.markIn.value = null;
    editor.undo();
    expect(segments()).toHaveLength(1);
    editor.redo();
    expect(segments()[1]).toMatchObject({ codes: ["x"], witnesses: ["a"] });
  });

  it("sets the basis of the segment that is about to be, by button as by key", () => {
    const { store, session, at, coder } = bench();
    store.put("segment", segmentOf());
    coder.select("s1");
    at(300).markIn();
    coder.setBasis("picture");
    expect([store.peek("segment", "s1")?.basis, session.nextBasis.value, coder.basisMeant.value]).toEqual([
      "both",
      "picture",
      "picture",
    ]);
  });

  it("means the end of the recording at rest on its last frame, and says so", () => {
    const { store, session, at, segments } = bench();
    at(990).markIn();
    at(999).markOut();
    expect(segments()).toMatchObject([{ start: 990, end: 1000 }]);
    expect(session.notice.value).toContain("end of the recording");
    at(999).markNoise();
    at(999).markNoise();
    expect(store.noise.peek()).toMatchObject([{ start: 999, end: 1000 }]);
  });

  it("leaves the shown frame outside everywhere else, the last one while playing too", () => {
    const { at, play, segments } = bench();
    at(10).markIn();
    at(998).markOut();
    at(20).markIn();
    play(999).markOut();
    expect(segments().map(({ end }) => end)).toEqual([998, 999]);
  });
});
