import type { Span } from "../../../core/spans";
import { beginCreate, beginPan, beginScrub, beginTrim, type Gesture, moved } from "../../../timeline/gestures";
import { type Hit, hitClips, lineAt } from "../../../timeline/hit";
import { centred, frameAt, frameUnder, panned, pixelOf, zoomed } from "../../../timeline/viewport";
import type { Engine } from "./engine";
import type { Stage } from "./stage";

/** Less than this is a click. */
const CLICK_PX = 3;
const ZOOM_PER_PIXEL = 1.0016;

export interface PointerElements {
  readonly overview: HTMLElement;
  readonly base: HTMLElement;
  readonly clips: HTMLElement;
  /** Everything that the wheel zooms and pans. */
  readonly wheel: HTMLElement;
}

/** Turns what the pointer does on the timeline into gestures, and their ends into edits. */
export class Pointer {
  readonly #engine: Engine;
  readonly #stage: Stage;

  constructor(engine: Engine, stage: Stage) {
    this.#engine = engine;
    this.#stage = stage;
  }

  mount({ overview, base, clips, wheel }: PointerElements): void {
    const { scope } = this.#engine;
    const on = (element: HTMLElement, type: string, run: (event: PointerEvent) => void) =>
      scope.on(element, type, (event) => run(event as PointerEvent));
    on(overview, "pointerdown", (event) => this.#onOverview(event, overview));
    on(base, "pointerdown", (event) => this.#onBase(event, base));
    on(base, "dblclick", (event) => this.#editLine(event, base));
    on(clips, "pointerdown", (event) => this.#onClips(event, clips));
    on(clips, "dblclick", (event) => this.#openClip(event, clips));
    on(clips, "pointermove", (event) => this.#hover(event, clips));
    on(clips, "pointerleave", () => (this.#stage.hovered.value = null));
    scope.on(wheel, "wheel", (event) => this.#onWheel(event as WheelEvent, wheel), { passive: false });
  }

  /** A drag on the overview moves the window; a press beside the window brings it there first. */
  #onOverview(event: PointerEvent, element: HTMLElement): void {
    const { session } = this.#engine;
    const view = session.view.peek();
    const box = element.getBoundingClientRect();
    const perPixel = view.frames / box.width;
    const frame = (event.clientX - box.left) * perPixel;
    const inside = frame >= view.start && frame <= view.start + view.span;
    const held = inside ? frame - (view.start + view.span / 2) : 0;
    const go = (clientX: number) => {
      session.view.value = centred(session.view.peek(), (clientX - box.left) * perPixel - held);
    };
    if (!inside) go(event.clientX);
    this.#follow(event, element, (move) => go(move.clientX));
  }

  #onBase(event: PointerEvent, element: HTMLElement): void {
    const { session, player } = this.#engine;
    const { x, y } = place(event, element);
    const view = session.view.peek();
    if (event.button === 1) {
      this.#drag(event, element, beginPan(view, x));
      return;
    }
    if (y >= this.#stage.bands().lines.top) {
      this.#drag(event, element, beginPan(view, x), () => this.#goToLine(x));
      return;
    }
    player.pause();
    const gesture = beginScrub(player.frame.peek(), view, x);
    this.#drag(event, element, gesture, () => player.seek(frameAt(view, x)));
    if (gesture.is === "scrub") player.seek(gesture.preview);
  }

  #goToLine(x: number): void {
    const { store, session, player } = this.#engine;
    const frame = frameAt(session.view.peek(), x);
    player.seek(lineAt(store.lines.peek(), frame)?.start ?? frame);
  }

  #editLine(event: PointerEvent, element: HTMLElement): void {
    const { store, session, lineWork, me } = this.#engine;
    const { x, y } = place(event, element);
    const line = lineAt(store.lines.peek(), frameAt(session.view.peek(), x));
    const { top, height } = this.#stage.bands().lines;
    if (line && me.codes && y >= top && y < top + height) lineWork.edit(line);
  }

  #onClips(event: PointerEvent, element: HTMLElement): void {
    const { session, coder, player } = this.#engine;
    const { x, y } = place(event, element);
    const view = session.view.peek();
    const hit = hitClips(this.#stage.lanes.peek(), view, x, y);
    if (event.button === 1) {
      this.#drag(event, element, beginPan(view, x));
      return;
    }
    if (hit.is === "lane") {
      const gesture = event.shiftKey ? beginCreate(view, x) : beginPan(view, x);
      const codes = hit.lane?.kind === "category" ? [hit.lane.id] : [];
      this.#drag(event, element, gesture, () => player.seek(hit.frame), codes);
      return;
    }
    coder.select(hit.clip.id);
    const edge = hit.zone === "body" || !coder.mayChange(hit.clip.segment) ? null : hit.zone;
    if (!edge) {
      this.#drag(event, element, beginPan(view, x));
      return;
    }
    player.pause();
    const grip = pixelOf(view, hit.clip[edge]) - x;
    this.#drag(event, element, beginTrim(hit.clip.id, edge, hit.clip, player.frame.peek(), grip));
  }

  #openClip(event: PointerEvent, element: HTMLElement): void {
    const hit = this.#hit(event, element);
    if (hit.is === "clip") this.#engine.player.seek(hit.clip.start);
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
  #drag(
    event: PointerEvent,
    element: HTMLElement,
    begun: Gesture,
    click: () => void = () => {},
    codes: readonly string[] = [],
  ): void {
    const { session } = this.#engine;
    const from = place(event, element).x;
    const edges = this.#edges(begun);
    let dragging = false;
    session.gesture.value = begun;
    const move = (next: PointerEvent) => {
      const gesture = session.gesture.peek();
      const { x } = place(next, element);
      dragging ||= Math.abs(x - from) > CLICK_PX;
      if (!gesture || !dragging) return;
      const after = moved(gesture, session.view.peek(), x, next.altKey ? [] : edges);
      session.gesture.value = after;
      this.#show(after);
    };
    this.#follow(event, element, move, () => {
      const gesture = session.gesture.peek();
      session.gesture.value = null;
      if (!gesture) return;
      if (dragging) this.#commit(gesture, codes);
      else click();
    });
  }

  #edges(gesture: Gesture): readonly number[] {
    const { edges, player } = this.#engine;
    if (gesture.is === "trim") {
      const own: Span = gesture.before;
      return [...edges.peek().filter((edge) => edge !== own.start && edge !== own.end), gesture.playhead];
    }
    return gesture.is === "create" ? [...edges.peek(), player.frame.peek()] : [];
  }

  /** What a gesture shows while it lasts. */
  #show(gesture: Gesture): void {
    const { session, player } = this.#engine;
    if (gesture.is === "pan") session.view.value = gesture.preview;
    if (gesture.is === "scrub") player.seek(gesture.preview);
    if (gesture.is === "trim") player.seek(gesture.preview[gesture.edge]);
  }

  #commit(gesture: Gesture, codes: readonly string[]): void {
    const { coder, player } = this.#engine;
    if (gesture.is === "trim") {
      coder.setSpan(gesture.id, gesture.preview);
      player.seek(gesture.playhead);
    }
    if (gesture.is === "create" && gesture.preview.end > gesture.preview.start)
      coder.commit(gesture.preview, { codes });
  }

  #follow(
    event: PointerEvent,
    element: HTMLElement,
    move: (event: PointerEvent) => void,
    up: () => void = () => {},
  ): void {
    const scope = this.#engine.scope.child();
    element.setPointerCapture(event.pointerId);
    const end = (next: Event) => {
      if (next.type === "pointercancel") this.#engine.session.gesture.value = null;
      scope.dispose();
      up();
    };
    scope.on(element, "pointermove", (next) => move(next as PointerEvent));
    scope.on(element, "pointerup", end);
    scope.on(element, "pointercancel", end);
  }

  #onWheel(event: WheelEvent, element: HTMLElement): void {
    const { session } = this.#engine;
    const scrolls = (event.target as HTMLElement).closest<HTMLElement>("[data-scrolls]");
    const overflows = scrolls !== null && scrolls.scrollHeight > scrolls.clientHeight;
    if (overflows && !event.ctrlKey && !event.shiftKey && event.deltaX === 0) return;
    event.preventDefault();
    const view = session.view.peek();
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) {
      session.view.value = panned(view, event.deltaX || event.deltaY);
      return;
    }
    const x = event.clientX - element.getBoundingClientRect().left;
    session.view.value = zoomed(view, ZOOM_PER_PIXEL ** -event.deltaY, frameUnder(view, Math.max(0, x)));
  }
}

function place(event: PointerEvent, element: HTMLElement): { x: number; y: number } {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** The pixel of a frame in the window, or null when it is not in it. */
export function pixelInside(view: Parameters<typeof pixelOf>[0], frame: number): number | null {
  const pixel = Math.round(pixelOf(view, frame));
  return pixel >= 0 && pixel <= view.width ? pixel : null;
}
