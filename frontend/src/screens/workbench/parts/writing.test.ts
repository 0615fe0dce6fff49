import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { segmentOf } from "../../../core/fixtures";
import SegmentTab from "./SegmentTab.svelte";
import { found, standing, type } from "./standing";

describe("what is written about a segment", () => {
  let bench: ReturnType<typeof standing>;
  const memoOf = (id: string) => bench.engine.store.peek("segment", id)?.memo;
  const spanOf = (id: string) => {
    const { start, end } = bench.engine.store.peek("segment", id) ?? {};
    return [start, end];
  };
  const choose = (id: string | null) => {
    bench.engine.coder.select(id);
    flushSync();
  };

  beforeEach(() => {
    bench = standing();
    const { store, me } = bench.engine;
    store.put("segment", segmentOf({ id: "a", coder: me.id }));
    store.put("segment", segmentOf({ id: "b", coder: me.id, start: 300, end: 400 }));
    bench.show(SegmentTab);
    choose("a");
  });
  afterEach(() => bench.end());

  it("stays with it when another one is chosen before the field is left", () => {
    type("#memo", "He names the place.");
    choose("b");
    expect([memoOf("a"), memoOf("b")]).toEqual(["He names the place.", ""]);
    expect(found<HTMLTextAreaElement>("#memo").value).toBe("");
  });

  it("is kept when the form goes away under it", () => {
    type("#memo", "He names the place.");
    const { many } = bench.engine.session;
    many.value = new Set(["a", "b"]);
    bench.engine.session.current.value = null;
    flushSync();
    expect(memoOf("a")).toBe("He names the place.");
  });

  it("holds for an edge as for the memo", () => {
    type("[data-edge=end]", "01:00:06:00");
    choose("b");
    expect([spanOf("a"), spanOf("b")]).toEqual([
      [100, 150],
      [300, 400],
    ]);
  });

  it("says what it could not take, and lets the segment be", () => {
    type("[data-edge=end]", "01:00:02:00");
    choose("b");
    expect([spanOf("a"), spanOf("b")]).toEqual([
      [100, 200],
      [300, 400],
    ]);
    expect(bench.engine.session.notice.value).toContain("stays as it was");
  });

  it("holds off what others did to that segment until it is saved, and no longer", () => {
    const { typing } = bench.engine.session;
    type("#memo", "He names the place.");
    expect(typing.value).toBe("a");
    const order: string[] = [];
    typing.subscribe((id) => id === null && order.push(memoOf("a") ?? ""));
    choose("b");
    expect(typing.value).toBeNull();
    expect(order.at(-1)).toBe("He names the place.");
  });

  it("is given up by Escape", () => {
    type("#memo", "He names the place.");
    found("#memo").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    choose("b");
    expect(memoOf("a")).toBe("");
  });
});
