/** Signals that are answered until the measure is done. */
export const SIGNALS = 8;
/** A press sooner than this after a signal was no answer to it: nobody is that fast. Milliseconds. */
const FASTEST_MS = 80;
/** The longest wait for an answer; a slower one was no reaction. Milliseconds. */
export const SLOWEST_MS = 1000;
/** Between an answer and the next signal, in milliseconds: long enough to rest, and never twice the same. */
const PAUSE = { least: 900, most: 2400 } as const;

export type Answer = "counted" | "early";

/**
 * How long a person takes from a signal to a press. All times are milliseconds of one monotonic clock, as
 * `performance.now()`, the frames' and the events' time stamps are.
 */
export class ReactionTest {
  readonly #random: () => number;
  readonly #lags: number[] = [];
  #shown: number | null = null;

  /** `random`: from 0 up to, not including, 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get done(): number {
    return this.#lags.length;
  }

  get isOver(): boolean {
    return this.#lags.length === SIGNALS;
  }

  /** How long to wait before the next signal. */
  pause(): number {
    return PAUSE.least + Math.floor(this.#random() * (PAUSE.most - PAUSE.least));
  }

  /** The signal was on the screen at `time`. */
  shown(time: number): void {
    this.#shown = time;
  }

  /** Nobody answered: the signal is gone, and a press from now on is none to it. */
  gone(): void {
    this.#shown = null;
  }

  /** A key went down at `time`: whether it answers the signal. One that comes before it, or too soon, does not count. */
  pressed(time: number): Answer {
    const lag = this.#shown === null ? 0 : time - this.#shown;
    if (this.isOver || lag < FASTEST_MS) return "early";
    this.#shown = null;
    this.#lags.push(Math.min(lag, SLOWEST_MS));
    return "counted";
  }

  /** The median lag in whole milliseconds, or null before the last answer. */
  result(): number | null {
    if (!this.isOver) return null;
    const sorted = this.#lags.toSorted((a, b) => a - b);
    const [low, high] = [sorted[SIGNALS / 2 - 1] ?? 0, sorted[SIGNALS / 2] ?? 0];
    return Math.round((low + high) / 2);
  }
}
