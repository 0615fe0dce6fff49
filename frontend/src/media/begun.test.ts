import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { beginToLoad, newVideo, takesOver, videoFor } from "./begun";
import { clock } from "./fakes";
import { type MediaLike, Player } from "./player";

const URL = "/api/v1/footage/f/media/proxy";
const loads = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  loads.mockReset();
  vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(loads);
});
afterEach(() => void vi.useRealTimers());

const play = (video: HTMLVideoElement, scope = new Scope()) => {
  const player = new Player(scope, clock);
  player.attach(video as unknown as MediaLike);
  player.use({ kind: "proxy", url: URL, offset: 0 });
  return player;
};

describe("a video that was begun", () => {
  it("is the one that the screen gets, once, and goes on loading", () => {
    beginToLoad(URL);
    const video = videoFor(URL);
    expect(video.getAttribute("src")).toBe(URL);
    expect(videoFor(URL)).not.toBe(video);
    const player = play(video);
    expect(player.status.value).toBe("loading");
    expect(loads).not.toHaveBeenCalled();
  });

  it("is ready at once for a player that comes after its metadata", () => {
    beginToLoad(URL);
    const video = videoFor(URL);
    Object.defineProperty(video, "readyState", { value: 1 });
    expect(play(video).status.value).toBe("ready");
    expect(video.currentTime).toBeGreaterThan(0);
  });

  it("is loaded anew after an error that nobody heard", () => {
    beginToLoad(URL);
    const video = videoFor(URL);
    Object.defineProperty(video, "error", { value: { code: 4 } });
    play(video);
    expect(loads).toHaveBeenCalledOnce();
  });

  it("is loaded anew whenever it is used again", () => {
    beginToLoad(URL);
    const video = videoFor(URL);
    const player = play(video);
    video.dispatchEvent(new Event("error"));
    expect(player.status.value).toBe("failed");
    player.retry();
    expect(loads).toHaveBeenCalledOnce();
  });

  it("is no other file's", () => {
    beginToLoad(URL);
    expect(videoFor("/api/v1/footage/g/media/proxy").hasAttribute("src")).toBe(false);
    const video = videoFor(URL);
    expect(takesOver(video, "/api/v1/footage/f/media/original")).toBe(false);
    expect(takesOver(video, URL)).toBe(false);
  });

  it("lets go of its file when nobody comes for it", () => {
    beginToLoad(URL);
    vi.advanceTimersByTime(30_000);
    expect(loads).toHaveBeenCalledOnce();
    expect(videoFor(URL).hasAttribute("src")).toBe(false);
  });
});

it("a new video stays in its place and has room for captions", () => {
  const names = newVideo().getAttributeNames().toSorted();
  expect(names).toEqual(["disablepictureinpicture", "playsinline", "preload"]);
  expect(newVideo().querySelector("track")?.kind).toBe("captions");
});
