import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { segmentOf } from "../../../core/fixtures";
import Hints from "./Hints.svelte";
import { standing } from "./standing";

/** Something that a hint points at, with a place on the screen. */
function anchor(name: string, left = 800): HTMLElement {
  const element = document.createElement("div");
  element.dataset.hint = name;
  const rect = new DOMRect(left, 200, 100, 20);
  element.getBoundingClientRect = () => rect;
  element.getClientRects = () => [rect] as unknown as DOMRectList;
  return element;
}

describe("the first hints", () => {
  let bench: ReturnType<typeof standing>;
  const shown = () => document.querySelector<HTMLElement>("[data-hint-shown]")?.dataset.hintShown;
  const change = async (what: () => void, then: string | undefined) => {
    what();
    await vi.waitFor(() => {
      flushSync();
      expect(shown()).toBe(then);
    });
  };

  beforeEach(async () => {
    const nothing = { keys: {}, single_keys: true, reaction_lag: 0, pins: {}, seen: {} };
    vi.spyOn(api, "get").mockResolvedValue(nothing);
    vi.spyOn(api, "patch").mockRejectedValue(new TypeError("no network"));
    bench = standing();
    bench.engine.loaded.value = true;
    await bench.engine.preferences.read();
  });
  afterEach(() => bench.end());

  it("go on past one whose place is not there, and come back to it when it is", async () => {
    const marks = anchor("marks");
    document.body.append(marks, anchor("keys"));
    bench.show(Hints);
    expect(shown()).toBe("marks");
    await change(() => bench.engine.preferences.change({ seen: { marks: true } }), "keys");
    const codes = anchor("codes");
    await change(() => document.body.append(codes), "codes");
    await change(() => codes.remove(), "keys");
  });

  it("stand back while something asks for a decision", async () => {
    document.body.append(anchor("save"));
    bench.show(Hints);
    const { held } = bench.engine.session;
    await change(() => (held.value = [{ kind: "segment", id: "s", before: null, after: segmentOf() }]), undefined);
    await change(() => (held.value = []), "save");
  });

  it("stand below their place where the picture is beside it", () => {
    const picture = document.body.appendChild(document.createElement("section"));
    picture.dataset.pane = "picture";
    picture.getBoundingClientRect = () => new DOMRect(0, 0, 780, 500);
    document.body.append(anchor("codes"));
    bench.show(Hints);
    const hint = document.querySelector<HTMLElement>("[data-hint-shown=codes]");
    expect(hint?.classList.contains("below")).toBe(true);
    expect(hint?.style.top).toBe("230px");
  });
});
