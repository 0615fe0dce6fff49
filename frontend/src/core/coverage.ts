import { signal } from "@preact/signals-core";
import type { Scope } from "./scope";
import { type Span, union } from "./spans";

/** Playing faster than this is searching, not watching. */
export const WATCHING_SPEED = 2;
const REPORT_EVERY_MS = 10_000;

type Send = (spans: readonly Span[], leaving: boolean) => Promise<readonly Span[] | null>;

/**
 * What this coder has really watched: frames presented while playing forward at no more than twice the speed.
 * Reported every ten seconds, at a pause and on leaving; what could not be sent stays for the next report.
 */
export class CoverageTracker {
  /** Watched spans as the server and this session know them together. */
  readonly watched = signal<readonly Span[]>([]);
  #unsent: Span[] = [];
  #sending = false;
  #lastShown: number | null = null;
  readonly #longestStep: number;
  readonly #send: Send;

  /** `nominal`: frames a second; a jump of more than one second is a seek, not playing. */
  constructor(scope: Scope, nominal: number, send: Send) {
    this.#longestStep = nominal;
    this.#send = send;
    scope.every(REPORT_EVERY_MS, () => void this.report());
  }

  /** Spans that were watched before. */
  add(spans: readonly Span[]): void {
    this.watched.value = union([...this.watched.peek(), ...spans]);
  }

  /** A frame was presented. `speed` is 0 while paused; negative or fast speeds watch nothing. */
  shown(frame: number, speed: number): void {
    const last = this.#lastShown;
    this.#lastShown = speed > 0 && speed <= WATCHING_SPEED ? frame : null;
    if (this.#lastShown === null || last === null) return;
    if (frame > last && frame - last <= this.#longestStep) this.#note({ start: last, end: frame + 1 });
  }

  /** Sends what is unsent. `leaving`: the page goes away, nobody waits for the answer. */
  async report(leaving = false): Promise<void> {
    if (this.#unsent.length === 0 || (this.#sending && !leaving)) return;
    const spans = this.#unsent;
    this.#unsent = [];
    this.#sending = true;
    const answer = await this.#send(spans, leaving);
    this.#sending = false;
    if (answer) this.watched.value = union([...answer, ...this.#unsent]);
    else this.#unsent = union([...spans, ...this.#unsent]);
  }

  #note(span: Span): void {
    this.#unsent = union([...this.#unsent, span]);
    const known = this.watched.peek().some((other) => other.start <= span.start && span.end <= other.end);
    if (!known) this.watched.value = union([...this.watched.peek(), span]);
  }
}
