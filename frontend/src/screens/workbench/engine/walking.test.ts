import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeVideo } from "../../../media/fakes";
import { Engine } from "./engine";
import type { Recording } from "./load";

const ME = { id: "me", name: "D. Oh", leads: false, codes: true };
const FOOTAGE = {
  ...{ id: "f", project: "p", title: "Footage", derivatives: [], source: {} },
  clock: { rate: "25", frames: 10_000, start_timecode: "01:00:00:00", drop_frame: false },
} as unknown as Recording;

/** The window shows 1,000 frames from the first; the playhead is at 500. */
describe("the window on the recording", () => {
  let engine: Engine;
  let video: FakeVideo;
  const start = () => engine.session.view.peek().start;
  const lookAt = (frame: number) => {
    engine.session.view.value = { start: frame, span: 1000, width: 1000, frames: 10_000 };
  };

  beforeEach(() => {
    vi.spyOn(window, "fetch").mockRejectedValue(new TypeError("no network"));
    engine = new Engine(FOOTAGE, ME);
    video = new FakeVideo();
    engine.player.attach(video);
    engine.player.use({ kind: "proxy", url: "proxy", offset: 0 });
    video.loaded();
    video.present(0);
    lookAt(0);
    engine.player.seek(500);
    video.present(500);
  });

  it("turns the page when the playhead walks out of it", () => {
    engine.player.play();
    video.present(999);
    expect(start()).toBe(0);
    video.present(1000);
    expect(start()).toBe(960);
  });

  it("stays where somebody looks while the playhead walks elsewhere", () => {
    engine.player.play();
    lookAt(5000);
    for (const frame of [501, 502, 503]) video.present(frame);
    expect(start()).toBe(5000);
    engine.player.loop.value = { start: 490, end: 505 };
    video.present(504);
    video.present(490);
    engine.player.pause();
    expect(start()).toBe(5000);
  });

  it("follows again when the playhead has come to where somebody looks", () => {
    lookAt(5000);
    engine.player.play();
    video.present(5100);
    video.present(6000);
    expect(start()).toBe(5960);
  });

  it("shows every frame that somebody goes to, at rest and while playing", () => {
    lookAt(5000);
    engine.player.seek(500);
    expect(start()).toBe(200);
    lookAt(5000);
    engine.player.step(1);
    expect(start()).toBeLessThan(502);
    engine.player.play();
    lookAt(5000);
    engine.player.seek(2000);
    expect(start()).toBe(1700);
  });
});
