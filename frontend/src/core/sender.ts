import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Trouble } from "./keeping";
import { NoAnswer, type Op, type Reply } from "./ops";
import { Scope } from "./scope";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const TRY_AGAIN = new Set([408, 425, 429]);

interface Work {
  /** The oldest request that waits. */
  next(): Op | undefined;
  /** Throws `NoAnswer`. */
  send(op: Op): Promise<Reply>;
  /** Takes the request out of the queue, one way or the other. Throws `NoAnswer`. */
  settle(op: Op, reply: Reply): Promise<void>;
}

/** Sends one request at a time, oldest first, again and again until an answer comes, waiting longer each time. */
export class Sender {
  readonly #trouble = signal<Trouble>("no");
  readonly #scope = new Scope();
  readonly #work: Work;
  #inFlight: Op | null = null;
  #started = false;
  #waiting = false;
  #failures = 0;
  #cancelRetry = () => {};

  /** Why the queue does not move; `offline` stays until an answer comes, also while it is tried again. */
  readonly trouble: ReadonlySignal<Trouble> = this.#trouble;

  constructor(work: Work) {
    this.#work = work;
  }

  get leads(): boolean {
    return this.#started;
  }

  isSending(op: Op): boolean {
    return this.#inFlight?.key === op.key;
  }

  /** This tab is the one that sends. */
  start(): void {
    this.#started = true;
    this.resume();
  }

  /** Try now: the network is back, or the person signed in again. */
  resume(): void {
    this.#cancelRetry();
    this.#waiting = false;
    this.#trouble.value = "no";
    this.#failures = 0;
    this.pump();
  }

  /** What the tab that sends has met, while this one only looks on. */
  overhear(trouble: Trouble): void {
    if (!this.#started) this.#trouble.value = trouble;
  }

  pump(): void {
    const held = !this.#started || this.#waiting || this.#trouble.peek() === "signin";
    if (this.#inFlight || held || this.#scope.ended) return;
    const op = this.#work.next();
    if (!op) return;
    this.#inFlight = op;
    void this.#deliver(op).finally(() => {
      this.#inFlight = null;
      this.pump();
    });
  }

  dispose(): void {
    this.#scope.dispose();
  }

  async #deliver(op: Op): Promise<void> {
    try {
      const reply = await this.#work.send(op);
      if (reply.status === 401) this.#trouble.value = "signin";
      else if (reply.status >= 500 || TRY_AGAIN.has(reply.status)) this.#later();
      else await this.#settled(op, reply);
    } catch (error) {
      this.#later();
      if (!(error instanceof NoAnswer)) throw error;
    }
  }

  async #settled(op: Op, reply: Reply): Promise<void> {
    await this.#work.settle(op, reply);
    this.#failures = 0;
    this.#trouble.value = "no";
  }

  #later(): void {
    this.#trouble.value = "offline";
    this.#waiting = true;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#cancelRetry();
    this.#cancelRetry = this.#scope.after(delay, () => {
      this.#waiting = false;
      this.pump();
    });
  }
}
