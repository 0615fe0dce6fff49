import { beforeEach, describe, expect, it } from "vitest";
import type { Registry } from "../../../core/commands";
import { Editor } from "../../../core/editor";
import { lineOf, noiseOf, segmentOf } from "../../../core/fixtures";
import { History } from "../../../core/history";
import type { Change, Code } from "../../../core/model";
import { Store } from "../../../core/store";
import { FrameRate, Timebase } from "../../../core/time";
import { en as catalogue } from "../../../i18n/en";
import { comesInParts, sourceOf, whyAway } from "../../../ui/source";
import { Coder, type Person } from "./coder";
import { Engine } from "./engine";
import { found } from "./finder";
import { shortTime } from "./format";
import { phrases } from "./past";
import { pinsOf, toggledPin } from "./pins";
import { commandsOf } from "./registry";
import { SessionState } from "./session";
import { bodyFrom } from "./wire";

const ME: Person = { id: "me", name: "D. Oh", leads: false, codes: true };

function bench(me: Person = ME) {
  const store = new Store();
  const pushed: Change[] = [];
  const session = new SessionState(1000);
  const editor = new Editor(store, new History(), { push: (change) => pushed.push(change) }, () => 0);
  let frame = 0;
  let ids = 0;
  const newId = () => `new${++ids}`;
  const coder = new Coder({ store, editor, session, me, frames: 1000, frame: () => frame, newId });
  const at = (next: number) => {
    frame = next;
    return coder;
  };
  const segments = () => store.segments.peek();
  return { store, session, editor, coder, at, segments, pushed };
}

describe("Coder", () => {
  it("commits from I up to, not including, the frame of O, with the witnesses and basis that are set", () => {
    const { session, at, segments } = bench();
    session.sticky.value = ["a"];
    session.nextBasis.value = "picture";
    at(100).markIn();
    at(150).markOut();
    expect(segments()).toMatchObject([
      { start: 100, end: 150, basis: "picture", witnesses: ["a"], codes: [], coder: "me", version: 0 },
    ]);
    expect(session.current.value).toBe("new1");
    expect(session.markIn.value).toBeNull();
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
});

describe("pins", () => {
  const code = (id: string, parent: string | null, retired = false): [string, Code] => [
    id,
    { id, name: id, parent, definition: "", color: 1, retired },
  ];
  const codes = new Map([
    code("money", null),
    ...Array.from({ length: 11 }, (_, index) => code(`c${index}`, "money")),
    code("old", "money", true),
  ]);

  it("are the first nine below a category until the member chooses", () => {
    expect(pinsOf(codes, null).map((pin) => pin.id)).toEqual(Array.from({ length: 9 }, (_, index) => `c${index}`));
    expect(pinsOf(new Map([code("money", null)]), null).map((pin) => pin.id)).toEqual(["money"]);
    expect(pinsOf(codes, ["c10", "gone", "old", "money"]).map((pin) => pin.id)).toEqual(["c10", "money"]);
  });

  it("come and go, at most nine", () => {
    const nine = pinsOf(codes, null);
    expect(toggledPin(nine, "c10")).toHaveLength(9);
    expect(toggledPin(nine, "c3")).not.toContain("c3");
    expect(toggledPin(nine.slice(0, 2), "c10")).toEqual(["c0", "c1", "c10"]);
  });
});

describe("found", () => {
  const entry = (name: string, detail = "") => ({
    id: name,
    kind: "code" as const,
    name,
    detail,
    color: 0,
    on: false,
    key: "",
    run: () => {},
  });

  it("finds in any script, best first, all words somewhere", () => {
    const entries = [
      entry("old debt"),
      entry("debt", "money"),
      entry("wages", "money, not debt"),
      entry("빚", "долг ёлка"),
    ];
    expect(found(entries, "DEBT", 9).map((one) => one.name)).toEqual(["debt", "old debt", "wages"]);
    expect(found(entries, "елка", 9).map((one) => one.name)).toEqual(["빚"]);
    expect(found(entries, "debt money", 9).map((one) => one.name)).toEqual(["debt", "wages"]);
    expect(found(entries, "nothing", 9)).toEqual([]);
    expect(found(entries, "", 2)).toHaveLength(2);
  });
});

describe("shortTime", () => {
  const clockFrom = (timecode: string, frames: number) =>
    Timebase.startingAt(FrameRate.fromText("25/1"), frames, timecode, false);
  it("leaves the hour out only where it never changes", () => {
    expect(shortTime(clockFrom("01:00:00:00", 1000), 250)).toBe("00:10");
    expect(shortTime(clockFrom("00:59:00:00", 3000), 1500)).toBe("1:00:00");
    expect(shortTime(clockFrom("23:59:00:00", 3000), 0)).toBe("23:59:00");
  });
});

describe("wire", () => {
  it("sends positions as whole frames", () => {
    expect(bodyFrom({ start: 5, end: 9, memo: "x" })).toEqual({ start: { frame: 5 }, end: { frame: 9 }, memo: "x" });
  });
});

const footage = {
  id: "f1",
  project: "p1",
  title: "Video 2",
  languages: [],
  state: "ready",
  playable: true,
  availability: "online",
  has_picture: true,
  picture_start: "1/2",
  clock: { rate: "25/1", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
  derivatives: [{ kind: "proxy", state: "running", progress: 0.5, error: null, same_as_original: false }],
} as unknown as ConstructorParameters<typeof Engine>[0];

describe("sourceOf", () => {
  const proxy = (state: string, same = false) => ({
    ...footage,
    derivatives: [{ ...footage.derivatives[0], state, same_as_original: same }] as typeof footage.derivatives,
  });
  it("takes the original from where its picture starts until the proxy is there", () => {
    expect(sourceOf(footage)).toEqual({ kind: "original", offset: 0.5 });
    expect(sourceOf(proxy("ready"))).toEqual({ kind: "proxy", offset: 0 });
    expect(sourceOf(proxy("ready", true))).toEqual({ kind: "proxy", offset: 0.5 });
    expect(sourceOf({ ...proxy("running"), playable: false })).toBeNull();
  });
  it.each(["offline", "missing", "changed"] as const)("never takes an original that is %s", (availability) => {
    const away = (made: typeof footage) => ({ ...made, availability });
    expect(sourceOf(away(footage))).toBeNull();
    expect([comesInParts(away(footage)), whyAway(away(footage))]).toEqual([true, null]);
    expect(sourceOf(away(proxy("ready")))).toEqual({ kind: "proxy", offset: 0 });
    const same = away(proxy("ready", true));
    expect([sourceOf(same), comesInParts(same), whyAway(same)]).toEqual([null, false, availability]);
  });
});

describe("commands", () => {
  let engine: Engine;
  let registry: Registry;
  beforeEach(() => {
    engine = new Engine(footage, ME);
    registry = commandsOf(engine, { nextPane: () => {} });
    return () => engine.dispose();
  });

  it("have one key each in their context, and a name in the catalogue", () => {
    const presses = registry.all().flatMap((command) => command.presses.map((press) => `${command.context} ${press}`));
    expect(new Set(presses).size).toBe(presses.length);
    for (const command of registry.all()) expect(Object.keys(catalogue)).toContain(command.name);
    for (const { group } of registry.all()) expect(Object.keys(catalogue)).toContain(`workbench.group.${group}`);
  });

  it("cover the keys of the specification", () => {
    const keys =
      "Space KeyJ KeyK KeyL ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight ArrowUp ArrowDown KeyI KeyO Digit1 Digit9 KeyC Shift+KeyA Shift+KeyZ KeyW KeyB KeyN KeyY KeyX KeyE KeyM BracketLeft BracketRight Shift+BracketLeft Shift+BracketRight KeyG Ctrl+KeyZ Ctrl+Shift+KeyZ Ctrl+KeyK Slash Shift+Slash";
    for (const key of keys.split(" ")) expect(registry.find("workbench", key), key).toBeDefined();
  });

  it("go from edge to edge", () => {
    engine.store.put("segment", segmentOf());
    engine.store.put("line", lineOf({ start: 150, end: 400 }));
    const visited = [];
    for (let index = 0; index < 5; index += 1) {
      registry.run("edgeForward");
      visited.push(engine.player.frame.value);
    }
    expect(visited).toEqual([100, 150, 200, 400, 400]);
    registry.run("edgeBack");
    expect(engine.player.frame.value).toBe(200);
  });

  it("let go from the inside out", () => {
    const { session, player } = engine;
    session.current.value = "s1";
    session.markIn.value = 5;
    session.noiseOpen.value = 9;
    player.loop.value = { start: 0, end: 10 };
    const left = () => [
      session.noiseOpen.value,
      session.markIn.value,
      player.loop.value !== null,
      session.current.value,
    ];
    registry.run("escape");
    expect(left()).toEqual([null, 5, true, "s1"]);
    registry.run("escape");
    registry.run("escape");
    expect(left()).toEqual([null, null, false, "s1"]);
    registry.run("escape");
    expect(left()).toEqual([null, null, false, null]);
  });

  it("put a dragged edge and the playhead back exactly on Escape", () => {
    const { session, player } = engine;
    const before = { start: 100, end: 200 };
    session.gesture.value = {
      is: "trim",
      id: "s1",
      edge: "end",
      before,
      preview: { start: 100, end: 300 },
      snapped: null,
      playhead: 42,
      grip: 0,
    };
    registry.run("escape");
    expect(session.gesture.value).toBeNull();
    expect(player.frame.value).toBe(42);
  });
});

describe("phrases", () => {
  const clock = Timebase.startingAt(new FrameRate(25, 1), 1000, "01:00:00:00", false);
  const names = {
    clock,
    codes: new Map([["x", { id: "x", name: "debt", parent: null, definition: "", color: 1, retired: false }]]),
    witnesses: new Map([["a", { id: "a", pseudonym: "A", description: "" }]]),
  };
  const state = {
    start: 0,
    end: 100,
    basis: "both" as const,
    codes: ["x"],
    witnesses: [],
    memo: "",
    status: "open",
    review_reason: "",
  };

  it("tells what changed, and nothing else", () => {
    const after = { ...state, end: 50, basis: "audio" as const, codes: ["gone"], witnesses: ["a"], memo: "why" };
    expect(phrases(state, after, names)).toEqual([
      "end 01:00:04:00 → 01:00:02:00",
      "both → sound",
      "+ a code that is gone",
      "− debt",
      "+ Witness A",
      "memo: why",
    ]);
    expect(phrases(state, { ...state, status: "returned", review_reason: "too long" }, names)).toEqual(["“too long”"]);
    expect(phrases(null, state, names)).toEqual([]);
  });
});
