import { beforeEach, describe, expect, it, vi } from "vitest";
import { lineOf, segmentOf } from "../../../core/fixtures";
import { keyLabel } from "../../../core/keymap";
import { ownPlace } from "../../../core/ownPlace";
import type { Registry } from "../../../core/registry";
import { Scope } from "../../../core/scope";
import { PLAIN, WHOLE } from "../../../media/sight";
import { captionsOf } from "./captions";
import { Engine } from "./engine";
import { Habits } from "./habits";
import { registryOf } from "./registry";

const ME = { id: "me", name: "D. Oh", leads: false, codes: true };

const footage = (rate = "25"): ConstructorParameters<typeof Engine>[0] =>
  ({
    id: "f",
    project: "p",
    title: "Footage",
    derivatives: [],
    source: {},
    clock: { rate, frames: 1000, start_timecode: rate === "1000" ? "01:00:00:000" : "01:00:00:00", drop_frame: false },
  }) as unknown as ConstructorParameters<typeof Engine>[0];

const PLACE = ownPlace("player", "me");

beforeEach(() => localStorage.clear());

describe("Habits", () => {
  it("are there again for the same person, and for nobody else", () => {
    const first = new Habits(new Scope(), "me");
    first.volume.value = 0.35;
    first.boost.value = 12;
    first.channel.value = "left";
    first.rate.value = 1.25;
    first.captions.value = "both";
    first.adjust({ gamma: 1.8 });
    const again = new Habits(new Scope(), "me");
    expect([again.volume.value, again.boost.value, again.channel.value]).toEqual([0.35, 12, "left"]);
    expect([again.rate.value, again.captions.value, again.look.value.gamma]).toEqual([1.25, "both", 1.8]);
    const other = new Habits(new Scope(), "you");
    expect([other.volume.value, other.boost.value, other.look.value]).toEqual([1, 0, PLAIN]);
  });

  it("keep nothing that nobody chose", () => {
    new Habits(new Scope(), "me");
    expect(localStorage.length).toBe(0);
  });

  it.each([
    "{not json",
    "null",
    '{"volume":7,"boost":"loud","channel":"up","rate":3,"captions":1,"muted":"yes","look":{"gamma":99}}',
  ])("take what they cannot understand for nothing: %s", (kept) => {
    localStorage.setItem(PLACE, kept);
    const { volume, boost, channel, rate, captions, muted, look } = new Habits(new Scope(), "me");
    expect([volume.value, boost.value, channel.value, rate.value]).toEqual([1, 0, "both", 1]);
    expect([captions.value, muted.value, look.value]).toEqual(["translation", false, PLAIN]);
  });

  it("keep the picture within what can still be seen, and take back what they wrote", () => {
    const habits = new Habits(new Scope(), "me");
    habits.adjust({ brightness: 100, contrast: 0 });
    expect(habits.look.value).toEqual({ brightness: 2.8, contrast: 0.35, gamma: 1 });
    expect(new Habits(new Scope(), "me").look.value).toEqual(habits.look.value);
  });
});

describe("captionsOf", () => {
  const line = { text: "몰라요", translation: "I don't know", language: "ko" };
  const original = { text: "몰라요", lang: "ko" };
  const translation = { text: "I don't know" };

  it("shows what is chosen", () => {
    expect(captionsOf(line, "off", ["ru"])).toEqual([]);
    expect(captionsOf(line, "original", ["ru"])).toEqual([original]);
    expect(captionsOf(line, "translation", ["ru"])).toEqual([translation]);
    expect(captionsOf(line, "both", ["ru"])).toEqual([original, translation]);
    expect(captionsOf(null, "both", ["ru"])).toEqual([]);
  });

  it("lets the other one stand in for one that is missing, and says each once", () => {
    expect(captionsOf({ ...line, translation: "" }, "translation", ["ru"])).toEqual([original]);
    expect(captionsOf({ ...line, text: "" }, "original", ["ru"])).toEqual([translation]);
    expect(captionsOf({ ...line, text: "" }, "both", ["ru"])).toEqual([translation]);
  });
});

describe("commands of watching", () => {
  let engine: Engine;
  let registry: Registry;
  const run = (...ids: readonly string[]) => {
    for (const id of ids) registry.run(id);
  };
  const load = (rate?: string) => {
    engine = new Engine(footage(rate), ME);
    registry = registryOf(engine, { nextPane: () => {} });
  };
  beforeEach(() => load());

  it("go through the speeds and stop at the ends", () => {
    const { rate } = engine.playback.habits;
    run("faster", "faster", "faster");
    expect([rate.value, engine.player.rate.value]).toEqual([2, 2]);
    run("faster");
    expect(rate.value).toBe(2);
    run(...Array.from({ length: 9 }, () => "slower"));
    expect(rate.value).toBe(0.5);
    expect([keyLabel(registry.press("slower")), keyLabel(registry.press("faster"))]).toEqual(["<", ">"]);
  });

  it("go round through boost, channel and captions", () => {
    const { boost, channel, captions } = engine.playback.habits;
    const seen = Array.from({ length: 4 }, () => {
      run("boost", "channel", "captions");
      return [boost.value, channel.value, captions.value];
    });
    expect(seen).toEqual([
      [6, "left", "both"],
      [12, "right", "off"],
      [18, "both", "original"],
      [0, "left", "translation"],
    ]);
  });

  it("who turns it up wants to hear it", () => {
    const { volume, muted } = engine.playback.habits;
    run("quieter", "quieter", "mute");
    expect([volume.value, muted.value]).toEqual([0.8, true]);
    run("louder", "louder", "louder");
    expect([volume.value, muted.value]).toEqual([1, false]);
  });

  it("zoom and look round, and show the picture as it is again", () => {
    const { zoom, habits } = engine.playback;
    run("enlarge", "enlarge", "lookRight", "lookDown", "brighter");
    expect(zoom.value.scale).toBeCloseTo(1.5625);
    expect(zoom.value.x).toBeGreaterThan(0.18);
    expect(habits.look.value.brightness).toBeCloseTo(1.1);
    run("plain");
    expect([zoom.value, habits.look.value]).toEqual([WHOLE, PLAIN]);
  });

  it("say what helps when the browser opens no window", () => {
    vi.spyOn(window, "open").mockReturnValue(null);
    run("second");
    expect(engine.playback.second.open.value).toBeNull();
    expect(engine.session.notice.value).toContain("Allow pop-up windows");
  });

  it("let go of the controls before anything else", () => {
    const { session } = engine;
    session.markIn.value = 5;
    run("tuning", "escape");
    expect([session.tuning.value, session.markIn.value]).toEqual([false, 5]);
  });

  it("offer nothing of the picture where there is none", () => {
    load("1000");
    expect(registry.all().some(({ id }) => id === "enlarge" || id === "second")).toBe(false);
    expect(registry.find("screen", "KeyH")?.id).toBe("boost");
  });
});

describe("Looping", () => {
  const load = () => {
    const engine = new Engine(footage(), ME);
    engine.store.put("segment", segmentOf());
    engine.session.current.value = "s1";
    return engine;
  };

  it("follows the edges of its segment, and ends with it", () => {
    const { playback, player, store } = load();
    playback.looping.toggle();
    expect(player.loop.value).toEqual({ start: 100, end: 200 });
    store.put("segment", segmentOf({ end: 180 }));
    expect(player.loop.value).toEqual({ start: 100, end: 180 });
    store.remove("segment", "s1");
    expect(player.loop.value).toBeNull();
  });

  it("goes from the mark to the playhead while one is open", () => {
    const { playback, player, session } = load();
    session.markIn.value = 40;
    player.seek(90);
    playback.looping.toggle();
    expect(player.loop.value).toEqual({ start: 40, end: 90 });
    expect(player.frame.value).toBe(40);
    playback.looping.toggle();
    expect(player.loop.value).toBeNull();
  });

  it("leaves a loop alone that somebody else has asked for since", () => {
    const { playback, player, store, lineWork } = load();
    store.put("line", lineOf({ id: "l1", start: 300, end: 400 }));
    playback.looping.toggle();
    const [line] = store.lines.peek();
    if (line) lineWork.edit(line);
    store.put("segment", segmentOf({ end: 180 }));
    expect(player.loop.value).toEqual({ start: 300, end: 400 });
  });

  it("says what to do where there is nothing to loop", () => {
    const { playback, player, session } = load();
    session.current.value = null;
    playback.looping.toggle();
    expect(player.loop.value).toBeNull();
    expect(session.notice.value).toContain("Select a segment");
  });
});
