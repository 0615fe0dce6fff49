import { signal } from "@preact/signals-core";
import { flushSync } from "svelte";
import { expect, it } from "vitest";
import { noiseOf, segmentOf } from "../../../core/fixtures";
import type { Stage } from "../engine/stage";
import { found, standing } from "./standing";
import Twin from "./Twin.svelte";

it("names noise, with the keys for a suggestion, and goes through all of a crowded lane", async () => {
  const bench = standing();
  const { store, me, lanes, player, session, coder } = bench.engine;
  store.put("noise", noiseOf({ id: "n1", start: 100, end: 200, state: "suggested" }));
  store.put("noise", noiseOf({ id: "n2", start: 300, end: 400, reason: "wind" }));
  for (let index = 0; index < 90; index += 1) {
    store.put("segment", segmentOf({ id: `s${index}`, coder: me.id, start: index * 10, end: index * 10 + 5 }));
  }
  const focused = signal<{ lane: string; id: string } | null>(null);
  const { view: rested } = session;
  bench.show(Twin, { stage: { lanes, focused, rested } as unknown as Stage });
  const noise = [...document.querySelectorAll("[data-noise]")].map((cell) => cell.textContent);
  expect(noise[0]).toContain("suggested noise, 01:00:04:00 to 01:00:08:00");
  expect(noise[0]).toContain("Y accepts it, X rejects it");
  expect(noise[1]).toBe("confirmed noise, 01:00:12:00 to 01:00:16:00, wind");

  const press = async (key: string) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    flushSync();
    await new Promise((resolve) => setTimeout(resolve));
  };
  found("[data-noise=n1]").focus();
  await press("Enter");
  expect(player.frame.peek()).toBe(100);
  expect(document.querySelector("[data-clip=s89]")).toBeNull();
  await press("End");
  expect((document.activeElement as HTMLElement).dataset.clip).toBe("s89");
  expect(focused.value?.id).toBe("s89");

  const selected = () =>
    [...document.querySelectorAll<HTMLElement>("[aria-selected=true]")].map(({ dataset }) => dataset.clip);
  coder.selection.set(new Set(["s0", "s88", "s89"]));
  flushSync();
  expect(selected()).toEqual(["s88", "s89"]);
  await press("Home");
  await press("ArrowRight");
  await press("ArrowRight");
  expect((document.activeElement as HTMLElement).dataset.clip).toBe("s0");
  expect(selected()).toEqual(["s0"]);
  bench.end();
});
