import { describe, expect, it } from "vitest";
import { segmentOf } from "../core/fixtures";
import { planLane } from "./clips";
import { heights, lanesOf, sources, view } from "./fixtures";
import type { Lane, Sources } from "./layout";
import type { ClipState } from "./looks";
import { whole } from "./viewport";

describe("the clips of a lane", () => {
  const calm: ClipState = {
    selected: new Set(),
    hovered: null,
    focused: null,
    previews: new Map(),
    drowned: [],
    unsaved: new Set(),
    conflicts: new Set(),
    flashing: new Set(),
  };
  const laneWith = (...segments: Sources["segments"]) => {
    const lane = lanesOf({ ...sources, segments }, heights)[0];
    if (!lane) throw new Error("no lane");
    return lane;
  };

  it("gives a selected clip a stronger ring for the moment in which it is new", () => {
    const ringOf = (flashing: readonly string[]) => {
      const state = { ...calm, selected: new Set(["s"]), flashing: new Set(flashing) };
      return planLane(laneWith(segmentOf({ id: "s", codes: ["debt"] })), view, state).find(({ is }) => is === "frame");
    };
    expect(ringOf([])).toMatchObject({ width: 1.5 });
    expect(ringOf(["s"])).toMatchObject({ width: 3 });
  });

  it("puts a clip where its frames are: tinted body, full colour on the first frame, label", () => {
    const shapes = planLane(laneWith(segmentOf({ codes: ["debt"], basis: "audio" })), view, calm);
    expect(shapes[0]).toMatchObject({
      is: "box",
      x: 50,
      w: 50,
      ink: expect.stringContaining("var(--code-3) var(--tint)"),
    });
    expect(shapes[1]).toMatchObject({ is: "box", x: 50, w: 3, ink: "var(--code-3)" });
    expect(shapes.map((shape) => shape.is)).toContain("glyph");
    expect(shapes.at(-1)).toMatchObject({ is: "text", text: "debt" });
  });

  it("has no leading edge where the clip begins before the window, and its label stays in it", () => {
    const shapes = planLane(laneWith(segmentOf({ codes: ["debt"] })), { ...view, start: 150 }, calm);
    expect(shapes.filter((shape) => shape.is === "box" && shape.ink === "var(--code-3)")).toEqual([]);
    expect(shapes.at(-1)).toMatchObject({ is: "text", x: 9 });
  });

  it("shows the preview of a drag instead of the stored span", () => {
    const previews = new Map([["s1", { start: 300, end: 400 }]]);
    expect(planLane(laneWith(segmentOf({ codes: ["debt"] })), view, { ...calm, previews })[0]).toMatchObject({
      x: 150,
    });
  });

  it("merges what would lie under one pixel", () => {
    const segments = Array.from({ length: 5000 }, (_, n) =>
      segmentOf({ id: `${n}`, start: n * 2, end: n * 2 + 1, codes: ["debt"] }),
    );
    expect(planLane(laneWith(...segments), whole(view), calm).length).toBeLessThan(2 * view.width);
  });

  it("draws tiny clips that touch as one, and not across what lies between them", () => {
    const tiny = (id: string, start: number, fields: Parameters<typeof segmentOf>[0] = {}) =>
      segmentOf({ id, start, end: start + 2, codes: ["debt"], ...fields });
    const boxes = (...segments: Sources["segments"]) =>
      planLane(laneWith(...segments), view, { ...calm, selected: new Set(["s"]) }).flatMap((shape) =>
        shape.is === "box" && shape.ink === "var(--code-3)" ? [[shape.x, shape.w]] : [],
      );
    expect(boxes(tiny("a", 10), tiny("b", 14), tiny("c", 20), tiny("d", 30))).toEqual([
      [5, 8],
      [15, 3],
    ]);
    expect(boxes(tiny("a", 10), tiny("b", 18), tiny("c", 28))).toEqual([
      [5, 7],
      [14, 3],
    ]);
    expect(boxes(tiny("a", 10), tiny("s", 14), tiny("c", 20))).toEqual([
      [5, 3],
      [7, 3],
      [10, 3],
    ]);
  });

  it("lets every colour of a crowd be seen, each from where the one before it ends", () => {
    const peers = ["debt", "family", "debt", "family"].map((name, n) =>
      segmentOf({ id: `${n}`, start: 10 + n * 4, end: 12 + n * 4, codes: [name], coder: "hj", coderName: "HJ" }),
    );
    const shapes = planLane(lanesOf({ ...sources, segments: peers }, heights).at(-1) as Lane, view, calm);
    expect(shapes.map((shape) => shape.is === "box" && [shape.x, shape.w, shape.ink])).toEqual([
      [8, 2, "var(--code-2)"],
      [12, 2, "var(--code-2)"],
      [5, 3, "var(--code-3)"],
      [10, 2, "var(--code-3)"],
    ]);
  });

  it("draws the ring of the keyboard over the edge of the neighbour", () => {
    const neighbours = [0, 100].map((start) => segmentOf({ id: `${start}`, start, end: start + 100, codes: ["debt"] }));
    const lane = laneWith(...neighbours);
    const shapes = planLane(lane, view, { ...calm, focused: { lane: lane.id, id: "0" } });
    const ring = shapes.findIndex((shape) => shape.is === "frame" && shape.ink === "var(--focus)");
    expect(ring).toBeGreaterThan(shapes.findLastIndex((shape) => shape.is === "box"));
  });

  it("puts what looks the same together, and what is covered below what covers it", () => {
    const kinds = (...segments: Sources["segments"]) => {
      const shapes = planLane(laneWith(...segments), view, calm);
      return shapes.map((shape) => (shape.is === "box" ? (shape.w === 3 ? "edge" : "body") : shape.is)).join(" ");
    };
    const clip = (id: string, start: number, length = 100) =>
      segmentOf({ id, start, end: start + length, codes: ["debt"] });
    expect(kinds(clip("a", 0), clip("b", 100))).toBe("body body edge edge text text");
    const crowd = [0, 1, 2, 3].map((n) => clip(`${n}`, n));
    expect(kinds(...crowd, clip("over", 50))).toBe(
      "body body body body edge edge edge edge text text text text body edge text",
    );
    expect(kinds(...crowd, clip("tiny", 50, 1))).toBe(
      "body body body body edge edge edge edge text text text text edge",
    );
    // Only in its own row.
    expect(kinds(...crowd, clip("over", 50), clip("after", 110))).toBe(
      "body body body body body edge edge edge edge edge text text text text text body edge text",
    );
  });

  it("marks selection, conflict, unsaved and staleness", () => {
    const segment = segmentOf({ codes: ["debt"] });
    const drowned = [{ start: 199, end: 300 }];
    const state = { ...calm, selected: new Set(["s1"]), unsaved: new Set(["s1"]), drowned };
    const shapes = planLane(laneWith(segment), view, state);
    expect(shapes).toContainEqual(expect.objectContaining({ is: "hatch", hatch: "stale" }));
    expect(shapes).toContainEqual(expect.objectContaining({ is: "frame", ink: "var(--ink-1)" }));
    expect(shapes).toContainEqual(expect.objectContaining({ is: "ring" }));
    const conflict = planLane(laneWith(segment), view, { ...calm, conflicts: new Set(["s1"]) });
    expect(conflict).toContainEqual(expect.objectContaining({ is: "frame", ink: "var(--danger)" }));
  });

  it("hatches what was coded by sound where that lies in noise now, as stored or as it is dragged", () => {
    const stale = (fields: Parameters<typeof segmentOf>[0], state: Partial<ClipState>) =>
      planLane(laneWith(segmentOf({ codes: ["debt"], ...fields })), view, { ...calm, ...state }).some(
        (shape) => shape.is === "hatch",
      );
    const drowned = [
      { start: 0, end: 100 },
      { start: 200, end: 300 },
    ];
    expect(stale({}, { drowned })).toBe(false);
    expect(stale({ end: 201 }, { drowned })).toBe(true);
    expect(stale({ end: 201, basis: "picture" }, { drowned })).toBe(false);
    expect(stale({}, { drowned, previews: new Map([["s1", { start: 99, end: 199 }]]) })).toBe(true);
    expect(stale({ end: 201 }, { drowned, previews: new Map([["s1", { start: 100, end: 200 }]]) })).toBe(false);
  });

  it("gives grips to the one that is selected, and to none of many", () => {
    const grips = (...ids: string[]) =>
      planLane(laneWith(segmentOf({ codes: ["debt"] })), view, { ...calm, selected: new Set(ids) }).filter(
        (shape) => shape.is === "box" && shape.alpha !== undefined,
      ).length;
    expect([grips(), grips("s1"), grips("s1", "s2")]).toEqual([0, 2, 0]);
  });
});
