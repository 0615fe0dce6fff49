import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { segmentOf } from "../../../core/fixtures";
import { FakeVideo } from "../../../media/fakes";
import { Engine } from "./engine";
import type { Recording } from "./load";
import { Pointer } from "./pointer";
import type { Stage } from "./stage";

const ME = { id: "me", name: "D. Oh", leads: false, codes: true };
const FOOTAGE = {
  ...{ id: "f", project: "p", title: "Footage", derivatives: [], source: {} },
  clock: { rate: "25", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
} as unknown as Recording;

const BANDS = {
  ruler: { top: 0, height: 20 },
  thumbs: { top: 20, height: 40 },
  wave: { top: 60, height: 60 },
  spectrum: { top: 120, height: 0 },
  lines: { top: 120, height: 30 },
};
const [IN_WAVE, IN_LINES, IN_WITNESSES] = [90, 130, 160];
const BELOW_THE_LANES = 500;

/** A frame is as wide as a pixel, and both begin at 0. */
function bench() {
  const engine = new Engine(FOOTAGE, ME);
  const video = new FakeVideo();
  engine.player.attach(video);
  engine.session.view.value = { start: 0, span: 1000, width: 1000, frames: 1000 };
  engine.store.put("segment", segmentOf());
  const stage = { bands: () => BANDS, lanes: engine.lanes, hovered: signal(null) } as unknown as Stage;
  const wheel = document.createElement("section");
  const [strips, lanes] = [document.createElement("div"), document.createElement("div")];
  const scroll = document.createElement("div");
  scroll.dataset.scrolls = "";
  scroll.append(lanes);
  wheel.append(strips, scroll);
  document.body.append(wheel);
  new Pointer(engine, stage).mount({ strips, lanes, wheel });
  const fire = (element: HTMLElement, type: string, x: number, y: number, more: PointerEventInit = {}) =>
    element.dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: y, buttons: 1, bubbles: true, cancelable: true, ...more }),
    );
  const click = (element: HTMLElement, x: number, y: number) => {
    fire(element, "pointerdown", x, y);
    fire(element, "pointerup", x, y, { buttons: 0 });
  };
  const drag = (element: HTMLElement, from: number, to: number, y: number, more: PointerEventInit = {}) => {
    fire(element, "pointerdown", from, y, more);
    fire(element, "pointermove", to, y, more);
    fire(element, "pointerup", to, y, { ...more, buttons: 0 });
  };
  const spans = () => engine.store.segments.peek().map(({ start, end }) => [start, end]);
  return { engine, strips, lanes, scroll, wheel, fire, click, drag, spans };
}

const frameOf = (engine: Engine) => engine.player.frame.peek();
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "setPointerCapture").mockReturnValue();
  vi.spyOn(window, "fetch").mockRejectedValue(new TypeError("no network"));
});
afterEach(() => document.body.replaceChildren());

describe("the buttons of the pointer", () => {
  it("the right one drags nothing", () => {
    const { engine, strips, lanes, drag, spans } = bench();
    const right = { button: 2, buttons: 2 };
    drag(strips, 300, 400, IN_WAVE, right);
    drag(lanes, 150, 400, 5, right);
    expect([spans(), engine.session.current.value, frameOf(engine)]).toEqual([[[100, 200]], null, 0]);
    expect(engine.session.gesture.value).toBeNull();
  });

  it("the right one opens the menu of a clip once it is released, and elsewhere leaves that to the browser", () => {
    vi.useFakeTimers();
    const { engine, lanes, fire } = bench();
    expect(fire(lanes, "contextmenu", 700, 5, { buttons: 2 })).toBe(true);
    expect(fire(lanes, "contextmenu", 150, 5, { buttons: 2 })).toBe(false);
    expect([engine.session.current.value, engine.session.menu.value]).toEqual(["s1", null]);
    window.dispatchEvent(new PointerEvent("pointerup"));
    vi.advanceTimersByTime(1);
    expect(engine.session.menu.value).toEqual({ x: 150, y: 5 });
    vi.useRealTimers();
  });

  it("the menu is for all that is selected when it is asked for on one of them", () => {
    const { engine, lanes, fire } = bench();
    engine.store.put("segment", segmentOf({ id: "s2", start: 300, end: 400 }));
    engine.coder.selection.set(new Set(["s1", "s2"]));
    fire(lanes, "contextmenu", 350, 5, { buttons: 0 });
    expect(engine.coder.selection.ids.peek()).toEqual(new Set(["s1", "s2"]));
    expect(engine.session.menu.value).toEqual({ x: 350, y: 5 });
  });

  it("the middle one pans", () => {
    const { engine, strips, drag } = bench();
    engine.session.view.value = { ...engine.session.view.peek(), start: 400, span: 100 };
    drag(strips, 500, 300, IN_WAVE, { button: 1, buttons: 4 });
    expect(engine.session.view.value.start).toBe(420);
  });

  it("a drag whose end nobody saw changes nothing", () => {
    const { engine, strips, fire, spans } = bench();
    fire(strips, "pointerdown", 300, IN_WAVE);
    fire(strips, "pointermove", 350, IN_WAVE);
    expect(engine.session.gesture.value).toMatchObject({ is: "create" });
    fire(strips, "pointermove", 600, IN_WAVE, { buttons: 0 });
    expect([spans(), engine.session.gesture.value]).toEqual([[[100, 200]], null]);
    fire(strips, "pointermove", 700, IN_WAVE);
    expect(engine.session.gesture.value).toBeNull();
  });
});

describe("where the pointer acts", () => {
  it("a click goes to the place in the lane of witnesses, too, and a drag pans there", () => {
    const { engine, strips, click, drag } = bench();
    click(strips, 640, IN_WITNESSES);
    expect(frameOf(engine)).toBe(640);
    click(strips, 320, IN_LINES);
    expect(frameOf(engine)).toBe(320);
    engine.session.view.value = { ...engine.session.view.peek(), start: 400, span: 100 };
    drag(strips, 500, 300, IN_WITNESSES);
    expect(engine.session.view.value.start).toBe(420);
  });

  it("below the last lane it goes to the place, selects and marks as it does between clips", () => {
    const { engine, lanes, click, drag, spans } = bench();
    click(lanes, 640, BELOW_THE_LANES);
    expect(frameOf(engine)).toBe(640);
    drag(lanes, 700, 800, BELOW_THE_LANES, { shiftKey: true });
    expect(spans()).toEqual([
      [100, 200],
      [700, 800],
    ]);
  });

  it("marking with Shift on a lane stops the playing, as marking on the waveform does", () => {
    const { engine, lanes, fire } = bench();
    engine.player.play();
    fire(lanes, "pointerdown", 700, 5, { shiftKey: true });
    expect(engine.player.speed.value).toBe(0);
  });
});

describe("the wheel", () => {
  // The wheel's event of happy-dom has no place and no modifiers.
  const turn = (element: HTMLElement, { deltaX = 0, deltaY = -100, ...more }: WheelEventInit) => {
    const event = new MouseEvent("wheel", { clientX: 500, bubbles: true, cancelable: true, ...more });
    element.dispatchEvent(Object.assign(event, { deltaX, deltaY }));
    return event.defaultPrevented;
  };

  function overflowing() {
    const one = bench();
    Object.defineProperties(one.scroll, { scrollHeight: { value: 400 }, clientHeight: { value: 100 } });
    return one;
  }

  it("zooms about the pointer anywhere on the timeline, over its lanes and heads too", () => {
    for (const place of ["strips", "lanes", "wheel"] as const) {
      const one = bench();
      expect(turn(one[place], {})).toBe(true);
      const { start, span } = one.engine.session.view.value;
      expect(span).toBeLessThan(1000);
      expect(start + span / 2).toBeCloseTo(500);
    }
  });

  it("scrolls lanes of which some are out of sight, and zooms there with Ctrl alone", () => {
    const { engine, lanes } = overflowing();
    expect([turn(lanes, {}), engine.session.view.value.span]).toEqual([false, 1000]);
    expect(turn(lanes, { ctrlKey: true })).toBe(true);
    expect(engine.session.view.value.span).toBeLessThan(1000);
  });

  it("pans with Shift, everywhere", () => {
    const { engine, lanes, strips } = overflowing();
    engine.session.view.value = { ...engine.session.view.peek(), start: 400, span: 100 };
    expect(turn(lanes, { shiftKey: true, deltaY: 100 })).toBe(true);
    expect(engine.session.view.value.start).toBe(410);
    turn(strips, { shiftKey: true, deltaY: 100 });
    expect(engine.session.view.value).toMatchObject({ start: 420, span: 100 });
  });
});
