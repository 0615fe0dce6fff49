import { describe, expect, it } from "vitest";
import { lineOf, noiseOf, segmentOf } from "../core/fixtures";
import type { Code } from "../core/model";
import { byStart } from "../core/shelf";
import { beginPan, beginScrub, beginTrim, moved, trimmed } from "./gestures";
import { hitClips } from "./hit";
import { type Heights, layoutOf, type Sources, stacked, visibleClips } from "./layout";
import { cutToFit, measure } from "./paint";
import { columnsOf, peaksOf } from "./peaks";
import { type ClipState, planLane, planLines, planShots, planSound } from "./plan";
import { tileAt } from "./sprites";
import {
  bounded,
  edgeAt,
  following,
  frameAt,
  panned,
  pixelOf,
  showing,
  type Viewport,
  whole,
  zoomed,
} from "./viewport";
import { witnessBars } from "./witnesses";

const view: Viewport = { start: 0, span: 1000, width: 500, frames: 10_000 };

describe("viewport", () => {
  it("keeps the anchor under its pixel when zooming", () => {
    const zoom = zoomed({ ...view, start: 2000 }, 2, 2400);
    expect(zoom.span).toBe(500);
    expect(pixelOf(zoom, 2400)).toBeCloseTo(pixelOf({ ...view, start: 2000 }, 2400), 9);
  });

  it("never leaves the recording and never shows a frame wider than 40 pixels", () => {
    expect(panned(view, -100).start).toBe(0);
    expect(panned(view, 1e9).start).toBe(9000);
    expect(zoomed(view, 1e9, 0).span).toBe(12.5);
    expect(zoomed(view, 1e-9, 0)).toEqual(whole(view));
    expect(bounded({ ...view, frames: 5, span: 5 }).span).toBe(5);
  });

  it("names the frame under a pixel and the boundary nearest to it", () => {
    const close = { ...view, start: 100, span: 50 };
    expect([frameAt(close, 0), frameAt(close, 9.9), frameAt(close, 10)]).toEqual([100, 100, 101]);
    expect([edgeAt(close, 4), edgeAt(close, 6)]).toEqual([100, 101]);
    expect(frameAt({ ...view, start: 9000 }, 5000)).toBe(9999);
    expect(edgeAt({ ...view, start: 9000 }, 5000)).toBe(10_000);
  });

  it("turns the page only when the playhead leaves it", () => {
    expect(following(view, 500)).toBe(view);
    expect(following(view, 1000).start).toBe(960);
    expect(following(view, 8000).start).toBe(7700);
  });

  it("shows a span with a margin", () => {
    expect(showing(view, 2000, 2400)).toMatchObject({ start: 1950, span: 500 });
  });
});

const code = (id: string, parent: string | null, color = 1): [string, Code] => [
  id,
  { id, name: id, parent, definition: "", color, retired: false },
];
const codes = new Map([code("money", null, 3), code("debt", "money"), code("wages", "money"), code("family", null, 2)]);
const heights = { category: 26, other: 20 };
const sources = { codes, me: "me", uncodedLabel: "not coded yet" };

const lanesOf = (from: Sources, within: Heights) => layoutOf(from, within, null).lanes;

describe("layout", () => {
  it("draws a segment in the lane of each of its categories, with the names of its codes there", () => {
    const segments = [segmentOf({ codes: ["debt", "wages", "family"] })];
    const lanes = lanesOf({ ...sources, segments }, heights);
    expect(lanes.map((lane) => [lane.id, lane.clips.map((clip) => clip.label)])).toEqual([
      ["uncoded", []],
      ["money", ["debt · wages"]],
      ["family", ["family"]],
    ]);
    expect(lanes.map((lane) => lane.top)).toEqual([0, 20, 46]);
  });

  it("keeps what has no code in a lane of its own, and other coders apart", () => {
    const segments = [segmentOf(), segmentOf({ id: "s2", coder: "hj", coderName: "H. Jeong", codes: ["debt"] })];
    const lanes = lanesOf({ ...sources, segments }, heights);
    expect(lanes[0]?.clips.map((clip) => clip.id)).toEqual(["s1"]);
    expect(lanes.at(-1)).toMatchObject({ kind: "peer", label: "H. Jeong" });
    expect(lanes.at(-1)?.clips[0]).toMatchObject({ own: false, color: 3, label: "debt" });
  });

  it("stacks overlaps in the first free row", () => {
    const spans: [number, number][] = [
      [0, 100],
      [50, 150],
      [100, 200],
      [120, 130],
    ];
    const segments = spans.map(([start, end], index) => segmentOf({ id: `${index}`, start, end, codes: ["debt"] }));
    const lane = lanesOf({ ...sources, segments }, heights)[1];
    expect(lane?.clips.map((clip) => clip.row)).toEqual([0, 1, 0, 2]);
    expect(lane?.height).toBeGreaterThan(heights.category);
    expect(stacked([])).toEqual([]);
  });

  it("keeps the very clips of segments that did not change", () => {
    const [first, second] = [
      segmentOf({ codes: ["debt"] }),
      segmentOf({ id: "s2", start: 300, end: 400, codes: ["debt"] }),
    ];
    const before = lanesOf({ ...sources, segments: [first, second] }, heights)[1];
    const after = lanesOf({ ...sources, segments: [{ ...first, end: 250 }, second] }, heights)[1];
    expect(after?.clips[1]).toBe(before?.clips[1]);
    expect(after?.clips[0]).toMatchObject({ end: 250 });
    const renamed = new Map([...codes, code("debt", "family")]);
    expect(lanesOf({ ...sources, codes: renamed, segments: [first] }, heights)[2]?.clips).toHaveLength(1);
  });

  it("finds the clips of a window, a long one that began far before it too", () => {
    const segments = [
      segmentOf({ id: "long", start: 0, end: 900, codes: ["debt"] }),
      ...Array.from({ length: 50 }, (_, n) =>
        segmentOf({ id: `${n}`, start: n * 10, end: n * 10 + 5, codes: ["debt"] }),
      ),
    ];
    const lane = lanesOf({ ...sources, segments }, heights)[1];
    if (!lane) throw new Error("no lane");
    expect(visibleClips(lane, 305, 330).map((clip) => clip.id)).toEqual(["long", "31", "32"]);
    expect(visibleClips(lane, 900, 1000)).toEqual([]);
  });

  it("joins a witness's segments and lines", () => {
    const witnesses = new Map([["a", { id: "a", pseudonym: "A", description: "" }]]);
    const lines = [
      lineOf({ start: 200, end: 250, witness: "a" }),
      lineOf({ id: "l2", start: 300, end: 310, witness: "a" }),
    ];
    const segment = segmentOf({ witnesses: ["a"] });
    const first = witnessBars({ segments: [segment], lines, witnesses }, null);
    expect(first.bars).toEqual([
      { label: "A", start: 100, end: 250 },
      { label: "A", start: 300, end: 310 },
    ]);
    const coded = witnessBars({ segments: [{ ...segment, codes: ["debt"] }], lines, witnesses }, first);
    expect(coded.bars).toBe(first.bars);
    const without = witnessBars({ segments: [{ ...segment, witnesses: [] }], lines, witnesses }, coded);
    expect(without.bars).toEqual([
      { label: "A", start: 200, end: 250 },
      { label: "A", start: 300, end: 310 },
    ]);
  });

  it("comes to the same by steps as at once, and keeps the lanes that no edit touches", () => {
    const coded = (id: string, start: number, category: string[]) =>
      segmentOf({ id, start, end: start + 30, codes: category });
    let segments = [coded("a", 0, ["debt"]), coded("b", 10, ["family"]), coded("c", 50, ["debt"])];
    let layout = layoutOf({ ...sources, segments }, heights, null);
    const steps = [
      (list: typeof segments) => list.map((one) => (one.id === "c" ? { ...one, codes: ["family"] } : one)),
      (list: typeof segments) => [coded("d", 5, []), ...list].sort(byStart),
      (list: typeof segments) =>
        list.map((one) => (one.id === "a" ? { ...one, start: 200, end: 210 } : one)).sort(byStart),
      (list: typeof segments) => list.filter((one) => one.id !== "b"),
    ];
    for (const step of steps) {
      segments = step(segments);
      layout = layoutOf({ ...sources, segments }, heights, layout);
      expect(layout.lanes).toEqual(lanesOf({ ...sources, segments }, heights));
    }
    const uncoded = layout.lanes[0];
    segments = segments.map((one) => (one.id === "c" ? { ...one, memo: "x" } : one));
    expect(layoutOf({ ...sources, segments }, heights, layout).lanes[0]).toBe(uncoded);
  });
});

describe("hit", () => {
  const segments = [
    segmentOf({ id: "a", start: 100, end: 200, codes: ["debt"] }),
    segmentOf({ id: "b", start: 150, end: 260, codes: ["debt"] }),
    segmentOf({ id: "p", start: 100, end: 200, coder: "hj", coderName: "HJ", codes: ["debt"] }),
  ];
  const lanes = lanesOf({ ...sources, segments }, heights);
  const money = lanes[1];
  const at = (x: number, y: number) => hitClips(lanes, view, x, y);

  it("tells edges from the body, by row", () => {
    const y = (money?.top ?? 0) + 4;
    expect(at(52, y)).toMatchObject({ is: "clip", zone: "start", clip: { id: "a" } });
    expect(at(75, y)).toMatchObject({ is: "clip", zone: "body", clip: { id: "a" } });
    expect(at(98, y)).toMatchObject({ is: "clip", zone: "end", clip: { id: "a" } });
    expect(at(98, y + (money?.rowHeight ?? 0) + 1)).toMatchObject({ is: "clip", zone: "body", clip: { id: "b" } });
  });

  it("offers no edges on somebody else's clip, and a lane where there is nothing", () => {
    const peer = lanes.at(-1);
    expect(at(51, (peer?.top ?? 0) + 5)).toMatchObject({ is: "clip", zone: "body", clip: { id: "p" } });
    expect(at(400, 25)).toMatchObject({ is: "lane", lane: { id: "money" }, frame: 800 });
    expect(at(10, 9999)).toMatchObject({ is: "lane", lane: null });
  });
});

describe("gestures", () => {
  it("trims with snapping, keeps a frame, and holds the snapshot", () => {
    const begun = beginTrim("s1", "end", { start: 100, end: 200 }, 7);
    const near = moved(begun, view, 151, [300, 900]);
    expect(near).toMatchObject({ preview: { start: 100, end: 300 }, snapped: 300, before: { start: 100, end: 200 } });
    expect(moved(near, view, 120, [300])).toMatchObject({ preview: { end: 240 }, snapped: null });
    expect(moved(begun, view, 0, [])).toMatchObject({ preview: { start: 100, end: 101 } });
    expect(trimmed({ start: 100, end: 200 }, "start", 500)).toEqual({ start: 199, end: 200 });
  });

  it("keeps the edge as far from the pointer as it was taken hold of", () => {
    const begun = beginTrim("s1", "end", { start: 100, end: 200 }, 7, 2);
    expect(moved(begun, view, 148, [])).toMatchObject({ preview: { end: 300 } });
    expect(moved(begun, view, 98, [])).toMatchObject({ preview: { start: 100, end: 200 } });
  });

  it("pans from where it began, however many moves there were", () => {
    const begun = beginPan({ ...view, start: 500 }, 300);
    const after = moved(moved(begun, view, 280, []), view, 250, []);
    expect(after).toMatchObject({ before: { start: 500 }, preview: { start: 600 } });
  });

  it("scrubs and remembers where it began", () => {
    expect(moved(beginScrub(7, view, 10), view, 100, [])).toEqual({ is: "scrub", before: 7, preview: 200 });
  });
});

describe("peaks", () => {
  const bytes = new Int8Array(4096 * 2);
  bytes[2 * 1000] = -90;
  bytes[2 * 1000 + 1] = 100;

  it("loses no extreme on any level", () => {
    const peaks = peaksOf(bytes.buffer);
    expect(peaks.levels.length).toBeGreaterThan(2);
    for (const level of peaks.levels) {
      expect(Math.max(...level.high)).toBe(100);
      expect(Math.min(...level.low)).toBe(-90);
    }
  });

  it("lets a quiet recording fill the lane, without one bang deciding it", () => {
    const quiet = new Int8Array(4000).map((_, index) => (index % 2 === 0 ? -30 : 30));
    expect(peaksOf(quiet.buffer).gain).toBeCloseTo(115.2 / 30, 5);
    quiet[1001] = 127;
    expect(peaksOf(quiet.buffer).gain).toBeCloseTo(115.2 / 30, 5);
    expect(peaksOf(new Int8Array(4000).fill(-128).buffer).gain).toBe(1);
    expect(peaksOf(new Int8Array(4000).buffer).gain).toBe(6);
  });

  it("draws the extreme in its own column, near and far", () => {
    const peaks = peaksOf(bytes.buffer);
    const near = columnsOf(peaks, 9.5, 10.5, 100);
    expect([...near.high].indexOf(100)).toBe(50);
    const far = columnsOf(peaks, 0, 40.96, 64);
    expect([...far.high].indexOf(100)).toBe(Math.floor(1000 / 64));
    expect(columnsOf(peaks, 100, 200, 10).high).toEqual(new Int8Array(10));
  });
});

describe("sprites", () => {
  const sprites = { tileWidth: 160, tileHeight: 90, columns: 3, rows: 2, everyFrames: 25, sheets: 2 };
  it("finds the tile of a frame", () => {
    expect(tileAt(sprites, 0)).toEqual({ sheet: 0, x: 0, y: 0 });
    expect(tileAt(sprites, 25 * 4 + 24)).toEqual({ sheet: 0, x: 160, y: 90 });
    expect(tileAt(sprites, 25 * 6)).toEqual({ sheet: 1, x: 0, y: 0 });
    expect(tileAt(sprites, 25 * 12)).toBeNull();
  });
});

describe("shot ticks", () => {
  const band = { top: 10, height: 44 };
  const of = (shots: number[]) =>
    planShots(shots, { start: 0, span: 1000, width: 500, frames: 1000 }, band).filter(
      (shape) => shape.is === "box" && shape.ink === "#fff",
    );
  it("stand where shots begin, inside the window", () => {
    expect(of([100, 400, 1400]).map((shape) => "x" in shape && shape.x)).toEqual([50, 200]);
  });
  it("make no wall where shots are many", () => {
    expect(of(Array.from({ length: 1000 }, (_, frame) => frame)).length).toBeLessThanOrEqual(126);
  });
});

describe("plan", () => {
  const calm: ClipState = {
    selected: null,
    hovered: null,
    focused: null,
    preview: null,
    unsaved: new Set(),
    conflicts: new Set(),
    flashing: new Set(),
  };
  const laneWith = (...segments: Sources["segments"]) => {
    const lane = lanesOf({ ...sources, segments }, heights)[1];
    if (!lane) throw new Error("no lane");
    return lane;
  };

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
    const preview = { id: "s1", span: { start: 300, end: 400 } };
    expect(planLane(laneWith(segmentOf({ codes: ["debt"] })), view, { ...calm, preview })[0]).toMatchObject({ x: 150 });
  });

  it("merges what would lie under one pixel", () => {
    const segments = Array.from({ length: 5000 }, (_, n) =>
      segmentOf({ id: `${n}`, start: n * 2, end: n * 2 + 1, codes: ["debt"] }),
    );
    expect(planLane(laneWith(...segments), whole(view), calm).length).toBeLessThan(2 * view.width);
  });

  it("marks selection, conflict, unsaved and staleness", () => {
    const segment = segmentOf({ codes: ["debt"], inNoise: true });
    const state = { ...calm, selected: "s1", unsaved: new Set(["s1"]) };
    const shapes = planLane(laneWith(segment), view, state);
    expect(shapes).toContainEqual(expect.objectContaining({ is: "hatch", hatch: "stale" }));
    expect(shapes).toContainEqual(expect.objectContaining({ is: "frame", ink: "var(--ink-1)" }));
    expect(shapes).toContainEqual(expect.objectContaining({ is: "ring" }));
    const conflict = planLane(laneWith(segment), view, { ...calm, conflicts: new Set(["s1"]) });
    expect(conflict).toContainEqual(expect.objectContaining({ is: "frame", ink: "var(--danger)" }));
  });

  it("hatches noise by its state and leaves out what was rejected", () => {
    const band = { top: 0, height: 64 };
    const noise = [
      noiseOf(),
      noiseOf({ id: "n2", start: 300, end: 500, state: "suggested" }),
      noiseOf({ id: "n3", start: 600, end: 700, state: "rejected" }),
    ];
    const shapes = planSound(null, noise, view, band, "static noise");
    const hatches = shapes.flatMap((shape) => (shape.is === "hatch" ? [[shape.hatch, shape.x, shape.w]] : []));
    expect(hatches).toEqual([
      ["confirmed", 50, 50],
      ["suggested", 150, 100],
    ]);
    expect(shapes).toContainEqual(expect.objectContaining({ is: "frame", dashed: true }));
  });

  it("writes a line's words and translation where there is room", () => {
    const lines = [lineOf({ translation: "house" }), lineOf({ id: "l2", start: 300, end: 310 })];
    const texts = planLines(lines, "l1", view, { top: 0, height: 36 }).flatMap((shape) =>
      shape.is === "text" ? [[shape.text, shape.ink]] : [],
    );
    expect(texts).toEqual([
      ["집", "var(--ink-1)"],
      ["house", "var(--ink-1)"],
    ]);
  });

  it("cuts a label at its end, by letters and not by halves of them", () => {
    const cut = (text: string, room: number) =>
      cutToFit(
        measure(text, (part) => [...part].length),
        room,
      );
    expect(cut("decision", 8)).toBe("decision");
    expect(cut("decision-making", 6)).toBe("decis…");
    expect(cut("of a thing", 6)).toBe("of a…");
    expect(cut("𝒜𝒜𝒜", 2)).toBe("𝒜…");
    expect(cut("abc", 0)).toBe("");
  });
});
