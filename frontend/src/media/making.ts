import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import { type Span, subtract, union } from "../core/spans";

/** What the server knows of the parts of a recording. `made`: sorted spans of frames that can be fetched. */
export interface Parts {
  readonly size: number;
  readonly made: readonly Span[];
}

export type AskParts = (frame: number, signal: AbortSignal) => Promise<Parts>;

/** Why somebody looks at a frame: it is not there yet, it is being played, or it is just on the screen. */
export type Need = "starving" | "playing" | "resting";

const EVERY_MS: Readonly<Record<Need, number>> = { starving: 300, playing: 3000, resting: 5000 };
/** What starves is asked for less often once so many questions were in vain: nobody may be there to make it. */
const VAIN = 60;
const VAIN_MS = 1500;
/** After a question that was not answered. */
const PAUSE_MS = 2000;

/**
 * Which parts of a recording are made, asked again and again until all are. The question names the frame that is looked
 * at, which makes the server make that part first.
 */
export class Making {
  readonly #parts: Signal<Parts | null> = signal(null);
  readonly #problem: Signal<unknown> = signal(null);
  /** Null until the first answer. */
  readonly parts: ReadonlySignal<Parts | null> = this.#parts;
  /** What the last question came back with, if it was not an answer. */
  readonly problem: ReadonlySignal<unknown> = this.#problem;
  readonly #scope: Scope;
  readonly #ask: AskParts;
  readonly #frames: number;
  #frame = 0;
  #need: Need = "resting";
  #begun = false;
  #vain = 0;
  #asking = false;
  #cancelTimer = () => {};

  constructor(scope: Scope, frames: number, ask: AskParts) {
    this.#scope = scope;
    this.#frames = frames;
    this.#ask = ask;
  }

  get complete(): boolean {
    const [first] = this.#parts.peek()?.made ?? [];
    return first !== undefined && first.start === 0 && first.end >= this.#frames;
  }

  /** Somebody looks at `frame`. What starves is asked for at once. */
  want(frame: number, need: Need): void {
    const sooner = need === "starving" && (this.#need !== "starving" || this.#far(frame));
    this.#frame = frame;
    this.#need = need;
    if (need !== "starving" || sooner) this.#vain = 0;
    const first = !this.#begun;
    this.#begun = true;
    if (sooner || first) this.#askNow();
  }

  /** Nobody needs parts any more, until the next `want`. */
  rest(): void {
    this.#cancelTimer();
    this.#begun = false;
  }

  /** These frames were promised and are not there (any more): it is for the server to say when they are. */
  forget(span: Span): void {
    const parts = this.#parts.peek();
    if (!parts) return;
    this.#parts.value = { ...parts, made: parts.made.flatMap((part) => subtract(part, [span])) };
    this.#later();
  }

  #far(frame: number): boolean {
    const size = this.#parts.peek()?.size ?? 1;
    return Math.floor(frame / size) !== Math.floor(this.#frame / size);
  }

  #askNow(): void {
    this.#cancelTimer();
    if (!this.#asking) void this.#question();
  }

  async #question(): Promise<void> {
    if (this.#scope.ended || this.complete) return;
    this.#asking = true;
    const leaving = new AbortController();
    const done = this.#scope.add(() => leaving.abort());
    try {
      const { size, made } = await this.#ask(this.#frame, leaving.signal);
      if (leaving.signal.aborted) return;
      this.#parts.value = { size, made: union(made) };
      this.#problem.value = null;
    } catch (thrown) {
      if (!leaving.signal.aborted) this.#problem.value = thrown;
    } finally {
      this.#asking = false;
      done();
    }
    this.#later();
  }

  #later(): void {
    this.#cancelTimer();
    if (this.#scope.ended || this.complete || !this.#begun) return;
    this.#vain += 1;
    const every = this.#need === "starving" && this.#vain > VAIN ? VAIN_MS : EVERY_MS[this.#need];
    const wait = this.#problem.peek() === null ? every : PAUSE_MS;
    this.#cancelTimer = this.#scope.after(wait, () => this.#askNow());
  }
}
