import type { Scope } from "../core/scope";
import type { Deck, Source } from "./deck";

/** Two frames of a display may still show what was in front; a key that is held repeats sooner than both take together. */
const PAINTED_MS = 25;
const TRY_AGAIN_MS = 10_000;

/**
 * Sends the element that is behind one step further than the one in front, so that the next step the same way only has
 * to bring it to the front. A seek takes as long as the frames since the last keyframe take to decode; this is done
 * while the person looks. What is brought to the front has been presented, as any frame has that is shown.
 */
export class Ahead {
  /** The frames of a step: that of the last one, negative backwards. */
  stride = 1;
  readonly #scope: Scope;
  readonly #frames: number;
  /** Nothing is loaded twice before somebody has moved. */
  #awake = false;
  #sent: { readonly deck: Deck; readonly frame: number } | null = null;
  #refused: Source | null = null;
  #waiting: Scope | null = null;

  /** `frames`: how many the recording has. */
  constructor(scope: Scope, frames: number) {
    this.#scope = scope;
    this.#frames = frames;
  }

  /** Somebody moves: nothing is begun until the picture rests. */
  wait(): void {
    this.#awake = true;
    this.#waiting?.dispose();
  }

  /** `frame` is shown by `front`, at rest. */
  look(frame: number, front: Deck, behind: Deck): void {
    this.#waiting?.dispose();
    if (!this.#awake) return;
    const scope = this.#scope.child();
    this.#waiting = scope;
    // The one behind must not move while it may still be the one that is painted.
    scope.frame(() => scope.frame(() => scope.after(PAINTED_MS, () => this.#send(frame + this.stride, front, behind))));
  }

  /** Whether the element behind shows `frame`, so that it needs only be brought to the front. */
  shows(frame: number, front: Deck, behind: Deck): boolean {
    const { deck, frame: sent } = this.#sent ?? {};
    const same = behind.source.peek() !== null && behind.source.peek() === front.source.peek();
    return same && deck === behind && sent === frame && this.arrived(behind);
  }

  arrived(behind: Deck): boolean {
    return behind.status.peek() === "ready" && behind.seeker.wanted.peek() === null;
  }

  /** The element behind could not load what the one in front plays: that is not tried again at every step. */
  refuse(source: Source | null): void {
    this.#refused = source;
    this.#scope.after(TRY_AGAIN_MS, () => (this.#refused = null));
  }

  /** The elements are taken away. */
  forget(): void {
    this.#waiting?.dispose();
    this.#sent = null;
  }

  #send(frame: number, front: Deck, behind: Deck): void {
    const source = front.source.peek();
    const held = behind.source.peek();
    const free = behind.media !== null && (held === null || held === source);
    // A stream is filled for one element.
    if (!free || source === null || "stream" in source || source === this.#refused) return;
    if (frame < 0 || frame >= this.#frames) return;
    if (held !== null && this.#sent?.deck === behind && this.#sent.frame === frame) return;
    this.#sent = { deck: behind, frame };
    if (held === null) behind.load(source, frame);
    else behind.seeker.restart(frame);
  }
}
