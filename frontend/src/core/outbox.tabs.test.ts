import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Browser, FakeServer } from "./crowd";
import { segmentOf } from "./fixtures";

const settle = () => vi.advanceTimersByTimeAsync(60_000);
const mark = (id: string) => segmentOf({ id, version: 0 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A first tab at work, whose server is away, and a second one that is being opened. */
async function opening() {
  const server = new FakeServer();
  const browser = new Browser(server);
  const first = await browser.open();
  server.fate = () => "cut";
  return { server, browser, first };
}
const ids = (tab: { store: Browser["tabs"][number]["store"] }) => tab.store.segments.value.map(({ id }) => id);

describe("a second tab", () => {
  // Each of them another moment between its first step and its last.
  it.each([0, 1, 2, 3, 4, 5, 6, 8])("misses nothing that is done %i steps after it begins to open", async (steps) => {
    const { browser, first, server } = await opening();
    const later = browser.open();
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    first.editor.create("segment", mark("s1"), "mark");
    const second = await later;
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(second)).toEqual(["s1"]);
    expect(second.outbox.state.value.count).toBe(1);
    server.fate = () => "through";
    await settle();
    expect([first, second].map((tab) => tab.outbox.state.value.is)).toEqual(["saved", "saved"]);
    expect(ids(second)).toEqual(["s1"]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 8])(
    "does not wait for what is acknowledged %i steps after it begins",
    async (steps) => {
      const { browser, first, server } = await opening();
      first.editor.create("segment", mark("s1"), "mark");
      await vi.advanceTimersByTimeAsync(1);
      server.fate = () => "through";
      first.outbox.resume();
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      const second = await browser.open();
      await settle();
      expect(second.outbox.state.value).toEqual({ is: "saved", count: 0 });
      expect(browser.disk.size).toBe(0);
    },
  );

  it("hears of what waits for the person in the first one as it stands there", async () => {
    const { browser, first, server } = await opening();
    server.fate = () => "through";
    first.editor.create("segment", mark("s1"), "mark");
    await settle();
    const held = server.held.get("s1");
    if (held) server.held.set("s1", { ...held, memo: "theirs", version: 2 });
    first.set("s1", { memo: "mine" });
    await settle();
    expect(first.outbox.state.value.is).toBe("conflict");
    const second = await browser.open();
    await settle();
    expect(second.store.peek("segment", "s1")?.memo).toBe("theirs");
    expect(second.outbox.state.value.is).toBe("saved");
  });

  it("has told the first one what was done in it before it had joined", async () => {
    const { browser, first } = await opening();
    const later = browser.open();
    browser.tabs[1]?.editor.create("segment", mark("s2"), "mark");
    await later;
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(first)).toEqual(["s2"]);
  });
});
