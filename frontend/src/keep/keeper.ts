import { signal } from "@preact/signals-core";
import type { Keeping } from "../core/keeping";
import type { Op } from "../core/ops";
import { type Place, Safe } from "./safe";

/** Keeps one recording's requests in the safe of its member. What is written before the safe is open waits for it. */
export class Keeper implements Keeping {
  readonly #durable = signal(true);
  readonly durable = this.#durable;
  readonly #user: string;
  readonly #place: Place;
  /** The safe; null where nothing can be kept. */
  readonly opened: Promise<Safe | null>;
  #give: (safe: Safe | null) => void = () => {};
  #last: Promise<unknown>;
  #unlocked = false;

  constructor(user: string, place: Place) {
    this.#user = user;
    this.#place = place;
    this.opened = new Promise((resolve) => {
      this.#give = resolve;
    });
    this.#last = this.opened;
  }

  /** Throws an ApiProblem when the server gives no key; may be called again. */
  async unlock(): Promise<Safe | null> {
    if (this.#unlocked) return this.opened;
    const safe = await Safe.open(this.#user);
    this.#unlocked = true;
    if (!safe) this.#durable.value = false;
    this.#give(safe);
    return safe;
  }

  write(put: readonly Op[], drop: readonly string[]): Promise<void> {
    return this.#inTurn(async (safe) => safe.write(this.#place, put, drop), undefined);
  }

  read(): Promise<readonly Op[]> {
    return this.#inTurn(async (safe) => (await safe.on(this.#place.id)).map(({ op }) => op), []);
  }

  close(): void {
    this.#give(null);
    void this.#last.then(async () => (await this.opened)?.close());
  }

  #inTurn<T>(work: (safe: Safe) => Promise<T>, otherwise: T): Promise<T> {
    const turn = this.#last.then(async () => {
      const safe = await this.opened;
      return safe ? work(safe) : otherwise;
    });
    const kept = turn.catch(() => {
      this.#durable.value = false;
      return otherwise;
    });
    this.#last = kept;
    return kept;
  }
}
