import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Editor } from "../core/editor";
import { segmentOf } from "../core/fixtures";
import { History } from "../core/history";
import { NoAnswer, type Op, type Reply } from "../core/ops";
import { Outbox } from "../core/outbox";
import { Store } from "../core/store";
import { sendAfterwards } from "./afterwards";
import { unsent } from "./unsent";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A recording that is left with one mark on it, and a server that may be away. */
async function left(durable: boolean, away: boolean) {
  const server = { away, sent: [] as Op[] };
  const store = new Store();
  const disk = new Set<string>();
  const transport = {
    send: async (op: Op): Promise<Reply> => {
      if (server.away) throw new NoAnswer();
      server.sent.push(op);
      return { status: 200, object: segmentOf(), problem: null };
    },
    current: async () => null,
  };
  const keeping = {
    durable: signal(durable),
    write: async (put: readonly Op[], drop: readonly string[]) => {
      for (const op of put) disk.add(op.key);
      for (const key of drop) disk.delete(key);
    },
    read: async () => [],
  };
  const outbox = new Outbox(store, transport, { withdrawn: () => {} }, keeping);
  await outbox.open();
  await vi.advanceTimersByTimeAsync(0);
  const ended = vi.fn(() => outbox.dispose());
  new Editor(store, new History(), outbox, () => 0).create("segment", segmentOf({ version: 0 }), "mark");
  sendAfterwards(outbox, ended);
  return { server, disk, ended };
}

it.each([true, false])("sends what waits before it ends (kept: %s)", async (durable) => {
  const { server, disk, ended } = await left(durable, false);
  expect(ended).not.toHaveBeenCalled();
  expect(unsent.value).toEqual(durable ? { kept: 1, onlyHere: 0 } : { kept: 0, onlyHere: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(server.sent).toHaveLength(1);
  expect(disk.size).toBe(0);
  expect(ended).toHaveBeenCalledOnce();
  expect(unsent.value).toEqual({ kept: 0, onlyHere: 0 });
});

it("ends at an answer that fails, when the disk has everything", async () => {
  const { disk, ended } = await left(true, true);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toHaveBeenCalledOnce();
  expect(disk.size).toBe(1);
});

it("tries on where nothing is kept", async () => {
  const { server, ended } = await left(false, true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).not.toHaveBeenCalled();
  server.away = false;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(server.sent).toHaveLength(1);
  expect(ended).toHaveBeenCalledOnce();
});
