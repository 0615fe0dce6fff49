import { type Span, spanAt } from "../../../core/spans";
import {
  beginBand,
  beginCreate,
  beginMove,
  beginPan,
  beginScrub,
  beginTrim,
  type Gesture,
  moved,
  type Point,
} from "../../../timeline/gestures";
import { type Hit, hitClips } from "../../../timeline/hit";
import { rangeOf, touchedBy } from "../../../timeline/selection";
import { frameAt, frameUnder, panned, pixelOf, type Viewport, zoomed } from "../../../timeline/viewport";
import type { Engine } from "./engine";
import type { Stage } from "./stage";

/** Less than this is a click. */
const CLICK_PX = 3;
const ZOOM_PER_PIXEL = 1.0016;
/** A line of a wheel that counts in lines; three of them are a notch, as the hundred pixels of the others are. */
const LINE_PX = 33;

export interface PointerElements {
  /** From the ruler to the witnesses. */
  readonly strips: HTMLElement;
  /** All the room that lanes have, whether one is there or not. */
  readonly lanes: HTMLElement;
  /** The timeline with its heads: what the wheel zooms and pans. */
  readonly wheel: HTMLElement;
}

interface Drag {
  /** What happens instead when the pointer did not move. */
  readonly click?: () => void;
  /** The codes of a segment that the drag makes. */
  readonly codes?: readonly string[];
}

type LaneHit = Extract<Hit, { readonly is: "lane" }>;
type ClipHit = Extract<Hit, { readonly is: "clip" }>;

/** Turns what the pointer does on the timeline into gestures, and their ends into edits. */
export class Pointer {
  readonly #engine: Engine;
  readonly #stage: Stage;

  constructor(engine: Engine, stage: Stage) {
    this.#engine = engine;
    this.#stage = stage;
  }

  mount({ strips, lanes, wheel }: PointerElements): void {
    const { scope } = this.#engine;
    const on = (element: HTMLElement, type: string, run: (event: PointerEvent) => void) =>
      scope.on(element, type, (event) => run(event as PointerEvent));
    on(strips, "pointerdown", (event) => takes(event) && this.#onStrips(event, strips));
    on(strips, "dblclick", (event) => this.#editLine(event, strips));
    on(lanes, "pointerdown", (event) => takes(event) && this.#onLanes(event, lanes));
    on(lanes, "dblclick", (event) => this.#openClip(event, lanes));
    on(lanes, "contextmenu", (event) => this.#openMenu(event, lanes));
    on(lanes, "pointermove", (event) => this.#hover(event, lanes));
    on(lanes, "pointerleave", () => (this.#stage.hovered.value = null));
    scope.on(wheel, "wheel", (event) => this.#onWheel(event as WheelEvent, strips), { passive: false });
  }

  /** The ruler scrubs, pictures and sound make a segment, the others pan; a click goes to the place everywhere. */
  #onStrips(event: PointerEvent, element: HTMLElement): void {
    const { session, player, me } = this.#engine;
    const { x, y } = place(event, element);
    const view = session.view.peek();
    const bands = this.#stage.bands();
    if (event.button === 1) {
      this.#drag(event, element, beginPan(view, x));
      return;
    }
    if (y >= bands.lines.top) {
      const isLine = y < bands.lines.top + bands.lines.height;
      const click = () => (isLine ? this.#goToLine(x) : player.seek(frameAt(view, x)));
      this.#drag(event, element, beginPan(view, x), { click });
      return;
    }
    player.pause();
    const creates = me.codes && y >= bands.ruler.height;
    const gesture = creates ? this.#create(event, x) : beginScrub(player.frame.peek(), view, x);
    this.#drag(event, element, gesture, { click: () => player.seek(frameAt(view, x)) });
    if (gesture.is === "scrub") player.seek(gesture.preview);
  }

  #create(event: PointerEvent, x: number): Gesture {
    const { session, player, edges } = this.#engine;
    const frame = player.frame.peek();
    return beginCreate(session.view.peek(), x, event.altKey ? [] : [...edges.peek(), frame], frame);
  }

  #goToLine(x: number): void {
    const { store, session, player } = this.#engine;
    const frame = frameAt(session.view.peek(), x);
    player.seek(spanAt(store.lines.peek(), frame)?.start ?? frame);
  }

  #editLine(event: PointerEvent, element: HTMLElement): void {
    const { store, session, lineWork, me } = this.#engine;
    const { x, y } = place(event, element);
    const line = spanAt(store.lines.peek(), frameAt(session.view.peek(), x));
    const { top, height } = this.#stage.bands().lines;
    if (line && me.codes && y >= top && y < top + height) lineWork.edit(line);
  }

  #onLanes(event: PointerEvent, element: HTMLElement): void {
    const { x, y } = place(event, element);
    const view = this.#engine.session.view.peek();
    const hit = hitClips(this.#stage.lanes.peek(), view, x, y);
    if (event.button === 1) this.#drag(event, element, beginPan(view, x));
    else if (hit.is === "clip") this.#onClip(event, element, hit);
    else this.#onLane(event, element, hit);
  }

  /** Where no clip is, a drag selects; with Shift it makes a segment with the lane's code. */
  #onLane(event: PointerEvent, element: HTMLElement, { lane, frame }: LaneHit): void {
    const { player, me, coder } = this.#engine;
    const click = () => player.seek(frame);
    const from = place(event, element);
    if (event.shiftKey && me.codes) {
      player.pause();
      const codes = lane?.kind === "category" ? [lane.id] : [];
      this.#drag(event, element, this.#create(event, from.x), { click, codes });
      return;
    }
    const kept = event.ctrlKey || event.metaKey ? coder.selection.ids.peek() : new Set<string>();
    this.#drag(event, element, beginBand(from, kept), { click });
  }

  /** A press selects; with Ctrl it adds or takes out, with Shift it selects up to here. */
  #onClip(event: PointerEvent, element: HTMLElement, hit: ClipHit): void {
    const { coder, session } = this.#engine;
    const { id, lane } = hit.clip;
    const current = session.current.peek();
    if (event.ctrlKey || event.metaKey) coder.selection.toggle(id);
    else if (event.shiftKey && current) this.#selectTo(current, { lane, id });
    else this.#holdClip(event, element, hit);
  }

  /** One of many that are selected is taken hold of with the others; only a click lets go of them. */
  #holdClip(event: PointerEvent, element: HTMLElement, hit: ClipHit): void {
    const { coder } = this.#engine;
    const { id } = hit.clip;
    const inMany = coder.selection.many && coder.selection.ids.peek().has(id);
    if (!inMany) coder.select(id);
    const click = inMany ? { click: () => coder.select(id) } : {};
    this.#drag(event, element, this.#grasp(hit, place(event, element).x), click);
  }

  #selectTo(current: string, to: { readonly lane: string; readonly id: string }): void {
    const lanes = this.#stage.lanes.peek();
    const holds = (lane: (typeof lanes)[number]) => lane.clips.some((clip) => clip.id === current);
    const lane = lanes.find((candidate) => candidate.id === to.lane && holds(candidate)) ?? lanes.find(holds);
    this.#engine.coder.selection.set(rangeOf(lanes, { lane: lane?.id ?? "", id: current }, to), current);
  }

  /** What a drag on a clip does: an edge is trimmed, a body moved with all that is selected; somebody else's pans. */
  #grasp(hit: ClipHit, x: number): Gesture {
    const { coder, player, session } = this.#engine;
    const view = session.view.peek();
    const { clip, zone } = hit;
    if (!coder.mayChange(clip.segment)) return beginPan(view, x);
    const playhead = player.frame.peek();
    if (zone !== "body") {
      player.pause();
      return beginTrim(clip.id, zone, clip, playhead, pixelOf(view, clip[zone]) - x);
    }
    const moving = coder.selection.segments.peek().filter((segment) => coder.mayChange(segment));
    const ids = new Set(moving.map((segment) => segment.id));
    return beginMove(ids, clip, spanOf(moving), x, playhead);
  }

  #openClip(event: PointerEvent, element: HTMLElement): void {
    const hit = this.#hit(event, element);
    if (hit.is === "clip") this.#engine.player.seek(hit.clip.start);
  }

  /** The menu of a clip, which is for all that is selected when it is one of them; elsewhere it is the browser's. */
  #openMenu(event: PointerEvent, element: HTMLElement): void {
    const { coder, session, scope } = this.#engine;
    const hit = this.#hit(event, element);
    if (hit.is !== "clip") return;
    event.preventDefault();
    coder.selectIfOutside(hit.clip.id);
    const open = () => (session.menu.value = { x: event.clientX, y: event.clientY });
    // The trap: where it is asked for by pressing, the release of the button would close it again.
    if (event.buttons === 0) open();
    else afterRelease(scope, open);
  }

  #hover(event: PointerEvent, element: HTMLElement): void {
    if (event.buttons !== 0) return;
    const hit = this.#hit(event, element);
    const clip = hit.is === "clip" ? hit.clip : null;
    this.#stage.hovered.value = clip?.id ?? null;
    element.style.cursor = hit.is === "clip" && hit.zone !== "body" ? "ew-resize" : "default";
    element.title = clip?.label ?? "";
  }

  #hit(event: PointerEvent, element: HTMLElement): Hit {
    const { x, y } = place(event, element);
    return hitClips(this.#stage.lanes.peek(), this.#engine.session.view.peek(), x, y);
  }

  /** Runs a gesture until the pointer is released; Escape empties `session.gesture`, and then nothing is committed. */
  #drag(event: PointerEvent, element: HTMLElement, begun: Gesture, { click, codes = [] }: Drag = {}): void {
    const { session, scope } = this.#engine;
    const from = place(event, element);
    const edges = this.#edges(begun);
    let dragging = false;
    session.gesture.value = begun;
    const move = (next: PointerEvent) => {
      const gesture = session.gesture.peek();
      const to = place(next, element);
      dragging ||= Math.hypot(to.x - from.x, begun.is === "band" ? to.y - from.y : 0) > CLICK_PX;
      if (!gesture || !dragging) return;
      const after = this.#within(moved(gesture, session.view.peek(), to, next.altKey ? [] : edges));
      session.gesture.value = after;
      this.#show(after);
    };
    follow(scope.child(), event, element, move, (cancelled) => {
      const gesture = cancelled ? null : session.gesture.peek();
      session.gesture.value = null;
      if (!gesture) return;
      if (dragging) this.#commit(gesture, codes);
      else click?.();
    });
  }

  /** What a rubber band would select, where it is now. */
  #within(gesture: Gesture): Gesture {
    if (gesture.is !== "band") return gesture;
    const { from, to, kept } = gesture;
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    const view = this.#engine.session.view.peek();
    const touched = touchedBy(this.#stage.lanes.peek(), view, { left, right, top, bottom });
    return { ...gesture, preview: new Set([...kept, ...touched]) };
  }

  #edges(gesture: Gesture): readonly number[] {
    const { edges, player, coder } = this.#engine;
    if (gesture.is === "create") return [...edges.peek(), gesture.playhead];
    if (gesture.is !== "trim" && gesture.is !== "move") return [];
    const own = gesture.is === "trim" ? [gesture.before] : coder.selection.segments.peek();
    const moving = new Set(own.flatMap(({ start, end }) => [start, end]));
    return [...edges.peek().filter((edge) => !moving.has(edge)), player.frame.peek()];
  }

  /** What a gesture shows while it lasts: of a span that changes, the picture shows the edge. */
  #show(gesture: Gesture): void {
    const { session, player } = this.#engine;
    if (gesture.is === "pan") session.view.value = gesture.preview;
    if (gesture.is === "scrub") player.seek(gesture.preview);
    if (gesture.is === "trim") player.seek(gesture.preview[gesture.edge]);
    if (gesture.is === "move") {
      // Only now: a click on a segment selects it while playing goes on.
      player.pause();
      player.seek(gesture.preview.start);
    }
    if (gesture.is === "create") {
      const { start, end } = gesture.preview;
      player.seek(start === gesture.anchor ? end : start);
    }
  }

  #commit(gesture: Gesture, codes: readonly string[]): void {
    const { coder, player } = this.#engine;
    if (gesture.is === "band") coder.selection.set(gesture.preview);
    if (gesture.is === "trim") coder.setSpan(gesture.id, gesture.preview);
    if (gesture.is === "move") coder.move(gesture.preview.start - gesture.before.start);
    if (gesture.is === "create" && gesture.preview.end > gesture.preview.start)
      coder.commit(gesture.preview, { codes });
    if ("playhead" in gesture) player.seek(gesture.playhead);
  }

  /**
   * Zooms about the pointer, and with Shift pans. Over lanes of which some lie out of sight it scrolls them, as a wheel
   * does anywhere, and with Ctrl it zooms there, too. `strips` say where the recording begins.
   */
  #onWheel(event: WheelEvent, strips: HTMLElement): void {
    const { session } = this.#engine;
    if ((event.target as HTMLElement).closest("[popover]")) return;
    const scrolls = (event.target as HTMLElement).closest<HTMLElement>("[data-scrolls]");
    const overflows = scrolls !== null && scrolls.scrollHeight > scrolls.clientHeight;
    if (overflows && !event.ctrlKey && !event.shiftKey && event.deltaX === 0) return;
    event.preventDefault();
    const view = session.view.peek();
    const [across, down] = turned(event);
    const sideways = event.shiftKey || Math.abs(across) > Math.abs(down);
    if (sideways) {
      session.view.value = panned(view, across || down);
      return;
    }
    const x = event.clientX - strips.getBoundingClientRect().left;
    session.view.value = zoomed(view, ZOOM_PER_PIXEL ** -down, frameUnder(view, Math.max(0, x)));
  }
}

function afterRelease(scope: Engine["scope"], run: () => void): void {
  const held = scope.child();
  held.on(window, "pointercancel", () => held.dispose());
  held.on(window, "pointerup", () => {
    held.dispose();
    scope.after(0, run);
  });
}

/** How far a wheel was turned, across and down, in pixels; some browsers tell it in lines of text. */
function turned({ deltaX, deltaY, deltaMode }: WheelEvent): [across: number, down: number] {
  const pixels = deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
  return [deltaX * pixels, deltaY * pixels];
}

const ON_MAC = /Mac/.test(navigator.platform);

/** The left button acts and the middle one pans; the right one, which on a Mac is Ctrl with the left, opens a menu. */
export const takes = ({ button, ctrlKey }: PointerEvent): boolean =>
  button === 1 || (button === 0 && !(ctrlKey && ON_MAC));

/**
 * Follows the pointer until it is released, or taken away: one that comes back with no button pressed was released where
 * nobody saw it.
 */
export function follow(
  scope: ReturnType<Engine["scope"]["child"]>,
  event: PointerEvent,
  element: HTMLElement,
  move: (event: PointerEvent) => void,
  up: (cancelled: boolean) => void = () => {},
): void {
  element.setPointerCapture(event.pointerId);
  const end = (next: Event) => {
    scope.dispose();
    up(next.type !== "pointerup");
  };
  scope.on(element, "pointermove", (next) => {
    const isHeld = (next as PointerEvent).buttons !== 0;
    if (isHeld) move(next as PointerEvent);
    else end(next);
  });
  scope.on(element, "pointerup", end);
  scope.on(element, "pointercancel", end);
}

const spanOf = (spans: readonly Span[]): Span => ({
  start: Math.min(...spans.map((span) => span.start)),
  end: Math.max(...spans.map((span) => span.end)),
});

function place(event: PointerEvent, element: HTMLElement): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** The pixel of a frame in the window, or null when it is not in it. */
export function pixelInside(view: Viewport, frame: number): number | null {
  const pixel = Math.round(pixelOf(view, frame));
  return pixel >= 0 && pixel <= view.width ? pixel : null;
}
