import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { noiseOf, segmentOf } from "../../../core/fixtures";
import type { Registry } from "../../../core/registry";
import { Engine } from "./engine";
import { registryOf } from "./registry";

const footage = {
  id: "f1",
  project: "p1",
  title: "Video 2",
  languages: [],
  state: "ready",
  playable: true,
  availability: "online",
  has_picture: true,
  picture_start: "0",
  clock: { rate: "25/1", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
  derivatives: [],
} as unknown as ConstructorParameters<typeof Engine>[0];

/** A server that does not answer. */
const NEVER = new Promise<never>(() => {});

let engine: Engine;
let registry: Registry;
/** The frame presented last, and the speed it was presented at. */
let moment = { frame: 0, speed: 0 };
let people = 0;

beforeEach(() => {
  for (const method of ["patch", "put", "post"] as const) vi.spyOn(api, method).mockReturnValue(NEVER);
  people += 1;
  engine = new Engine(footage, { id: `me${people}`, name: "D. Oh", leads: false, codes: true });
  registry = registryOf(engine, { nextPane: () => {} });
  const { player, store } = engine;
  moment = { frame: 0, speed: 0 };
  Object.defineProperty(player, "frame", { value: { peek: () => moment.frame } });
  Object.defineProperty(player, "speed", { value: { peek: () => moment.speed } });
  const code = (id: string) => ({ id, name: id, parent: null, definition: "", color: 1, retired: false });
  store.codes.value = new Map(["debt", "food"].map((id) => [id, code(id)]));
  return () => engine.dispose();
});

function at(frame: number, speed: number, ...commands: string[]): void {
  moment = { frame, speed };
  for (const command of commands) registry.run(command);
}
const segments = () => engine.store.segments.peek().map(({ start, end, codes }) => [start, end, ...codes]);
const growing = () => engine.session.growing.value.map(({ code, start }) => [code, start]);

describe("the reaction lag", () => {
  beforeEach(() => engine.preferences.change({ reactionLag: 200 }));

  it("is taken off what I, O and N mark while playing, by its speed, and not at rest", () => {
    at(100, 1, "in");
    at(150, 1, "out");
    at(200, 2, "in");
    at(300, 0, "out");
    expect(segments()).toEqual([
      [95, 145],
      [190, 300],
    ]);
    at(400, 1, "noise");
    at(500, 1, "noise");
    expect(engine.store.noise.peek()).toMatchObject([{ start: 395, end: 495 }]);
  });

  it("lies after the frame presented when the picture runs backwards", () => {
    at(100, -1, "in");
    expect(engine.session.markIn.value).toBe(105);
  });

  it("marks the first frame where it would reach before it", () => {
    at(2, 1, "in");
    expect(engine.session.markIn.value).toBe(0);
  });

  it("does not move what is trimmed", () => {
    at(100, 0, "in");
    at(200, 0, "out");
    at(180, 1, "trimEnd");
    expect(segments()).toEqual([[100, 180]]);
  });
});

describe("live coding", () => {
  it("opens a segment with a code's key and closes it with the same, several at once", () => {
    at(10, 0, "live");
    at(100, 1, "pin1");
    at(120, 1, "pin2");
    expect(growing()).toEqual([
      ["debt", 100],
      ["food", 120],
    ]);
    expect(segments()).toEqual([]);
    at(150, 1, "pin1");
    at(180, 1, "pin2");
    expect(growing()).toEqual([]);
    expect(segments()).toEqual([
      [100, 150, "debt"],
      [120, 180, "food"],
    ]);
    registry.run("undo");
    expect(segments()).toEqual([[100, 150, "debt"]]);
  });

  it("takes the reaction lag off both ends", () => {
    engine.preferences.change({ reactionLag: 200 });
    at(100, 1, "live", "pin1");
    at(150, 1, "pin1");
    expect(segments()).toEqual([[95, 145, "debt"]]);
  });

  it("leaves O to the plain mark, and the keys to it while it is open", () => {
    at(100, 1, "live", "pin1");
    at(110, 1, "in", "pin2");
    at(130, 1, "out");
    expect(growing()).toEqual([["debt", 100]]);
    expect(segments()).toEqual([[110, 130, "food"]]);
  });

  it("codes the segment chosen when it rests or is off, but always closes what is open", () => {
    engine.store.put("segment", segmentOf({ coder: engine.me.id }));
    engine.coder.select("s1");
    at(300, 1, "pin1");
    at(300, 0, "live", "pin2");
    expect(engine.store.peek("segment", "s1")?.codes).toEqual(["debt", "food"]);
    at(400, 1, "pin1", "live");
    at(420, 0, "pin1");
    expect(segments().at(-1)).toEqual([400, 420, "debt"]);
  });

  it("keeps a segment open that would have no frame, and lets Escape drop the innermost", () => {
    at(100, 1, "live", "pin1", "pin2", "pin1");
    expect(engine.session.notice.value).toContain("stays open");
    registry.run("escape");
    expect(growing()).toEqual([["debt", 100]]);
    registry.run("escape");
    expect(growing()).toEqual([]);
    expect(segments()).toEqual([]);
  });

  it("is not offered to a reader", () => {
    const reader = new Engine(footage, { id: "reader", name: "R", leads: false, codes: false });
    expect(registryOf(reader, { nextPane: () => {} }).run("live")).toBe(false);
    reader.dispose();
  });
});

describe("coding across static noise", () => {
  const held = () => engine.session.held.value.map(({ after }) => [after.start, after.end]);
  beforeEach(() => engine.store.put("noise", noiseOf({ start: 120, end: 140, state: "confirmed" })));

  it("is held back before it is sent, and made by picture alone with B", () => {
    at(100, 0, "in");
    at(160, 0, "out");
    expect([segments(), held()]).toEqual([[], [[100, 160]]]);
    expect(engine.outbox.state.value.count).toBe(0);
    registry.run("basis");
    expect(held()).toEqual([]);
    expect(engine.store.segments.peek()).toMatchObject([{ start: 100, end: 160, basis: "picture" }]);
  });

  it("is let go by Escape, with its start marked as before", () => {
    at(100, 0, "in");
    at(160, 0, "out", "escape");
    expect([held(), engine.session.markIn.value]).toEqual([[], 100]);
    at(120, 0, "out");
    expect(segments()).toEqual([[100, 120]]);
  });

  it("holds back a trim into it, and what was there stays", () => {
    at(100, 0, "in");
    at(120, 0, "out");
    at(121, 0, "trimEnd");
    expect([segments(), held()]).toEqual([[[100, 120]], [[100, 121]]]);
    at(125, 0, "trimEnd");
    expect(held()).toEqual([[100, 125]]);
  });

  it("says nothing of the memo and the codes of what was coded before the noise was found", () => {
    engine.store.put("segment", segmentOf({ coder: engine.me.id }));
    engine.coder.select("s1");
    registry.run("pin1");
    engine.coder.setMemo("s1", "heard it");
    expect(held()).toEqual([]);
    expect(engine.store.peek("segment", "s1")).toMatchObject({ codes: ["debt"], memo: "heard it" });
  });

  it("is no matter where the noise is only suggested, or the picture is coded", () => {
    engine.store.put("noise", noiseOf({ id: "n2", start: 300, end: 310, state: "suggested" }));
    at(290, 0, "in");
    at(320, 0, "out");
    engine.session.nextBasis.value = "picture";
    at(110, 0, "in");
    at(130, 0, "out");
    expect([segments().length, held()]).toEqual([2, []]);
  });
});
