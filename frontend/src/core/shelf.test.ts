import { effect } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { byStart, changedPart, Shelf } from "./shelf";

const object = (id: string, start: number, end = start + 1) => ({ id, start, end });

describe("shelf", () => {
  it("stays in order through writes, moves and removals", () => {
    const shelf = new Shelf<ReturnType<typeof object>>();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const kept = new Map<string, ReturnType<typeof object>>();
    for (let step = 0; step < 500; step += 1) {
      const id = `s${random(60)}`;
      if (random(4) === 0) {
        shelf.remove(id);
        kept.delete(id);
      } else {
        const made = object(id, random(20), 20 + random(5));
        shelf.put(made);
        kept.set(id, made);
      }
      expect(shelf.ordered.value).toEqual([...kept.values()].sort(byStart));
    }
  });

  it("tells who reads one object of every change", () => {
    const shelf = new Shelf<ReturnType<typeof object>>();
    const seen: (number | undefined)[] = [];
    effect(() => void seen.push(shelf.get("a")?.start));
    shelf.replace([object("a", 1), object("b", 0)]);
    shelf.put(object("a", 5));
    shelf.remove("a");
    shelf.remove("never");
    expect(seen).toEqual([undefined, 1, 5, undefined]);
    expect(shelf.peek("b")?.start).toBe(0);
  });
});

describe("changedPart", () => {
  it("finds what was replaced, inserted or taken out", () => {
    expect(changedPart([1, 2, 3], [1, 9, 3])).toEqual({ from: 1, gone: [2], come: [9] });
    expect(changedPart([1, 1], [1, 1, 1])).toEqual({ from: 2, gone: [], come: [1] });
    expect(changedPart([1, 2, 3], [1, 3])).toEqual({ from: 1, gone: [2], come: [] });
    expect(changedPart([1, 2], [1, 2])).toEqual({ from: 2, gone: [], come: [] });
  });
});
