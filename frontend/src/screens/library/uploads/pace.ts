/** How fast bytes go, from what went in the last seconds; and how long the rest takes if it stays so. */

const WINDOW_MS = 15_000;
/** A shorter look says more about the buffers on the way than about the way. */
const LEAST_MS = 3000;

interface Mark {
  at: number;
  bytes: number;
}

export class Pace {
  #marks: Mark[] = [];

  /** `bytes` in all were sent by now (milliseconds of any steady clock). */
  note(at: number, bytes: number): void {
    const last = this.#marks.at(-1);
    if (last && bytes < last.bytes) this.#marks = []; // the server had less than was sent: counted anew
    this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && at - (this.#marks[1]?.at ?? at) > WINDOW_MS) this.#marks.shift();
  }

  /** Bytes per second, or undefined while too little was seen to say. */
  rate(now: number): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || now - first.at < LEAST_MS) return undefined;
    return ((last.bytes - first.bytes) * 1000) / (now - first.at);
  }

  /** Whole seconds for `missing` bytes, or undefined while that cannot be said. */
  remaining(now: number, missing: number): number | undefined {
    const rate = this.rate(now);
    return rate === undefined || rate <= 0 ? undefined : Math.ceil(missing / rate);
  }

  /** Nothing goes any more; what went before says nothing about what comes. */
  stop(): void {
    this.#marks = [];
  }
}
