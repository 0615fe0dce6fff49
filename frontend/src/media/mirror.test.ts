import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Scope } from "../core/scope";
import type { MediaLike } from "./deck";
import { mirror } from "./mirror";
import type { Still } from "./stills";

const RATE = 25;
/** What the element hands out when it is asked for its picture, by frame. */
let handedOut = 0;
let closed = 0;
let painted: (number | string)[] = [];

class FakePicture {
  readonly frame = handedOut;
  readonly timestamp = Math.round((handedOut / RATE) * 1e6);
  close(): void {
    closed += 1;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("VideoFrame", FakePicture);
  handedOut = 0;
  closed = 0;
  painted = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watched(frame: number) {
  const scope = new Scope();
  const shown = signal(frame);
  const still = signal<Still<ImageBitmap> | null>(null);
  const front = signal({ readyState: 2, videoWidth: 320, videoHeight: 180 } as unknown as MediaLike);
  const canvas = { width: 0, height: 0 } as HTMLCanvasElement;
  const drawImage = (source: FakePicture | { name: string }) =>
    painted.push("name" in source ? source.name : source.frame);
  Object.assign(canvas, { getContext: () => ({ canvas, drawImage }) });
  mirror(scope, { front, shown, still, frameAt: (time) => Math.round(time * RATE) }, canvas);
  return { scope, shown, still, canvas };
}

test("a picture that is the frame shown is painted once", () => {
  handedOut = 7;
  const { canvas } = watched(7);
  vi.advanceTimersByTime(2000);
  expect(painted).toEqual([7]);
  expect(canvas).toMatchObject({ width: 320, height: 180 });
});

test("an element that still hands out the frame before is asked again until it is the one shown", () => {
  handedOut = 6;
  watched(7);
  vi.advanceTimersByTime(200);
  expect(painted.at(-1)).toBe(6);
  handedOut = 7;
  vi.advanceTimersByTime(20);
  expect(painted.at(-1)).toBe(7);
  const asked = painted.length;
  vi.advanceTimersByTime(2000);
  expect(painted).toHaveLength(asked);
  expect(closed).toBe(asked);
});

test("it is not asked for ever, and not after the scope has ended", () => {
  handedOut = 6;
  const { shown, scope } = watched(7);
  vi.advanceTimersByTime(60_000);
  const asked = painted.length;
  expect(asked).toBeLessThan(100);
  shown.value = 8;
  expect(painted).toHaveLength(asked + 1);
  scope.dispose();
  vi.advanceTimersByTime(60_000);
  expect(painted).toHaveLength(asked + 1);
});

test("a still stands in for the picture, which no longer paints over it", () => {
  handedOut = 6;
  const { still } = watched(7);
  still.value = { frame: 7, image: { name: "still", width: 1920, height: 1080 } as unknown as ImageBitmap };
  vi.advanceTimersByTime(2000);
  expect(painted.at(-1)).toBe("still");
});
