import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";

/** No frame for this long: the seek is tried again. Slow originals need most of it. */
const TIME_OUT_MS = 1200;
const LONGEST_TIME_OUT_MS = 8000;
/** Decoded but not presented for this long, doubled with every attempt: the frame's callback was lost. */
const GRACE_MS = 250;
/** Where inside the frame a repeated seek aims, in frames from its middle; a repeat at the very same time may present nothing. */
const AIMS = [0, 0.2, -0.2];

interface Surface {
  /**
   * Ask the media element for the time `aim` frames away from the middle of `frame`. False when that is not possible
   * yet; `arrived` says when it may be.
   */
  go(frame: number, aim: number): boolean;
}

/**
 * One seek at a time, coalesced to the latest wanted frame, and done only when exactly that frame has been presented:
 * `seeked` alone is stale about once in a thousand seeks.
 */
export class Seeker {
  readonly #wanted: Signal<number | null> = signal(null);
  readonly #attempts: Signal<number> = signal(0);
  /** The frame that is on its way, null when what was wanted is on the screen. */
  readonly wanted: ReadonlySignal<number | null> = this.#wanted;
  /** How often the pending seek has been tried again; the viewer says so. */
  readonly attempts: ReadonlySignal<number> = this.#attempts;
  readonly #held: Signal<boolean> = signal(false);
  /** True while what is wanted cannot be asked for. */
  readonly held: ReadonlySignal<boolean> = this.#held;
  readonly #scope: Scope;
  readonly #surface: Surface;
  #pending: number | null = null;
  #attempt = 0;
  #cancelTimer = () => {};

  constructor(scope: Scope, surface: Surface) {
    this.#scope = scope;
    this.#surface = surface;
  }

  seek(frame: number): void {
    this.#wanted.value = frame;
    if (this.#pending === null || this.#held.peek()) this.#start(frame);
  }

  /** What could not be asked for may be possible now. */
  arrived(): void {
    const wanted = this.#wanted.peek();
    if (this.#held.peek() && wanted !== null) this.#start(wanted);
  }

  /** Ask again for what is wanted: the element has a new source. */
  restart(frame: number): void {
    this.#wanted.value = frame;
    this.#start(frame);
  }

  /** Nothing is wanted any more. */
  cancel(): void {
    this.#cancelTimer();
    this.#pending = null;
    this.#held.value = false;
    this.#wanted.value = null;
    this.#attempts.value = 0;
  }

  /** `frame` is on the screen. `slack`: how many frames later also count, because the video is running. */
  presented(frame: number, slack: number): void {
    if (this.#pending === null || this.#held.peek() || frame < this.#pending || frame > this.#pending + slack) return;
    const wanted = this.#wanted.peek();
    const done = wanted === null || wanted === this.#pending;
    this.cancel();
    if (!done) this.seek(wanted);
  }

  /** The element says that the seek is done: what it shows will be presented soon, or its callback was lost. */
  decoded(): void {
    if (this.#pending === null || this.#held.peek()) return;
    this.#patience(Math.min(TIME_OUT_MS, GRACE_MS * 2 ** this.#attempt));
  }

  #start(frame: number): void {
    this.#pending = frame;
    this.#attempts.value = 0;
    this.#try(frame, 0);
  }

  #try(frame: number, attempt: number): void {
    this.#attempt = attempt;
    this.#cancelTimer();
    const asked = this.#surface.go(frame, AIMS[attempt % AIMS.length] ?? 0);
    this.#held.value = !asked;
    if (asked) this.#patience(Math.min(LONGEST_TIME_OUT_MS, TIME_OUT_MS * 2 ** Math.max(0, attempt - 2)));
  }

  #patience(milliseconds: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#scope.after(milliseconds, () => this.#again(this.#attempt + 1));
  }

  #again(attempt: number): void {
    const wanted = this.#wanted.peek();
    if (wanted === null) return;
    this.#pending = wanted;
    this.#attempts.value = attempt;
    this.#try(wanted, attempt);
  }
}
