import { contains, type Span } from "../core/spans";

/** A loop turns back this long before its end, in seconds: a seek takes a moment, in which more frames are painted. */
const TURNING = 1 / 30;
/** It gives up at most this much of its end, in seconds, on a computer that is slow to turn. */
const MOST_EARLY = 0.25;

/** A frame that was presented. */
export interface Passing {
  readonly frame: number;
  /** The one presented before it. */
  readonly before: number;
  /** The frame of the seek that was under way, or null. */
  readonly heading: number | null;
  readonly speed: number;
}

/**
 * Knows when a loop must turn back so that no frame outside of it is painted: that may be another shot. At single speed
 * that is with the last frame. Where one has slipped through nevertheless, the loop turns that much earlier from then on.
 */
export class Turn {
  readonly #nominal: number;
  #loop: Span | null = null;
  #early = 0;

  /** `nominal`: frames a second. */
  constructor(nominal: number) {
    this.#nominal = nominal;
  }

  isDue(loop: Span, passing: Passing): boolean {
    if (loop !== this.#loop) this.#early = 0;
    this.#loop = loop;
    this.#learn(loop, passing);
    const { frame, before, heading, speed } = passing;
    const passed = heading === null ? Math.min(frame - before, this.#nominal) : 1;
    const stride = Math.max(Math.ceil(this.#nominal * speed * TURNING), passed, 1);
    // At least two frames are seen, where there are two.
    const least = Math.min(loop.start + 1, loop.end - 1);
    return frame >= Math.max(loop.end - stride - this.#early, least);
  }

  #learn(loop: Span, { frame, before, heading }: Passing): void {
    const ranOver = frame >= loop.end && contains(loop, before) && (heading === null || heading === loop.start);
    if (!ranOver) return;
    const most = Math.min(this.#nominal * MOST_EARLY, (loop.end - loop.start) / 2);
    this.#early = Math.min(this.#early + frame - loop.end + 1, Math.floor(most));
  }
}
