import { describe, expect, it } from "vitest";
import { lineOf, noiseOf } from "../core/fixtures";
import type { Line } from "../core/model";
import { view } from "./fixtures";
import { planLines, planSound, planWitnesses } from "./plan";
import { INK } from "./shapes";

describe("plan", () => {
  it("draws a line that others lie in, and those, also where they have ended before the window", () => {
    const inside = Array.from({ length: 50 }, (_, n) => lineOf({ id: `${n}`, start: n * 10, end: n * 10 + 8 }));
    const lines = [
      lineOf({ id: "long", start: 0, end: 3000 }),
      ...inside,
      lineOf({ id: "later", start: 2400, end: 2500 }),
    ];
    const boxes = (start: number) =>
      planLines(lines, null, { ...view, start }, { top: 0, height: 36 }).flatMap((shape) =>
        shape.is === "box" ? [shape.x] : [],
      );
    expect(boxes(2000)).toEqual([-8, 200]);
    expect(boxes(0)).toHaveLength(51);
    const narrow = [
      lines[0] as Line,
      lineOf({ id: "a", start: 100, end: 101 }),
      lineOf({ id: "b", start: 100, end: 102 }),
    ];
    expect(planLines(narrow, null, view, { top: 0, height: 36 }).filter(({ is }) => is === "box")).toHaveLength(2);
  });

  it("draws the shortest lines as one where nothing is between them, but for the one that is spoken", () => {
    const lines = [0, 4, 8, 40, 44, 50].map((start) => lineOf({ id: `${start}`, start, end: start + 2 }));
    const boxes = (now: string | null, all: readonly Line[] = lines) =>
      planLines(all, now, view, { top: 0, height: 36 }).flatMap((shape) =>
        shape.is === "box" ? [[shape.x, shape.w, shape.ink]] : [],
      );
    const crowds = [
      [0, 5, INK.lineBody],
      [20, 3, INK.lineBody],
      [25, 1, INK.lineBody],
    ];
    expect(boxes(null)).toEqual(crowds);
    const spoken = [2, 1, INK.raised];
    expect(boxes("4")).toEqual([[0, 1, INK.lineBody], spoken, [4, 1, INK.lineBody], ...crowds.slice(1)]);
    const longer = [lineOf({ id: "a", start: 0, end: 8 }), lineOf({ id: "b", start: 8, end: 18 })];
    expect(boxes(null, longer).map(([x, w]) => [x, w])).toEqual([
      [0, 3],
      [4, 4],
    ]);
    const wide = lineOf({ id: "wide", start: 42, end: 142 });
    expect(boxes(null, [...lines.slice(0, 4), wide, ...lines.slice(4)])).toEqual([
      [0, 5, INK.lineBody],
      [20, 1, INK.lineBody],
      [21, 49, INK.lineBody],
      [22, 1, INK.lineBody],
      [25, 1, INK.lineBody],
    ]);
  });

  it("draws a crowd of short witnesses as one, and names those with room", () => {
    const bar = (start: number, length: number) => ({ start, end: start + length, label: "A" });
    const bars = [bar(10, 2), bar(12, 2), bar(16, 2), bar(40, 2), bar(100, 100)];
    const shapes = planWitnesses(bars, view, { top: 0, height: 22 });
    expect(shapes.flatMap((shape) => (shape.is === "box" ? [[shape.x, shape.w]] : []))).toEqual([
      [5, 11],
      [20, 8],
      [50, 50],
    ]);
    expect(shapes.filter((shape) => shape.is === "text")).toHaveLength(1);
  });

  it("names a witness as far as the next one speaks", () => {
    const bars = [
      { start: 0, end: 200, label: "A" },
      { start: 60, end: 160, label: "B" },
      { start: 64, end: 264, label: "C" },
    ];
    const names = planWitnesses(bars, view, { top: 0, height: 22 }).flatMap((shape) =>
      shape.is === "text" ? [[shape.text, shape.x, shape.w]] : [],
    );
    expect(names).toEqual([
      ["A", 7, 23],
      ["C", 39, 90],
    ]);
    const over = [
      { start: 0, end: 900, label: "A" },
      { start: 50, end: 104, label: "B" },
    ];
    const later = planWitnesses(over, { ...view, start: 100 }, { top: 0, height: 22 });
    expect(later.flatMap((shape) => (shape.is === "text" ? [[shape.text, shape.x, shape.w]] : []))).toEqual([
      ["A", 7, 390],
    ]);
  });

  it("hatches noise by its state and leaves out what was rejected", () => {
    const band = { top: 0, height: 64 };
    const noise = [
      noiseOf(),
      noiseOf({ id: "n2", start: 300, end: 500, state: "suggested" }),
      noiseOf({ id: "n3", start: 600, end: 700, state: "rejected" }),
    ];
    const shapes = planSound(null, noise, view, band, { confirmed: "static noise", judge: ["F8", "X"], focused: null });
    const hatches = shapes.flatMap((shape) => (shape.is === "hatch" ? [[shape.hatch, shape.x, shape.w]] : []));
    expect(hatches).toEqual([
      ["confirmed", 50, 50],
      ["suggested", 150, 100],
    ]);
    expect(shapes).toContainEqual(expect.objectContaining({ is: "frame", dashed: true }));
    const printed = (judge: readonly string[], room = noise) =>
      planSound(null, room, view, band, { confirmed: "static noise", judge, focused: null }).flatMap((shape) =>
        shape.is === "text" && shape.x >= 150 ? [shape.text] : [],
      );
    expect(printed(["F8", "X"])).toEqual(["F8", "X"]);
    expect(printed([])).toEqual([]);
    expect(printed(["Ctrl Shift Y", "Ctrl Shift X"])).toEqual([]);
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
});
