import { describe, expect, it } from "vitest";
import { lineOf, segmentOf } from "../core/fixtures";
import type { Segment } from "../core/model";
import { byStart } from "../core/shelf";
import { overlaps } from "../core/spans";
import { code, codes, contentOf, heights, lanesOf, sources, view } from "./fixtures";
import { beginBand, beginCreate, beginMove, beginPan, beginScrub, beginTrim, moved, trimmed } from "./gestures";
import { hitClips } from "./hit";
import { type Layout, layoutOf, stacked, visibleClips } from "./layout";
import { planPicture, planShots } from "./plan";
import { tileAt } from "./sprites";
import { witnessBars } from "./witnesses";

describe("layout", () => {
  it("draws a segment in the lane of each of its categories, with the names of its codes there", () => {
    const segments = [segmentOf({ codes: ["debt", "wages", "family"] })];
    const lanes = lanesOf({ ...sources, segments }, heights);
    expect(lanes.map((lane) => [lane.id, lane.clips.map((clip) => clip.label)])).toEqual([
      ["money", ["debt · wages"]],
      ["family", ["family"]],
    ]);
    expect(lanes.map((lane) => lane.top)).toEqual([0, 26]);
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
    const lane = lanesOf({ ...sources, segments }, heights)[0];
    expect(lane?.clips.map((clip) => clip.row)).toEqual([0, 1, 0, 2]);
    expect(lane?.height).toBeGreaterThan(heights.category);
    expect(stacked([])).toEqual([]);
  });

  it("keeps the very clips of segments that did not change", () => {
    const [first, second] = [
      segmentOf({ codes: ["debt"] }),
      segmentOf({ id: "s2", start: 300, end: 400, codes: ["debt"] }),
    ];
    const third = segmentOf({ id: "s3", start: 350, end: 360, codes: ["debt"] });
    const before = layoutOf({ ...sources, segments: [first, second, third] }, heights, null);
    const changed = [{ ...first, end: 250 }, second, { ...third, end: 370 }];
    const [after] = layoutOf({ ...sources, segments: changed }, heights, before).lanes;
    expect(after?.clips[1], "between two that did").toBe(before.lanes[0]?.clips[1]);
    expect(after?.clips.map(({ end }) => end)).toEqual([250, 400, 370]);
    const renamed = new Map([...codes, code("debt", "family")]);
    expect(lanesOf({ ...sources, codes: renamed, segments: [first] }, heights)[1]?.clips).toHaveLength(1);
  });

  it("finds the clips of a window, a long one that began far before it too", () => {
    const segments = [
      segmentOf({ id: "long", start: 0, end: 900, codes: ["debt"] }),
      ...Array.from({ length: 50 }, (_, n) =>
        segmentOf({ id: `${n}`, start: n * 10, end: n * 10 + 5, codes: ["debt"] }),
      ),
    ];
    const lane = lanesOf({ ...sources, segments }, heights)[0];
    if (!lane) throw new Error("no lane");
    expect(visibleClips(lane, 305, 330).map((clip) => clip.id)).toEqual(["long", "31", "32"]);
    expect(visibleClips(lane, 900, 1000)).toEqual([]);
  });

  describe("what is there", () => {
    const debt = (id: string, start: number, end: number) => segmentOf({ id, start, end, codes: ["debt"] });
    const rowsOf = (layout: Layout) =>
      Object.fromEntries(layout.lanes.flatMap(({ clips }) => clips).map(({ id, row }) => [id, row]));
    const then = (before: Layout, ...segments: readonly Segment[]) =>
      layoutOf({ ...sources, segments: [...segments].sort(byStart) }, heights, before);
    const [a, b] = [debt("a", 100, 200), debt("b", 150, 260)];
    const first = layoutOf({ ...sources, segments: [a, b] }, heights, null);

    it("stays in its row when something comes before it or goes", () => {
      expect(rowsOf(first)).toEqual({ a: 0, b: 1 });
      expect(rowsOf(then(first, debt("new", 50, 160), a, b))).toEqual({ a: 0, b: 1, new: 2 });
      expect(rowsOf(then(first, b))).toEqual({ b: 1 });
      expect(rowsOf(then(first, { ...a, start: 10, end: 20 }, b))).toEqual({ a: 0, b: 1 });
    });

    it("moves out of the way only with its own span", () => {
      expect(rowsOf(then(first, { ...b, start: 90 }, a))).toEqual({ a: 0, b: 1 });
      const apart = layoutOf({ ...sources, segments: [a, debt("c", 300, 400)] }, heights, null);
      expect(rowsOf(then(apart, a, debt("c", 150, 400)))).toEqual({ a: 0, c: 1 });
    });

    it("never covers another clip while a row is free, whatever comes and goes", () => {
      let layout: Layout = first;
      let there: Segment[] = [];
      let seed = 7;
      const dice = (most: number) => {
        seed = (seed * 16807) % 2147483647;
        return seed % most;
      };
      for (let step = 0; step < 200; step += 1) {
        const start = dice(300);
        const kept = there.filter(() => dice(4) > 0).slice(-4);
        there = [
          ...kept.map((one) => (dice(3) > 0 ? one : debt(one.id, start, start + 40))),
          debt(`${step}`, start, start + 60),
        ];
        layout = then(layout, ...there);
        const clips = layout.lanes.flatMap((lane) => lane.clips);
        expect(clips.map(({ id }) => id).sort()).toEqual(there.map(({ id }) => id).sort());
        const above = clips.filter(({ row }) => row < 3);
        for (const one of above)
          for (const other of above) {
            expect(one === other || one.row !== other.row || !overlaps(one, other)).toBe(true);
          }
      }
    });

    it("keeps its lane where it is when another coder joins, whose name comes first", () => {
      const by = (coder: string, id: string) => segmentOf({ id, coder, coderName: coder });
      const alone = then(first, a, by("Mina", "m"));
      const both = then(alone, a, by("Mina", "m"), by("Anna", "n"));
      const names = ({ lanes }: Layout) => lanes.filter(({ kind }) => kind === "peer").map(({ label }) => label);
      expect(names(both)).toEqual(["Mina", "Anna"]);
      expect(names(then(first, a, by("Mina", "m"), by("Anna", "n")))).toEqual(["Anna", "Mina"]);
      const hidden = layoutOf({ ...sources, hideOthers: true, segments: [a, by("Mina", "m")] }, heights, both);
      expect(names(hidden)).toEqual([]);
    });

    it("is in its row when a lane that was hidden is shown again, whatever has come and gone there meanwhile", () => {
      const by = (id: string, start: number) => segmentOf({ id, start, end: start + 100, coder: "Mina" });
      const [low, high] = [by("low", 0), by("high", 50)];
      const shown = then(first, low, high);
      expect(rowsOf(shown)).toEqual({ low: 0, high: 1 });
      const hidden = layoutOf({ ...sources, hideOthers: true, segments: [high, by("new", 120)] }, heights, shown);
      expect(rowsOf(hidden)).toEqual({});
      expect(rowsOf(then(hidden, high, by("new", 120)))).toEqual({ high: 1, new: 0 });
    });

    it("has a lane for what is not coded from the first such mark on, and none before", () => {
      const kinds = ({ lanes }: Layout) => lanes.map(({ kind }) => kind);
      expect(kinds(first)).toEqual(["category", "category"]);
      expect(kinds(then(first, a, segmentOf({ id: "p", coder: "Mina" })))).toEqual(["category", "category", "peer"]);
      const mark = segmentOf({ start: 300, end: 400 });
      const marked = then(first, a, mark);
      expect(kinds(marked)).toEqual(["uncoded", "category", "category"]);
      const coded = then(marked, a, { ...mark, codes: ["debt"] });
      expect(coded.lanes.map(({ top }) => top)).toEqual(marked.lanes.map(({ top }) => top));
    });
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

  it("lays by steps the same clips in the same lanes as at once, and keeps the lanes that no edit touches", () => {
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
      expect(contentOf(layout.lanes)).toEqual(contentOf(lanesOf({ ...sources, segments }, heights)));
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
  const money = lanes[0];
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
    expect(at(400, 5)).toMatchObject({ is: "lane", lane: { id: "money" }, frame: 800 });
    expect(at(10, 9999)).toMatchObject({ is: "lane", lane: null });
  });
});

describe("gestures", () => {
  it("trims with snapping, keeps a frame, and holds the snapshot", () => {
    const begun = beginTrim("s1", "end", { start: 100, end: 200 }, 7);
    const near = moved(begun, view, { x: 151, y: 0 }, [300, 900]);
    expect(near).toMatchObject({ preview: { start: 100, end: 300 }, snapped: 300, before: { start: 100, end: 200 } });
    expect(moved(near, view, { x: 120, y: 0 }, [300])).toMatchObject({ preview: { end: 240 }, snapped: null });
    expect(moved(begun, view, { x: 0, y: 0 }, [])).toMatchObject({ preview: { start: 100, end: 101 } });
    expect(trimmed({ start: 100, end: 200 }, "start", 500)).toEqual({ start: 199, end: 200 });
  });

  it("keeps the edge as far from the pointer as it was taken hold of", () => {
    const begun = beginTrim("s1", "end", { start: 100, end: 200 }, 7, 2);
    expect(moved(begun, view, { x: 148, y: 0 }, [])).toMatchObject({ preview: { end: 300 } });
    expect(moved(begun, view, { x: 98, y: 0 }, [])).toMatchObject({ preview: { start: 100, end: 200 } });
  });

  it("pans from where it began, however many moves there were", () => {
    const begun = beginPan({ ...view, start: 500 }, 300);
    const after = moved(moved(begun, view, { x: 280, y: 0 }, []), view, { x: 250, y: 0 }, []);
    expect(after).toMatchObject({ before: { start: 500 }, preview: { start: 600 } });
  });

  const at = (x: number, y = 0) => ({ x, y });

  it("creates from an edge that it sticks to, either way", () => {
    const begun = beginCreate(view, 101, [200], 7);
    expect(begun).toMatchObject({ anchor: 200, snapped: 200, preview: { start: 200, end: 200 } });
    expect(moved(begun, view, at(150.4), [])).toMatchObject({ preview: { start: 200, end: 301 }, snapped: null });
    expect(moved(begun, view, at(48), [100])).toMatchObject({ preview: { start: 100, end: 200 }, snapped: 100 });
    expect(beginCreate(view, 101, [], 7)).toMatchObject({ anchor: 202, snapped: null });
  });

  it("moves by whole frames, sticks with either end, and leaves nothing outside the recording", () => {
    const one = { start: 100, end: 200 };
    const begun = beginMove(new Set(["s1"]), one, one, 60, 7);
    expect(moved(begun, view, at(70.3), [])).toMatchObject({ preview: { start: 121, end: 221 }, snapped: null });
    expect(moved(begun, view, at(70), [215])).toMatchObject({ preview: { start: 115, end: 215 }, snapped: 215 });
    expect(moved(begun, view, at(70), [125, 400])).toMatchObject({ preview: { start: 125, end: 225 }, snapped: 125 });
    const many = beginMove(new Set(["s1", "s2"]), one, { start: 40, end: 9990 }, 60, 7);
    expect(moved(many, view, at(0), [])).toMatchObject({ preview: { start: 60, end: 160 } });
    expect(moved(many, view, at(90), [])).toMatchObject({ preview: { start: 110, end: 210 } });
    expect(moved(many, view, at(90), [162])).toMatchObject({ preview: { start: 110 }, snapped: null });
  });

  it("spans a rubber band and selects nothing by itself", () => {
    const kept = new Set(["s9"]);
    const begun = beginBand(at(10, 20), kept);
    expect(moved(begun, view, at(4, 60), [])).toMatchObject({
      from: { x: 10, y: 20 },
      to: { x: 4, y: 60 },
      preview: kept,
    });
  });

  it("scrubs and remembers where it began", () => {
    expect(moved(beginScrub(7, view, 10), view, { x: 100, y: 0 }, [])).toEqual({
      is: "scrub",
      before: 7,
      preview: 200,
    });
  });
});

describe("sprites", () => {
  const sprites = { tileWidth: 160, tileHeight: 90, columns: 3, rows: 2, everyFrames: 25, sheets: new Set([0, 1]) };
  it("finds the tile of a frame", () => {
    expect(tileAt(sprites, 0)).toEqual({ sheet: 0, x: 0, y: 0 });
    expect(tileAt(sprites, 25 * 4 + 24)).toEqual({ sheet: 0, x: 160, y: 90 });
    expect(tileAt(sprites, 25 * 6)).toEqual({ sheet: 1, x: 0, y: 0 });
    expect(tileAt(sprites, 25 * 12)).toBeNull();
  });
  it("draws what is there, past a sheet that is still being made", () => {
    const some = { ...sprites, sheets: new Set([0, 2]) };
    expect(tileAt(some, 25 * 6)).toBeNull();
    const view = { frames: 450, width: 1800, start: 0, span: 450 };
    const drawn = planPicture(some, view, { top: 0, height: 90 }).filter((shape) => shape.is === "thumb");
    expect([...new Set(drawn.map((shape) => shape.sheet))]).toEqual([0, 2]);
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
    expect(of(Array.from({ length: 1000 }, (_, frame) => frame)).length).toBeLessThanOrEqual(63);
  });
  it("keep still while the window moves", () => {
    const shots = Array.from({ length: 300 }, (_, n) => n * 7 + (n % 3));
    const seen = (start: number) =>
      planShots(shots, { start, span: 1000, width: 500, frames: 5000 }, band).flatMap((shape) =>
        shape.is === "box" && shape.ink === "#fff" ? [shape.x + start / 2] : [],
      );
    const inBoth = (x: number) => x >= 10 && x <= 500;
    expect(seen(20).filter(inBoth)).toEqual(seen(0).filter(inBoth));
  });
});
