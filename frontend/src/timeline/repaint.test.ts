import { describe, expect, it } from "vitest";
import { segmentOf } from "../core/fixtures";
import type { Code } from "../core/model";
import { type Lane, layoutOf } from "./layout";
import type { ClipState } from "./looks";
import { repaintOf, type Scene, type Shown } from "./repaint";

const category = (id: string): [string, Code] => [
  id,
  { id, name: id, parent: null, definition: "", color: 1, retired: false },
];
const sources = { codes: new Map([category("money"), category("family")]), me: "me", uncodedLabel: "" };
const heights = { category: 26, other: 20 };
const debt = segmentOf({ id: "debt", codes: ["money"] });
const aunt = segmentOf({ id: "aunt", codes: ["family"], start: 300, end: 400 });
const layout = layoutOf({ ...sources, segments: [debt, aunt] }, heights, null);
const nothing = new Set<string>();
const rest: ClipState = {
  selected: nothing,
  hovered: null,
  focused: null,
  previews: new Map(),
  drowned: [],
  unsaved: nothing,
  conflicts: nothing,
  flashing: nothing,
};
const view = { start: 0, span: 1000, frames: 1000, width: 500 };
const scene: Scene = { lanes: layout.lanes, view, noise: [], theme: 0, state: rest };
const shown: Shown = { ...scene, painted: new Set(layout.lanes) };
const changed = (now: Partial<Scene>, before: Partial<Shown> = {}) => {
  const next = { ...scene, ...now };
  return repaintOf(next, { ...shown, ...before }, next.lanes).lanes.map((lane) => lane.id);
};
const looking = (state: Partial<ClipState>): Partial<Scene> => ({ state: { ...rest, ...state } });

describe("what is painted again", () => {
  it("is everything at first and when the window, the noise, the colours or the heights change", () => {
    const all = ["money", "family"];
    expect(repaintOf(scene, null, scene.lanes)).toMatchObject({ whole: true, lanes: scene.lanes });
    expect(changed({ view: { ...view } })).toEqual(all);
    expect(changed({ noise: [] })).toEqual(all);
    expect(changed({ theme: 1 })).toEqual(all);
    expect(changed({ lanes: layoutOf(layout.sources, { category: 22, other: 20 }, layout).lanes })).toEqual(all);
    expect(changed({})).toEqual([]);
  });

  it("is the lane of an edited segment alone", () => {
    const segments = [{ ...debt, end: 220 }, aunt];
    expect(changed({ lanes: layoutOf({ ...sources, segments }, heights, layout).lanes })).toEqual(["money"]);
  });

  it("is the lanes of the clips that look different, before or now", () => {
    expect(changed(looking({ selected: new Set(["aunt"]) }), looking({ selected: new Set(["debt"]) }))).toEqual([
      "money",
      "family",
    ]);
    const both = new Set(["aunt", "debt"]);
    expect(changed(looking({ selected: both }), looking({ selected: new Set(["debt"]) }))).toEqual(["money", "family"]);
    expect(changed(looking({ selected: both }), looking({ selected: new Set(both) }))).toEqual([]);
    expect(changed(looking({ hovered: "debt" }))).toEqual(["money"]);
    expect(changed({}, looking({ unsaved: new Set(["debt"]) }))).toEqual(["money"]);
    expect(changed(looking({ conflicts: new Set(["aunt"]) }))).toEqual(["family"]);
    expect(changed(looking({ flashing: new Set(["aunt"]) }), looking({ flashing: new Set(["aunt"]) }))).toEqual([]);
    expect(changed(looking({ focused: { lane: "money", id: "debt" } }))).toEqual(["money"]);
    const preview = (end: number) => looking({ previews: new Map([["debt", { start: 0, end }]]) });
    expect(changed(preview(5), preview(6))).toEqual(["money"]);
  });

  it("leaves out what is not in sight, until it is", () => {
    const [money, family] = layout.lanes as [Lane, Lane];
    const moved = repaintOf({ ...scene, view: { ...view } }, shown, [money]);
    expect(moved).toEqual({ whole: true, lanes: [money], painted: new Set([money]) });
    const part: Shown = { ...scene, painted: new Set([money]) };
    expect(repaintOf(scene, part, [money]).lanes).toEqual([]);
    expect(repaintOf(scene, part, [money, family])).toEqual({
      whole: false,
      lanes: [family],
      painted: new Set([money, family]),
    });
    const unseen = repaintOf({ ...scene, ...looking({ hovered: "aunt" }) }, shown, [money]);
    expect(unseen).toEqual({ whole: false, lanes: [], painted: new Set([money]) });
  });
});
