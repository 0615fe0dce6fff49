import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { clock, FakeVideo, RATE } from "./fakes";
import { Player, type Source } from "./player";

const ORIGINAL: Source = { kind: "original", url: "original", offset: 0 };
const LATE_PROXY: Source = { kind: "proxy", url: "proxy", offset: 0.5 };
/** What a swap takes to be painted, and what it takes until the element behind is sent ahead. */
const TWO_FRAMES_MS = 40;
const AHEAD_MS = 60;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
