import { signal } from "@preact/signals-core";
import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noiseOf, segmentOf } from "../../../core/fixtures";
import type { Code } from "../../../core/model";
import type { SaveState as State } from "../../../core/outbox";
import CodesTab from "./CodesTab.svelte";
import Inspector from "./Inspector.svelte";
import Palette from "./Palette.svelte";
import SaveState from "./SaveState.svelte";
import SegmentTab from "./SegmentTab.svelte";
import { found, standing } from "./standing";
import WitnessesTab from "./WitnessesTab.svelte";

const CODE: Code = { id: "x", name: "debt", parent: null, definition: "", color: 1, retired: false };
const text = () => document.body.textContent ?? "";

let bench: ReturnType<typeof standing>;
beforeEach(() => {
  bench = standing();
});
afterEach(() => bench.end());

describe("what is empty", () => {
  const load = () => {
    bench.engine.loaded.value = true;
    flushSync();
  };

  it.each([
    ["SegmentTab", SegmentTab],
    ["CodesTab", CodesTab],
    ["WitnessesTab", WitnessesTab],
  ])("%s says so only once everything is here", (name, part) => {
    bench.show(part);
    expect(text()).not.toMatch(/codebook is empty|No witnesses yet/);
    load();
    expect(text()).toContain(name === "WitnessesTab" ? "No witnesses yet" : "codebook is empty");
  });

  it("is not the codebook when only no code is on a key", () => {
    bench.engine.store.codes.value = new Map([["x", CODE]]);
    bench.engine.preferences.change({ pins: { p1: [] } });
    bench.show(SegmentTab);
    load();
    expect(text()).toContain("No code is on a key.");
    expect(text()).not.toContain("codebook is empty");
  });
});

describe("the form", () => {
  const rows = () => document.querySelector(".form")?.children.length;

  it("has the same rows, whatever comes and goes by itself", () => {
    const { store, session, player } = bench.engine;
    bench.show(SegmentTab);
    const before = rows();
    store.put("noise", noiseOf({ start: 100, end: 200 }));
    session.markIn.value = 90;
    player.seek(150);
    flushSync();
    expect(found("[data-crossed]").textContent).toContain("01:00:04:00");
    expect(rows()).toBe(before);
    session.markIn.value = null;
    flushSync();
    expect(rows()).toBe(before);
  });

  it("says that the sound of its segment became noise, in that row", () => {
    const { store, coder, me } = bench.engine;
    store.put("segment", segmentOf({ coder: me.id }));
    coder.select("s1");
    bench.show(SegmentTab);
    const before = rows();
    store.put("noise", noiseOf({ start: 100, end: 200 }));
    flushSync();
    expect(found(".news").textContent).toContain("flagged as noise");
    expect(rows()).toBe(before);
  });
});

describe("what is told", () => {
  it("is a conflict, too, by the region that was there before", () => {
    const state = signal<State>({ is: "saving", count: 1 });
    vi.spyOn(bench.engine.outbox, "state", "get").mockReturnValue(state);
    bench.show(SaveState);
    const region = found("[role=status]");
    state.value = { is: "conflict", count: 1 };
    flushSync();
    expect(found("[role=status]")).toBe(region);
    expect(region.textContent?.trim()).toBe("1 conflict");
    found<HTMLButtonElement>("[data-save=conflict] button").click();
    expect(bench.engine.session.popup.value).toBe("conflict");
  });

  it("is a notice once: the inspector shows it, the bench tells it", () => {
    bench.show(Inspector, { narrow: false });
    bench.engine.session.notice.value = "No line is under the playhead.";
    flushSync();
    const shown = found(".notice");
    expect(shown.textContent).toContain("No line");
    expect(shown.closest("[role=alert], [role=status], [aria-live]")).toBeNull();
  });
});

describe("the palette", () => {
  it("is modal and closes by whatever closes a dialog", () => {
    bench.engine.session.popup.value = "palette";
    const modal = vi.spyOn(HTMLDialogElement.prototype, "showModal");
    bench.show(Palette, { kind: "palette" as const });
    expect(modal).toHaveBeenCalledOnce();
    found("dialog.palette").dispatchEvent(new Event("close"));
    expect(bench.engine.session.popup.value).toBeNull();
    bench.engine.session.popup.value = "goto";
    found("dialog.palette").dispatchEvent(new Event("close"));
    expect(bench.engine.session.popup.value).toBe("goto");
  });
});
