import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import { covers, excess, MOST_HELD, type Placement, type Plan, type Ranges } from "./chunks";

/** What is used of a SourceBuffer. */
export interface BufferLike extends EventTarget {
  readonly updating: boolean;
  readonly buffered: Ranges;
  timestampOffset: number;
  appendWindowStart: number;
  appendWindowEnd: number;
  appendBuffer(data: ArrayBuffer): void;
  remove(from: number, to: number): void;
}

/** The bytes of a chunk; null when it is not made. */
export type FetchChunk = (chunk: number, signal: AbortSignal) => Promise<ArrayBuffer | null>;

interface Parts {
  readonly fetch: FetchChunk;
  readonly placement: (chunk: number) => Placement;
  /** Whether the file holds more than is to be played. */
  readonly cut: boolean;
  /** Something has arrived. */
  readonly arrived: () => void;
  /** A chunk that was promised is not there. */
  readonly missing: (chunk: number) => void;
}

/** The browser could not read what was fetched. */
export class Unreadable extends Error {}

/** Waits between tries to fetch; the last one is repeated. */
const RETRY_MS = [500, 1000, 2000, 4000];
/**
 * The window lies this far inside, in seconds: the browser places packets by rounded microseconds, and one that is
 * meant to lie wholly outside must not reach in. It is a quarter of a sample, so that nothing else is cut.
 */
const INSIDE = 5e-6;
/** Of a chunk that must still be held at its start, in seconds: less than any frame. */
const TOLERANCE = 0.02;

/** Keeps one buffer filled with what the plan asks for: one request at a time, in the plan's order. */
export class Lane {
  readonly #problem: Signal<unknown> = signal(null);
  /** Why the last fetch failed; null once one has not. It is tried again by itself. */
  readonly problem: ReadonlySignal<unknown> = this.#problem;
  readonly #scope: Scope;
  readonly #buffer: BufferLike;
  readonly #parts: Parts;
  readonly #held = new Set<number>();
  #plan: Plan | null = null;
  #most = MOST_HELD;
  #request: { readonly chunk: number; readonly leaving: AbortController } | null = null;
  #busy = false;
  #failures = 0;
  #cancelRetry = () => {};

  constructor(scope: Scope, buffer: BufferLike, parts: Parts) {
    this.#scope = scope;
    this.#buffer = buffer;
    this.#parts = parts;
    scope.add(() => this.#request?.leaving.abort());
  }

  /** Whether the chunk is there to be played; the browser may have dropped what was put in. */
  holds(chunk: number): boolean {
    const { from, to } = this.#parts.placement(chunk);
    if (to - from < 2 * INSIDE) return true;
    if (!this.#held.has(chunk)) return false;
    const near = Math.min(TOLERANCE, (to - from) / 2);
    if (covers(this.#buffer.buffered, from + near, to - near)) return true;
    this.#held.delete(chunk);
    return false;
  }

  get idle(): boolean {
    return !this.#busy && !this.#buffer.updating;
  }

  follow(plan: Plan): void {
    this.#plan = plan;
    const { chunk, leaving } = this.#request ?? {};
    if (chunk !== undefined && !plan.fetch.includes(chunk)) leaving?.abort();
    void this.#run();
  }

  /** Try at once what failed. */
  retry(): void {
    this.#cancelRetry();
    this.#failures = 0;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#busy || this.#scope.ended) return;
    this.#busy = true;
    this.#cancelRetry();
    try {
      for (let chunk = this.#next(); chunk !== undefined && !this.#scope.ended; chunk = this.#next()) {
        await this.#take(chunk);
      }
    } catch (thrown) {
      this.#failed(thrown);
    } finally {
      this.#busy = false;
    }
    if (!this.#scope.ended) this.#parts.arrived();
  }

  #next(): number | undefined {
    return this.#plan?.fetch.find((chunk) => !this.holds(chunk));
  }

  async #take(chunk: number): Promise<void> {
    const leaving = new AbortController();
    this.#request = { chunk, leaving };
    try {
      const data = await this.#parts.fetch(chunk, leaving.signal);
      if (leaving.signal.aborted) return;
      this.#request = null;
      if (data) await this.#put(chunk, data);
      else this.#parts.missing(chunk);
      this.#failures = 0;
      this.#problem.value = null;
    } catch (thrown) {
      if (!leaving.signal.aborted) throw thrown;
    } finally {
      this.#request = null;
    }
    if (!this.#scope.ended) this.#parts.arrived();
  }

  async #put(chunk: number, data: ArrayBuffer): Promise<void> {
    await this.#makeRoom(this.#most - 1);
    try {
      await this.#append(chunk, data);
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      this.#most = Math.max(1, Math.floor(this.#held.size / 2));
      await this.#makeRoom(this.#most - 1);
      await this.#append(chunk, data);
    }
    this.#held.add(chunk);
  }

  async #append(chunk: number, data: ArrayBuffer): Promise<void> {
    const buffer = this.#buffer;
    const { offset, from, to } = this.#parts.placement(chunk);
    buffer.timestampOffset = offset;
    if (this.#parts.cut) {
      // The window must never be empty while it moves.
      buffer.appendWindowStart = 0;
      buffer.appendWindowEnd = to - INSIDE;
      buffer.appendWindowStart = from + INSIDE;
    }
    await this.#update(() => buffer.appendBuffer(data));
  }

  async #makeRoom(most: number): Promise<void> {
    if (!this.#plan) return;
    for (const chunk of excess(this.#held, this.#plan, most)) {
      const { from, to } = this.#parts.placement(chunk);
      this.#held.delete(chunk);
      await this.#update(() => this.#buffer.remove(from, to));
    }
  }

  /** Starts an update of the buffer and waits for its end. */
  #update(start: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const inner = this.#scope.child();
      const end = (settle: () => void) => () => {
        inner.dispose();
        settle();
      };
      inner.on(this.#buffer, "updateend", end(resolve));
      inner.on(
        this.#buffer,
        "error",
        end(() => reject(new Unreadable())),
      );
      try {
        start();
      } catch (thrown) {
        end(() => reject(thrown))();
      }
    });
  }

  #failed(thrown: unknown): void {
    if (this.#scope.ended) return;
    this.#problem.value = thrown;
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#cancelRetry = this.#scope.after(wait, () => void this.#run());
  }
}

const isFull = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === "QuotaExceededError";
