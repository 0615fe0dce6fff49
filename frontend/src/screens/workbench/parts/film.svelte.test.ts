import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import Film from "./Film.svelte";

describe("a film", () => {
  const video = document.createElement("video");
  let shape = $state(0);
  const props = $state({
    video,
    playing: null as { source: string; kind: string } | null,
    onmeasured: (width: number, height: number) => {
      if (shape === 0 || Math.abs(width / height - shape) > 0.02) shape = width / height;
    },
  });
  let film: ReturnType<typeof mount>;
  let put: { mock: { calls: unknown[][] } };

  beforeEach(() => {
    shape = 0;
    Object.assign(video, { className: "" });
    Object.defineProperties(video, {
      videoWidth: { value: 160, configurable: true },
      videoHeight: { value: 90, configurable: true },
    });
    put = vi.spyOn(Element.prototype, "append");
    film = mount(Film, { target: document.body, props });
    flushSync();
  });
  afterEach(() => void unmount(film));

  it("that knows its size already is measured, and stays where it was put whatever that changes", () => {
    expect(shape).toBeCloseTo(16 / 9);
    shape = 1;
    flushSync();
    Object.defineProperty(video, "videoHeight", { value: 120, configurable: true });
    video.dispatchEvent(new Event("loadedmetadata"));
    flushSync();
    expect(shape).toBeCloseTo(4 / 3);
    expect(put.mock.calls.filter(([node]) => node === video)).toHaveLength(1);
  });

  it("says what it plays while it is looked at, and nothing behind another", () => {
    props.playing = { source: "ready", kind: "proxy" };
    flushSync();
    expect(video.matches(".front[data-source=ready][data-kind=proxy]")).toBe(true);
    props.playing = null;
    flushSync();
    expect(video.matches(".front, [data-source], [data-kind]")).toBe(false);
  });
});
