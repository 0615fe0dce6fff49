import { onMount } from "svelte";
import { type ApiProblem, session } from "../api/client";
import { asProblem } from "../api/problem";

/** Something that a screen reads from the server: shown as waiting, full or failed, and readable again. */
export class Resource<T> {
  value = $state.raw<T>();
  problem = $state.raw<ApiProblem>();
  readonly #read: (signal: AbortSignal) => Promise<T>;
  #scope = new AbortController();

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /** Read now. What is shown stays until the answer is there; of two readings under way the later one counts. */
  async reload(): Promise<void> {
    this.#scope.abort();
    this.#scope = new AbortController();
    const { signal } = this.#scope;
    try {
      const value = await this.#read(signal);
      if (signal.aborted) return;
      this.value = value;
      this.problem = undefined;
    } catch (thrown) {
      if (!signal.aborted) this.problem = asProblem(thrown);
    }
  }

  close(): void {
    this.#scope.abort();
  }
}

/** A Resource that lives as long as the component that asks for it. Call during component initialisation. */
export function resource<T>(read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const made = new Resource(read);
  onMount(() => {
    void made.reload();
    // What an ended session kept away is read as soon as the person is back.
    const stop = session.subscribe((now) => {
      if (now.state === "in" && made.problem?.status === 401) void made.reload();
    });
    return () => {
      stop();
      made.close();
    };
  });
  return made;
}
