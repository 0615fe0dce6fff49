import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { lineOf, segmentOf } from "../../../core/fixtures";
import type { Code } from "../../../core/model";
import type { Registry } from "../../../core/registry";
import { FrameRate, Timebase } from "../../../core/time";
import { comesInParts, sourceOf, whyAway } from "../../../ui/source";
import type { Person } from "./coder";
import { Engine } from "./engine";
import { found } from "./finder";
import { shortTime } from "./format";
import { pinsOf, toggledPin } from "./pins";
import { registryOf } from "./registry";
import { bodyFrom } from "./wire";

const ME: Person = { id: "me", name: "D. Oh", leads: false, codes: true };

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

  it("keeps what is of one kind together, the kind of the best first, and not too much of any", () => {
    const line = (name: string) => ({ ...entry(name), kind: "line" as const });
    const entries = [entry("old debt"), line("debt is heavy"), line("no debt"), line("a debt"), entry("debts")];
    expect(found(entries, "debt", 2).map((one) => one.name)).toEqual(["debt is heavy", "no debt", "debts", "old debt"]);
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
    registry = registryOf(engine, { nextPane: () => {} });
    return () => engine.dispose();
  });

  it("have one key each after a person moved them, too, and follow the person's choices", () => {
    vi.spyOn(api, "patch").mockReturnValue(new Promise(() => {}));
    engine.preferences.change({ keys: { in: ["KeyO"], out: ["KeyI"], loop: ["Ctrl+KeyZ"] } });
    const contexts = registry
      .all()
      .flatMap(({ id, context }) => registry.bindings.value.own(id).map((press) => `${context} ${press}`));
    expect(new Set(contexts).size).toBe(contexts.length);
    expect(["KeyO", "KeyI", "Ctrl+KeyZ"].map((press) => registry.find("screen", press)?.id)).toEqual([
      "in",
      "out",
      "loop",
    ]);
    expect(registry.press("undo")).toBe("");
    engine.preferences.change({ keys: { in: null, out: null, loop: null } });
    expect(registry.find("screen", "KeyI")?.id).toBe("in");
  });

  it("cover the keys of the specification", () => {
    const keys =
      "Space KeyJ KeyK KeyL ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight ArrowUp ArrowDown KeyI KeyO Digit1 Digit9 KeyC Shift+KeyA Shift+KeyZ KeyW KeyB KeyN KeyY KeyX KeyE KeyM BracketLeft BracketRight Shift+BracketLeft Shift+BracketRight KeyG Ctrl+KeyZ Ctrl+Shift+KeyZ Ctrl+KeyK Slash Shift+Slash";
    for (const key of keys.split(" ")) expect(registry.find("screen", key), key).toBeDefined();
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

  it("open the mark again with its codes when what the noise stopped is dropped", () => {
    const { session } = engine;
    const after = segmentOf({ id: "s9", codes: ["x"] });
    session.held.value = [{ kind: "segment", id: "s9", before: null, after }];
    registry.run("escape");
    expect([session.markIn.value, session.nextCodes.value]).toEqual([100, ["x"]]);
  });
});
