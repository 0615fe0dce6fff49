import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { type MediaLike, Player, type PlayerClock } from "./player";

const RATE = 25;
const clock: PlayerClock = {
  frames: 1000,
  nominal: RATE,
  seekTime: (frame, aim) => (frame + 0.5 + aim) / RATE,
  frameOfMediaTime: (time) => Math.round(time * RATE),
};

/** A video whose presentation the test decides, frame by frame. */
class FakeVideo extends EventTarget implements MediaLike {
  src = "";
  playbackRate = 1;
  paused = true;
  readyState = 0;
  readonly seeks: number[] = [];
  #callback: ((now: number, frame: { mediaTime: number }) => void) | null = null;
  #time = 0;

  get currentTime(): number {
    return this.#time;
  }
  set currentTime(time: number) {
    this.#time = time;
    this.seeks.push(Math.floor(time * RATE + 1e-9));
  }
  load(): void {
    this.readyState = 0;
  }
  async play(): Promise<void> {
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  requestVideoFrameCallback(callback: (now: number, frame: { mediaTime: number }) => void): number {
    this.#callback = callback;
    return 1;
  }
  cancelVideoFrameCallback(): void {
    this.#callback = null;
  }
  loaded(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("loadedmetadata"));
  }
  present(frame: number, offset = 0): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(0, { mediaTime: frame / RATE + offset });
  }
}

function bench() {
  const scope = new Scope();
  const video = new FakeVideo();
  const player = new Player(scope, clock);
  player.attach(video);
  player.setSource("original", 0);
  video.loaded();
  video.present(0);
  video.seeks.length = 0;
  return { scope, video, player };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("Player", () => {
  it("seeks to the middle of a frame and is there only when that very frame was presented", () => {
    const { video, player } = bench();
    player.seek(40);
    expect(video.currentTime).toBeCloseTo(40.5 / RATE, 12);
    video.dispatchEvent(new Event("seeked"));
    video.present(39);
    expect(player.wanted.value).toBe(40);
    expect(player.shown.value).toBe(39);
    video.present(40);
    expect(player.wanted.value).toBeNull();
    expect(player.shown.value).toBe(40);
  });

  it("keeps one seek in the air and then goes to the latest wanted frame only", () => {
    const { video, player } = bench();
    for (const frame of [40, 41, 42, 300]) player.seek(frame);
    expect(video.seeks).toEqual([40]);
    video.present(40);
    expect(video.seeks).toEqual([40, 300]);
    expect(player.frame.value).toBe(300);
    video.present(300);
    expect(player.wanted.value).toBeNull();
  });

  it("tries again inside the same frame when nothing was presented", () => {
    const { video, player } = bench();
    player.seek(40);
    vi.advanceTimersByTime(1200);
    vi.advanceTimersByTime(1200);
    expect(video.seeks).toEqual([40, 40, 40]);
    expect(player.attempts.value).toBe(2);
    video.present(40);
    expect(player.attempts.value).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(video.seeks).toHaveLength(3);
  });

  it("does not wait long once the frame is decoded and only its callback is missing", () => {
    const { video, player } = bench();
    player.seek(40);
    vi.advanceTimersByTime(1000);
    video.dispatchEvent(new Event("seeked"));
    vi.advanceTimersByTime(249);
    expect(video.seeks).toEqual([40]);
    vi.advanceTimersByTime(1);
    expect(video.seeks).toEqual([40, 40]);
    video.dispatchEvent(new Event("seeked"));
    vi.advanceTimersByTime(499);
    expect(video.seeks).toHaveLength(2);
    video.present(40);
    video.dispatchEvent(new Event("seeked"));
    vi.advanceTimersByTime(5000);
    expect(video.seeks).toHaveLength(2);
  });

  it("steps both ways from the frame that is wanted, and stays inside the footage", () => {
    const { video, player } = bench();
    player.step(1);
    player.step(1);
    player.step(25);
    video.present(1);
    video.present(27);
    expect(player.shown.value).toBe(27);
    player.step(-1);
    video.present(26);
    expect(player.shown.value).toBe(26);
    player.step(-100);
    expect(player.frame.value).toBe(0);
    video.present(0);
    player.step(5000);
    expect(player.frame.value).toBe(999);
  });

  it("edits refer to the frame on its way while at rest, and to the frame presented while playing", () => {
    const { video, player } = bench();
    player.seek(40);
    expect([player.frame.value, player.shown.value]).toEqual([40, 0]);
    video.present(40);
    player.play();
    video.present(41);
    expect(player.frame.value).toBe(41);
  });

  it("stops on the frame shown and asks for exactly that one again", () => {
    const { video, player } = bench();
    player.play();
    for (const frame of [1, 2, 3]) video.present(frame);
    player.pause();
    expect(video.paused).toBe(true);
    video.present(4);
    expect(player.wanted.value).toBe(3);
    video.present(3);
    expect(player.shown.value).toBe(3);
    expect(player.wanted.value).toBeNull();
  });

  it("shuttles forward in doubling speed, turns round, and stops", () => {
    const { video, player } = bench();
    for (const speed of [1, 2, 4, 8, 8]) {
      player.shuttle(1);
      expect(player.speed.value).toBe(speed);
    }
    video.present(200);
    player.shuttle(-1);
    expect(player.speed.value).toBe(-1);
    expect(video.paused).toBe(true);
    vi.advanceTimersByTime(400);
    expect(player.frame.value).toBe(190);
    player.pause();
    expect(player.speed.value).toBe(0);
  });

  it("swaps to another source at the same frame and goes on playing", () => {
    const { video, player } = bench();
    player.seek(40);
    video.present(40);
    player.play(2);
    video.present(60);
    video.seeks.length = 0;
    video.paused = true;
    player.setSource("proxy", 0.5);
    video.loaded();
    expect(video.src).toBe("proxy");
    expect(video.currentTime).toBeCloseTo(60.5 / RATE + 0.5, 12);
    expect(video.paused).toBe(false);
    video.present(60, 0.5);
    expect(player.shown.value).toBe(60);
  });

  it("plays a loop", () => {
    const { video, player } = bench();
    player.loop.value = { start: 10, end: 20 };
    player.play();
    video.present(19);
    expect(video.seeks).toEqual([]);
    video.present(20);
    expect(video.seeks).toEqual([10]);
    video.present(11);
    expect(player.wanted.value).toBeNull();
  });

  it("reports every frame with its speed, and nothing after the end of its scope", () => {
    const { scope, video, player } = bench();
    const seen: [number, number][] = [];
    player.onPresented = (frame, speed) => seen.push([frame, speed]);
    player.play();
    video.present(1);
    scope.dispose();
    video.present(2);
    expect(seen).toEqual([[1, 1]]);
  });

  it("says when the picture can't be loaded", () => {
    const { video, player } = bench();
    video.dispatchEvent(new Event("error"));
    expect(player.status.value).toBe("failed");
  });
});
