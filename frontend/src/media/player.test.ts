import { effect, signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { clock, FakeVideo, RATE } from "./fakes";
import { Player, type Source } from "./player";

const ORIGINAL: Source = { kind: "original", url: "original", offset: 0 };
const LATE_PROXY: Source = { kind: "proxy", url: "proxy", offset: 0.5 };

function bench() {
  const scope = new Scope();
  const video = new FakeVideo();
  const player = new Player(scope, clock);
  player.attach(video);
  player.use(ORIGINAL);
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
    expect(player.wanted.value).toBe(190);
    player.pause();
    expect(player.speed.value).toBe(0);
  });

  it("asks the element before it tells anybody, and of what changes together once", () => {
    const { video, player } = bench();
    player.play();
    video.present(7);
    const told: [number | null, number, number][] = [];
    const end = effect(() => void told.push([player.wanted.value, player.speed.value, video.seeks.length]));
    player.step(1);
    player.step(1);
    video.present(8);
    expect(video.seeks).toEqual([8, 9]);
    expect(told).toEqual([
      [null, 1, 0],
      [8, 0, 1],
      [9, 0, 1],
    ]);
    end();
  });

  describe("shuttling back", () => {
    function rewound() {
      const one = bench();
      one.player.seek(800);
      one.video.present(800);
      one.player.shuttle(-1);
      vi.advanceTimersByTime(400);
      return one;
    }

    it("edits refer to the frame that is seen, not to the one that the clock has reached", () => {
      const { video, player } = rewound();
      expect([player.wanted.value, player.shown.value, player.frame.value]).toEqual([790, 800, 800]);
      const [first = 0] = video.seeks.slice(-1);
      video.present(first);
      expect(player.frame.value).toBe(first);
      expect(player.wanted.value).toBe(790);
    });

    it("stops on the frame that is seen, and steps from it", () => {
      const { video, player } = rewound();
      player.pause();
      expect([player.wanted.value, player.frame.value]).toEqual([800, 800]);
      video.present(800);
      expect([player.wanted.value, player.shown.value]).toEqual([null, 800]);
      player.shuttle(-1);
      vi.advanceTimersByTime(400);
      player.step(-1);
      expect(player.frame.value).toBe(799);
    });

    it("turns round on the frame that is seen", () => {
      const { video, player } = rewound();
      player.shuttle(1);
      expect([player.wanted.value, player.speed.value, video.paused]).toEqual([800, 1, false]);
      video.present(801);
      expect([player.wanted.value, player.shown.value]).toEqual([null, 801]);
    });

    it("goes on from a place that is asked for meanwhile", () => {
      const { player } = rewound();
      player.seek(500);
      vi.advanceTimersByTime(400);
      expect([player.wanted.value, player.speed.value]).toEqual([490, -1]);
    });

    it("is as fast as the keys say however slow the decoder is, and its lag does not grow", () => {
      const { video, player } = bench();
      player.seek(999);
      video.present(999);
      for (let press = 0; press < 4; press += 1) player.shuttle(-1);
      expect(player.speed.value).toBe(-8);
      const decoding = 200;
      const lags: number[] = [];
      for (let passed = 0; passed < 4000; passed += decoding) {
        vi.advanceTimersByTime(decoding);
        video.present(video.seeks.at(-1) ?? 0);
        lags.push(player.shown.value - (999 - ((passed + decoding) / 1000) * 8 * RATE));
      }
      const most = (decoding / 1000) * 8 * RATE;
      expect(lags.filter((lag) => lag > most + 4)).toEqual([]);
      expect(player.shown.value).toBeLessThan(999 - 3.5 * 8 * RATE);
    });

    it("waits for a picture that is not there yet, and goes on from it", () => {
      const { video, player } = bench();
      let there = false;
      const stream = {
        ...{ url: "parts", problem: signal(null), lacking: () => null, want: () => {}, retry: () => {} },
        has: (frame: number) => there || frame > 790,
        onArrival: () => {},
      };
      player.use({ kind: "chunks", stream: () => stream });
      video.loaded();
      player.seek(800);
      video.present(800);
      player.shuttle(-1);
      for (let passed = 0; passed < 4000; passed += 100) {
        vi.advanceTimersByTime(100);
        if (!player.starving.value) video.present(video.seeks.at(-1) ?? 0);
      }
      expect(player.starving.value).toBe(790);
      there = true;
      stream.onArrival();
      video.present(790);
      vi.advanceTimersByTime(400);
      expect(player.wanted.value).toBe(780);
    });

    it("comes to rest at the first frame", () => {
      const { video, player } = bench();
      player.seek(5);
      video.present(5);
      player.shuttle(-1);
      vi.advanceTimersByTime(400);
      video.present(video.seeks.at(-1) ?? 0);
      expect([player.speed.value, player.frame.value]).toEqual([0, 0]);
      video.present(0);
      expect([player.shown.value, player.wanted.value]).toEqual([0, null]);
    });
  });

  it("swaps to another source at the same frame and goes on playing", () => {
    const { video, player } = bench();
    player.seek(40);
    video.present(40);
    player.play(2);
    video.present(60);
    video.seeks.length = 0;
    video.paused = true;
    player.use(LATE_PROXY);
    video.loaded();
    expect(video.src).toBe("proxy");
    expect(video.currentTime).toBeCloseTo(60.5 / RATE + 0.5, 12);
    expect(video.paused).toBe(false);
    video.present(60, 0.5);
    expect(player.shown.value).toBe(60);
  });

  it("turns back with the last frame of a loop, so that none outside is seen", () => {
    const { video, player } = bench();
    player.loop.value = { start: 10, end: 20 };
    player.seek(17);
    video.present(17);
    player.play();
    video.seeks.length = 0;
    video.present(18);
    expect(video.seeks).toEqual([]);
    video.present(19);
    expect(video.seeks).toEqual([10]);
    video.present(11);
    expect(player.wanted.value).toBeNull();
  });

  it("turns back earlier where frames pass faster", () => {
    const { video, player } = bench();
    player.loop.value = { start: 100, end: 200 };
    player.seek(188);
    video.present(188);
    video.seeks.length = 0;
    player.play(8);
    for (const frame of [191, 192]) video.present(frame);
    expect(video.seeks).toEqual([]);
    video.present(193);
    expect(video.seeks).toEqual([100]);
  });

  it("turns back earlier where a slow computer leaves frames out", () => {
    const { video, player } = bench();
    player.loop.value = { start: 100, end: 200 };
    player.seek(190);
    video.present(190);
    video.seeks.length = 0;
    player.play();
    for (const frame of [193, 196]) video.present(frame);
    expect(video.seeks).toEqual([]);
    video.present(198);
    expect(video.seeks).toEqual([100]);
  });

  it("does not take a frame behind the end of a loop for its start, however short the loop", () => {
    const { video, player } = bench();
    player.loop.value = { start: 10, end: 12 };
    player.play();
    video.present(11);
    video.present(12);
    expect(player.wanted.value).toBe(10);
    video.present(10);
    expect(player.wanted.value).toBeNull();
  });

  it("loops over the end of the recording, where without a loop it stops", () => {
    const { video, player } = bench();
    player.loop.value = { start: 990, end: 1000 };
    player.play();
    video.present(997);
    video.paused = true;
    video.dispatchEvent(new Event("ended"));
    expect([video.seeks, video.paused, player.speed.value]).toEqual([[990], false, 1]);
    player.loop.value = null;
    video.present(990);
    video.dispatchEvent(new Event("ended"));
    expect(player.speed.value).toBe(0);
  });

  it("keeps the pitch at any speed", () => {
    const { video, player } = bench();
    player.play(1.5);
    expect([video.playbackRate, video.preservesPitch]).toEqual([1.5, true]);
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

  it("tries a failed source again at the same frame", () => {
    const { video, player } = bench();
    player.seek(40);
    video.dispatchEvent(new Event("error"));
    player.retry();
    expect(player.status.value).toBe("loading");
    video.loaded();
    video.present(40);
    expect([player.status.value, player.shown.value, player.wanted.value]).toEqual(["ready", 40, null]);
  });
});
