import { describe, expect, it } from "vitest";
import { segmentOf } from "../core/fixtures";
import type { Code } from "../core/model";
import { layoutOf } from "./layout";
import { ownInView, rangeOf, touchedBy } from "./selection";

const category = (id: string): [string, Code] => [
  id,
  { id, name: id, parent: null, definition: "", color: 1, retired: false },
];
const segments = [
  segmentOf({ id: "a", start: 100, end: 200, codes: ["money"] }),
  segmentOf({ id: "b", start: 150, end: 260, codes: ["money"] }),
  segmentOf({ id: "c", start: 300, end: 400, codes: ["money", "family"] }),
  segmentOf({ id: "d", start: 350, end: 360, codes: ["family"] }),
  segmentOf({ id: "p", start: 300, end: 400, coder: "hj", coderName: "HJ", codes: ["money"] }),
];
const sources = { codes: new Map([category("money"), category("family")]), me: "me", uncodedLabel: "", segments };
const { lanes } = layoutOf(sources, { category: 26, other: 20 }, null);
const [money, family, peer] = lanes;
const view = { start: 0, span: 1000, width: 500, frames: 10_000 };
const names = (ids: ReadonlySet<string>) => [...ids].sort().join("");

describe("a range", () => {
  const range = (a: [string, string], b: [string, string]) =>
    names(rangeOf(lanes, { lane: a[0], id: a[1] }, { lane: b[0], id: b[1] }));
  it("is what begins between, in the lanes between, whichever way", () => {
    expect(range(["money", "a"], ["money", "c"])).toBe("abc");
    expect(range(["money", "c"], ["money", "b"])).toBe("bc");
    expect(range(["money", "b"], ["family", "d"])).toBe("bcd");
    expect(range(["family", "d"], ["family", "d"])).toBe("d");
  });
  it("is the other one alone where its beginning is gone", () => {
    expect(range(["money", "gone"], ["family", "d"])).toBe("d");
  });
});

describe("a rubber band", () => {
  const touched = (left: number, right: number, top: number, bottom: number) =>
    names(touchedBy(lanes, view, { left, right, top, bottom }));
  const top = money?.top ?? 0;
  const row = (money?.rowHeight ?? 0) + 1;
  it("takes the clips that it touches, row by row and lane by lane", () => {
    expect(touched(0, 500, top + 3, top + 4)).toBe("ac");
    expect(touched(0, 500, top + row + 4, top + row + 5)).toBe("b");
    expect(touched(0, 130, top, top + (money?.height ?? 0))).toBe("ab");
    expect(touched(151, 500, top, (family?.top ?? 0) + 40)).toBe("cd");
    expect(touched(0, 49, 0, 9999)).toBe("");
    expect(touched(0, 500, peer?.top ?? 0, 9999)).toBe("p");
  });
});

it("one's own in the window are those, and nobody else's", () => {
  expect(names(ownInView(lanes, { ...view, start: 210, span: 150 }))).toBe("bcd");
});
