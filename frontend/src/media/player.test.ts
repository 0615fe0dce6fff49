import { effect, signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { clock, FakeVideo, RATE } from "./fakes";
import { Player, type Source } from "./player";

const ORIGINAL: Source = { kind: "original", url: "original", offset: 0 };
/** What a swap takes to be painted, and what it takes until the element behind is sent ahead. */
const TWO_FRAMES_MS = 40;
const AHEAD_MS = 60;
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

function pair() {
  const scope = new Scope();
  const [front, spare] = [new FakeVideo(), new FakeVideo()];
  const player = new Player(scope, clock);
  player.attach(front, spare);
  player.use(ORIGINAL);
  front.loaded();
  front.present(0);
  player.seek(40);
  front.present(40);
  return { scope, front, spare, player };
}

describe("Player with two elements", () => {
  it("looks at the old source until the new one has presented exactly the wanted frame", () => {
    const { front, spare, player } = pair();
    player.use(LATE_PROXY);
    expect([spare.src, player.playing.value]).toEqual(["proxy", "original"]);
    spare.loaded();
    expect(spare.currentTime).toBeCloseTo(40.5 / RATE + 0.5, 12);
    spare.present(39, 0.5);
    expect(player.front.value).toBe(front);
    spare.present(40, 0.5);
    expect(player.front.value).toBe(spare);
    expect([player.playing.value, player.status.value, player.shown.value]).toEqual(["proxy", "ready", 40]);
  });

  it("keeps the speed, and lets go of the old source when the new one is painted", () => {
    const { front, spare, player } = pair();
    player.use(LATE_PROXY);
    spare.loaded();
    spare.present(40, 0.5);
    expect(front.src).toBe("original");
    vi.advanceTimersByTime(TWO_FRAMES_MS);
    expect(front.src).toBe("");
    player.play(2);
    expect([spare.paused, spare.playbackRate, front.paused]).toEqual([false, 2, true]);
  });

  it("keeps a yet better source that comes before the old one is let go", () => {
    const { front, spare, player } = pair();
    player.use(LATE_PROXY);
    spare.loaded();
    spare.present(40, 0.5);
    player.use({ kind: "better", url: "better", offset: 0 });
    vi.advanceTimersByTime(100);
    expect(front.src).toBe("better");
  });

  it("loses no key press: the new source follows every seek and takes over at the latest one", () => {
    const { front, spare, player } = pair();
    player.use(LATE_PROXY);
    player.seek(50);
    spare.loaded();
    player.step(1);
    spare.present(50, 0.5);
    expect(player.front.value).toBe(front);
    expect(player.frame.value).toBe(51);
    spare.present(51, 0.5);
    expect(player.front.value).toBe(spare);
    expect([player.shown.value, player.wanted.value]).toEqual([51, null]);
    front.present(51);
    expect(player.shown.value).toBe(51);
  });

  it("does not break into what is playing, and takes over at the next stop", () => {
    const { front, spare, player } = pair();
    player.play();
    player.use(LATE_PROXY);
    spare.loaded();
    spare.present(40, 0.5);
    front.present(44);
    expect([player.front.value === front, spare.paused]).toEqual([true, true]);
    player.pause();
    expect(player.wanted.value).toBe(44);
    spare.present(44, 0.5);
    expect(player.front.value).toBe(spare);
    expect(spare.paused).toBe(true);
  });

  it("takes over at a seek while playing, and plays on", () => {
    const { front, spare, player } = pair();
    player.play(2);
    player.use(LATE_PROXY);
    spare.loaded();
    spare.present(40, 0.5);
    player.seek(300);
    spare.present(300, 0.5);
    expect(player.front.value).toBe(spare);
    expect([spare.paused, spare.playbackRate, front.paused, player.speed.value]).toEqual([false, 2, true, 2]);
  });

  it("takes over when playing has run out", () => {
    const { front, spare, player } = pair();
    player.play();
    player.use(LATE_PROXY);
    spare.loaded();
    spare.present(40, 0.5);
    front.present(60);
    front.dispatchEvent(new Event("waiting"));
    front.present(61);
    spare.present(60, 0.5);
    expect(player.front.value).toBe(front);
    expect(spare.currentTime).toBeCloseTo(61.5 / RATE + 0.5, 12);
    spare.present(61, 0.5);
    expect([player.front.value === spare, spare.paused, player.shown.value]).toEqual([true, false, 61]);
  });

  it("stays with the old source when the new one fails, and tries it again later", () => {
    const { front, spare, player } = pair();
    player.use(LATE_PROXY);
    spare.dispatchEvent(new Event("error"));
    expect([player.status.value, player.front.value === front, spare.src]).toEqual(["ready", true, ""]);
    vi.advanceTimersByTime(10_000);
    expect(spare.src).toBe("proxy");
  });
});

describe("Player one step ahead", () => {
  /** The element behind stands on frame 41. */
  function ahead() {
    const parts = pair();
    vi.advanceTimersByTime(AHEAD_MS);
    parts.spare.loaded();
    parts.spare.present(41);
    parts.front.seeks.length = 0;
    parts.spare.seeks.length = 0;
    return parts;
  }

  it("shows the next frame at once, and sends the element that showed the last one further", () => {
    const { front, spare, player } = ahead();
    player.step(1);
    expect([player.shown.value, player.wanted.value, player.front.value]).toEqual([41, null, spare]);
    expect([front.seeks, spare.seeks]).toEqual([[], []]);
    vi.advanceTimersByTime(TWO_FRAMES_MS);
    expect(front.seeks).toEqual([]);
    vi.advanceTimersByTime(AHEAD_MS - TWO_FRAMES_MS);
    expect(front.seeks).toEqual([42]);
    front.present(42);
    player.step(1);
    expect([player.shown.value, player.front.value]).toEqual([42, front]);
  });

  it("turns with the person, and takes steps as long as theirs", () => {
    const { front, spare, player } = ahead();
    player.step(-25);
    expect(front.seeks).toEqual([15]);
    front.present(15);
    vi.advanceTimersByTime(AHEAD_MS);
    expect([spare.seeks, player.front.value]).toEqual([[], front]);
  });

  it("does nothing ahead before somebody has moved, while a key is held, or while it plays", () => {
    const scope = new Scope();
    const [front, spare] = [new FakeVideo(), new FakeVideo()];
    const player = new Player(scope, clock);
    player.attach(front, spare);
    player.use(ORIGINAL);
    front.loaded();
    front.present(0);
    vi.advanceTimersByTime(1000);
    expect(spare.src).toBe("");
    for (let frame = 1; frame < 20; frame += 1) {
      player.step(1);
      front.present(frame);
      vi.advanceTimersByTime(33);
    }
    expect(spare.src).toBe("");
    player.play();
    front.present(20);
    vi.advanceTimersByTime(1000);
    expect(spare.src).toBe("");
  });

  it("takes whichever element is there first, where a step comes before the one behind has arrived", () => {
    const { front, spare, player } = pair();
    vi.advanceTimersByTime(AHEAD_MS);
    spare.loaded();
    player.step(1);
    expect(player.wanted.value).toBe(41);
    spare.present(41);
    expect([player.shown.value, player.wanted.value, player.front.value]).toEqual([41, null, spare]);
    front.present(41);
    expect(player.front.value).toBe(spare);
  });

  it("does not go to the frame behind while it is on its way to another one", () => {
    const { front, spare, player } = ahead();
    player.seek(100);
    front.present(100);
    vi.advanceTimersByTime(AHEAD_MS);
    expect(spare.seeks).toEqual([101]);
    player.seek(41);
    spare.present(41);
    expect([player.front.value, player.wanted.value]).toEqual([front, 41]);
    front.present(41);
    expect(player.shown.value).toBe(41);
  });

  it("gives its place to a better source, and plays what it shows", () => {
    const { front, spare, player } = ahead();
    player.step(1);
    player.play(2);
    expect([spare.paused, spare.playbackRate, front.paused]).toEqual([false, 2, true]);
    player.pause();
    spare.present(41);
    player.use(LATE_PROXY);
    front.loaded();
    front.present(41, 0.5);
    expect([player.front.value, player.playing.value]).toEqual([front, "proxy"]);
    vi.advanceTimersByTime(TWO_FRAMES_MS);
    expect(spare.src).toBe("");
    vi.advanceTimersByTime(AHEAD_MS);
    expect(spare.src).toBe("proxy");
  });

  it("lets go of its copy of a source that has failed, and plays what is given in its place", () => {
    const { front, spare, player } = ahead();
    front.dispatchEvent(new Event("error"));
    expect(player.status.value).toBe("failed");
    player.use(LATE_PROXY);
    expect([front.src, spare.src]).toEqual(["proxy", ""]);
    front.loaded();
    player.seek(41);
    spare.present(41);
    expect(player.front.value).toBe(front);
    front.present(41, 0.5);
    expect([player.front.value, player.playing.value, player.shown.value]).toEqual([front, "proxy", 41]);
    vi.advanceTimersByTime(60_000);
    expect(player.playing.value).toBe("proxy");
  });

  it("brings nothing to the front while that one is on its way elsewhere", () => {
    const { front, spare, player } = ahead();
    player.seek(100);
    player.seek(41);
    expect([player.front.value, player.wanted.value]).toEqual([front, 41]);
    front.present(100);
    front.present(41);
    expect([player.front.value, player.shown.value, spare.seeks]).toEqual([front, 41, []]);
  });

  it("goes on with one element where the other cannot load the same", () => {
    const { front, spare, player } = ahead();
    spare.dispatchEvent(new Event("error"));
    expect(spare.src).toBe("");
    player.step(1);
    expect(front.seeks).toEqual([41]);
    front.present(41);
    vi.advanceTimersByTime(60_000);
    expect([spare.src, player.shown.value]).toEqual(["", 41]);
  });
});
