import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { rangeOfKeys } from "../../../core/keymap";
import KeySheet from "../../../ui/keysheet/KeySheet.svelte";
import SegmentTab from "./SegmentTab.svelte";
import { found, standing } from "./standing";
import Transport from "./Transport.svelte";

describe("keys in print", () => {
  let bench: ReturnType<typeof standing>;
  const choose = (changes: Parameters<typeof bench.engine.preferences.change>[0]) => {
    bench.engine.preferences.change(changes);
    flushSync();
  };

  beforeEach(() => {
    vi.spyOn(api, "patch").mockRejectedValue(new TypeError("no network"));
    bench = standing();
  });
  afterEach(() => bench.end());

  it("are the person's own in every sentence, and the command's name where there is none", () => {
    const { coder, session } = bench.engine;
    bench.show(SegmentTab);
    const hint = () => found(".form .hint").textContent;
    expect(hint()).toBe("I marks its start, O the first frame outside.");
    choose({ keys: { in: ["F8"] } });
    expect(hint()).toBe("F8 marks its start, O the first frame outside.");
    coder.markOut();
    expect(session.notice.value).toContain("press F8, then O on");
    choose({ singleKeys: false });
    coder.markOut();
    expect(session.notice.value).toContain("press F8, then “Mark out: commits the segment” on");
  });

  it("leave no empty brackets behind when characters alone are no commands", () => {
    choose({ singleKeys: false });
    bench.show(Transport);
    const named = [...document.querySelectorAll("[title]")].map((element) => element.getAttribute("title") ?? "");
    expect(named.filter((title) => /\(\s*\)/.test(title))).toEqual([]);
    expect([...document.querySelectorAll("kbd")].filter((key) => key.textContent === "")).toEqual([]);
  });

  it("of a family are one range until one of them was moved", () => {
    bench.show(KeySheet);
    const family = () => [...document.querySelectorAll(".family kbd")].map((key) => key.textContent);
    expect(family()).toEqual(["1–9", "Shift A–Z"]);
    choose({ keys: { pin3: ["F9"] } });
    expect(family()).toEqual(["Shift A–Z"]);
  });

  it("share their modifiers in a range", () => {
    expect(rangeOfKeys("Ctrl Alt 1", "Ctrl Alt 9")).toBe("Ctrl Alt 1–9");
    expect(rangeOfKeys("F1", "Ctrl 9")).toBe("F1–Ctrl 9");
  });
});
