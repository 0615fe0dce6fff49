import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { segmentOf } from "../../../core/fixtures";
import HistoryTab from "./HistoryTab.svelte";
import { standing } from "./standing";

const event = (seq: number, action: string, by: string) => ({
  ...{ seq, at: "2026-01-01T10:00:00Z", actor: by, actor_name: by, action, before: null, after: null },
});

describe("the history of a segment", () => {
  let bench: ReturnType<typeof standing>;
  beforeEach(() => {
    bench = standing();
  });
  afterEach(() => bench.end());

  it("is never that of the segment before, while its own is on its way", async () => {
    const { store, coder, me } = bench.engine;
    for (const id of ["a", "b"]) store.put("segment", segmentOf({ id, coder: me.id }));
    const answers = new Map<string, (events: unknown) => void>();
    vi.spyOn(api, "get").mockImplementation((_, { query } = {}) => {
      return new Promise((resolve) => answers.set(String(query?.object), (results) => resolve({ results } as never)));
    });
    const rows = () => document.querySelectorAll("li").length;
    const answer = async (id: string, events: unknown) => {
      answers.get(id)?.(events);
      await vi.waitFor(() => flushSync());
    };
    coder.select("a");
    bench.show(HistoryTab);
    await answer("a", [event(1, "segment.create", "Mina"), event(2, "segment.change", "Mina")]);
    await vi.waitFor(() => expect(rows()).toBe(2));
    coder.select("b");
    flushSync();
    expect(rows()).toBe(0);
    await answer("b", [event(3, "segment.create", "Yuna")]);
    await vi.waitFor(() => expect(rows()).toBe(1));
  });
});
