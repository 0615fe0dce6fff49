import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Browser, FakeServer, plain } from "./crowd";
import { segmentOf } from "./fixtures";
import type { Fields } from "./model";

/** A small generator of its own (mulberry32): a seed that fails is a test that fails again. */
function random(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

const turn = () => vi.advanceTimersByTimeAsync(1);
const settle = () => vi.advanceTimersByTimeAsync(60_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function live(seed: number): Promise<{ server: FakeServer; browser: Browser; wanted: Map<string, Fields> }> {
  const pick = random(seed);
  const server = new FakeServer();
  const browser = new Browser(server);
  const wanted = new Map<string, Fields>();
  const owner = new Map<string, number>();
  await browser.open();
  server.fate = () => (["through", "through", "cut", "lost", "busy"] as const)[pick(5)] ?? "through";
  for (let step = 0; step < 60; step += 1) {
    const at = pick(browser.tabs.length);
    const tab = browser.tabs[at];
    if (!tab) throw new Error("There is always a tab.");
    const mine = [...wanted.keys()].filter((id) => tab.store.peek("segment", id) && (owner.get(id) ?? at) === at);
    const id = mine[pick(Math.max(1, mine.length))];
    const what = pick(10);
    if (what < 3 || !id) {
      const made = segmentOf({ id: `s${step}`, version: 0, start: step * 10, end: step * 10 + 5 });
      tab.editor.create("segment", made, "mark");
      wanted.set(made.id, plain(made));
      owner.set(made.id, at);
    } else if (what < 6) {
      tab.set(id, { memo: `memo ${step}` });
      owner.set(id, at);
      wanted.set(id, { ...wanted.get(id), memo: `memo ${step}` });
    } else if (what === 6) {
      tab.editor.remove("segment", id, "delete");
      wanted.delete(id);
    } else if (what === 7) {
      while (!tab.outbox.kept.peek()) await turn();
      browser.kill(tab);
      owner.clear();
      if (browser.tabs.length === 0) await browser.open();
      await turn();
    } else if (what === 8 && browser.tabs.length < 3) {
      await settle();
      await browser.open();
    } else await vi.advanceTimersByTimeAsync(pick(900));
  }
  server.fate = () => "through";
  for (const tab of browser.tabs) tab.outbox.resume();
  await settle();
  return { server, browser, wanted };
}

describe("an outbox among faults", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("loses and doubles nothing (seed %i)", async (seed) => {
    const { server, browser, wanted } = await live(seed);
    const held = new Map([...server.held].map(([id, object]) => [id, plain(object)]));
    expect(held).toEqual(wanted);
    expect(browser.disk.size).toBe(0);
    for (const tab of browser.tabs) {
      expect(tab.outbox.state.value.is).toBe("saved");
      expect(tab.store.segments.value.map(({ id }) => id).sort()).toEqual([...wanted.keys()].sort());
    }
  });
});
