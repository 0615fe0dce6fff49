import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";

export interface Still<Image> {
  readonly frame: number;
  readonly image: Image;
}

/** A key that is held down asks for no still on its way. */
const REST_MS = 120;
const RETRY_MS = 2000;

/** Exact stills for where there is no picture: of the latest wanted frame alone, one request at a time. */
export class Stills<Image> {
  readonly #shown: Signal<Still<Image> | null> = signal(null);
  /** The one to show; it stays until the next one is there, or nothing is wanted any more. */
  readonly shown: ReadonlySignal<Still<Image> | null> = this.#shown;
  readonly #problem: Signal<unknown> = signal(null);
  readonly problem: ReadonlySignal<unknown> = this.#problem;
  readonly #scope: Scope;
  readonly #fetch: (frame: number, signal: AbortSignal) => Promise<Image>;
  #wanted: number | null = null;
  #cancel = () => {};

  constructor(scope: Scope, fetch: (frame: number, signal: AbortSignal) => Promise<Image>) {
    this.#scope = scope;
    this.#fetch = fetch;
  }

  /** Null: the picture itself is there. */
  want(frame: number | null): void {
    if (frame === this.#wanted) return;
    this.#wanted = frame;
    this.#problem.value = null;
    this.#cancel();
    if (frame === null) this.#shown.value = null;
    else this.#soon(frame, REST_MS);
  }

  /** The picture is coming: no other still is asked for, and the one that is shown stays until it is there. */
  enough(): void {
    this.#cancel();
    this.#wanted = this.#shown.peek()?.frame ?? null;
  }

  #soon(frame: number, milliseconds: number): void {
    this.#cancel = this.#scope.after(milliseconds, () => void this.#get(frame));
  }

  async #get(frame: number): Promise<void> {
    const leaving = new AbortController();
    this.#cancel = this.#scope.add(() => leaving.abort());
    try {
      const image = await this.#fetch(frame, leaving.signal);
      if (leaving.signal.aborted) return;
      this.#problem.value = null;
      this.#shown.value = { frame, image };
    } catch (thrown) {
      if (leaving.signal.aborted) return;
      this.#problem.value = thrown;
      this.#soon(frame, RETRY_MS);
    }
  }
}
