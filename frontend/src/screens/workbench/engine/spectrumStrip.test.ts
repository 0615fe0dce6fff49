import { signal } from "@preact/signals-core";
import { expect, it, vi } from "vitest";
import { ownPlace } from "../../../core/ownPlace";
import { Scope } from "../../../core/scope";
import { FrameRate } from "../../../core/time";
import { keyOf } from "../../../timeline/spectrum/tiles";
import type { Question } from "../../../timeline/spectrum/worker";
import { SpectrumStrip } from "./spectrumStrip";

class Worker extends EventTarget {
  readonly asked: Question[] = [];
  readonly terminate = vi.fn();
  postMessage(question: Question): void {
    this.asked.push(question);
  }
  answer(key: string, levels: Uint8Array | null = new Uint8Array(1)): void {
    this.dispatchEvent(new MessageEvent("message", { data: { key, levels } }));
  }
}

function strip(kept = "", sounds = true) {
  const workers = [new Worker(), new Worker(), new Worker()] as const;
  const [worker] = workers;
  let started = 0;
  const scope = new Scope();
  const view = signal({ start: 0, span: 250, width: 1000, frames: 400_000 });
  const ready = signal(true);
  const written = new Map([[ownPlace("spectrum", "me"), kept]]);
  const shelf = {
    getItem: (key: string) => written.get(key) ?? null,
    setItem: (key: string, value: string) => void written.set(key, value),
  };
  const work = () => {
    started += 1;
    return workers[started - 1] as unknown as globalThis.Worker;
  };
  const made = new SpectrumStrip({
    scope,
    view,
    sounds: signal(sounds),
    ready,
    rate: new FrameRate(25, 1),
    url: "/audio",
    person: "me",
    shelf,
    work,
  });
  const keys = () => worker.asked.map(({ tile }) => keyOf(tile));
  return { strip: made, worker, next: workers[1], last: workers[2], scope, view, ready, written, keys };
}

it("asks for nothing while it is off, and remembers that it is on", () => {
  const { strip: off, worker, written } = strip();
  expect(worker.asked).toEqual([]);
  off.toggle();
  expect(worker.asked.length).toBeGreaterThan(0);
  expect(written.get(ownPlace("spectrum", "me"))).toBe("on");
});

it("has two tiles under way at most, and goes on with what the window shows by then", () => {
  const { strip: on, worker, view, keys } = strip("on");
  expect(keys()).toEqual(["128:0", "128:1"]);
  view.value = { ...view.value, start: 200_000 };
  expect(keys()).toHaveLength(2);
  worker.answer("128:0");
  expect(keys()[2]).toMatch(/^128:39/);
  expect(on.tiles.value).toEqual([]);
  view.value = { ...view.value, start: 0 };
  expect(on.tiles.value.map(keyOf)).toEqual(["128:0"]);
});

it("waits for the sound, and for a window that is not too wide", () => {
  const { strip: on, worker, view, ready } = strip("on");
  ready.value = false;
  expect(on.state.value).toBe("waiting");
  ready.value = true;
  const before = worker.asked.length;
  view.value = { ...view.value, span: 400_000 };
  expect([on.state.value, worker.asked.length]).toEqual(["far", before]);
});

it("takes no room in a recording without sound, and is there again in the next one", () => {
  const { strip: silent, worker, written } = strip("on", false);
  expect([silent.drawn.value, worker.asked]).toEqual([false, []]);
  expect(written.get(ownPlace("spectrum", "me"))).toBe("on");
  expect(strip("on").strip.drawn.value).toBe(true);
});

it("says that sound cannot be read, and tries again", () => {
  vi.useFakeTimers();
  const { strip: on, worker, keys, scope } = strip("on");
  worker.answer("128:0", null);
  expect(on.state.value).toBe("failed");
  vi.advanceTimersByTime(3000);
  expect(keys().filter((key) => key === "128:0")).toHaveLength(2);
  worker.answer("128:0");
  expect(on.state.value).toBe("shown");
  scope.dispose();
  expect(worker.terminate).toHaveBeenCalled();
  vi.useRealTimers();
});

it("asks a new worker where the one it had could not start", () => {
  vi.useFakeTimers();
  const { strip: on, worker, next, scope } = strip("on");
  worker.dispatchEvent(new Event("error"));
  expect(worker.terminate).toHaveBeenCalled();
  expect(on.state.value).toBe("failed");
  vi.advanceTimersByTime(3000);
  expect(next.asked.map(({ tile }) => keyOf(tile))).toEqual(["128:0", "128:1"]);
  next.answer("128:0");
  expect(on.state.value).toBe("shown");
  scope.dispose();
  vi.useRealTimers();
});

it("asks for each tile once, where a second worker is lost before the first wait is over", () => {
  vi.useFakeTimers();
  const { worker, next, last, view, scope } = strip("on");
  worker.answer("128:0");
  worker.answer("128:1", null);
  vi.advanceTimersByTime(1500);
  worker.dispatchEvent(new Event("error"));
  view.value = { ...view.value, start: 200_000 };
  vi.advanceTimersByTime(1500);
  expect(next.asked.length).toBeGreaterThan(0);
  vi.advanceTimersByTime(5000);
  const asked = [...next.asked, ...last.asked].map(({ tile }) => keyOf(tile));
  expect(asked).toEqual([...new Set(asked)]);
  scope.dispose();
  vi.useRealTimers();
});
