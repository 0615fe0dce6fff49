import { expect, it } from "vitest";
import { segmentOf } from "../../../core/fixtures";
import { Engine } from "./engine";
import type { Recording } from "./load";
import { registryOf } from "./registry";

const ME = { id: "me", name: "D. Oh", leads: false, codes: true };
const FOOTAGE = {
  ...{ id: "f", project: "p", title: "Footage", derivatives: [], source: {} },
  clock: { rate: "25", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
} as unknown as Recording;

function bench() {
  const engine = new Engine(FOOTAGE, ME);
  engine.store.put("segment", segmentOf());
  engine.store.put("segment", segmentOf({ id: "s2", start: 300, end: 400 }));
  engine.store.put("segment", segmentOf({ id: "s3", coder: "hj", coderName: "H. Jeong" }));
  const registry = registryOf(engine, { nextPane: () => {} });
  const memo = () => {
    registry.run("memo");
    return [engine.session.tab.value, engine.session.memoAsked.value, engine.session.notice.value];
  };
  engine.session.tab.value = "history";
  return { engine, memo };
}

it("the memo's key opens the inspector of the segment and asks for its field", () => {
  const { engine, memo } = bench();
  engine.coder.select("s1");
  engine.session.notice.value = "something else";
  expect(memo()).toEqual(["segment", true, ""]);
});

it.each([
  ["no segment is selected", [], "No segment is selected"],
  ["several are", ["s1", "s2"], "several are selected"],
  ["it is somebody else's", ["s3"], "H. Jeong"],
])("where %s it says so and stays where it is", (_, ids, sentence) => {
  const { engine, memo } = bench();
  engine.coder.selection.set(new Set(ids));
  expect(memo()).toEqual(["history", false, expect.stringContaining(sentence)]);
});
