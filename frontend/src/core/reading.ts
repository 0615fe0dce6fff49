import { effect, untracked } from "@preact/signals-core";

export interface Reading<T> {
  /** What was made; throws what was thrown while it was made. */
  value(): T;
  /** From now on nobody is told. */
  readonly stop: () => void;
}

/** Reads what is made of signals, and calls `outdated` once: as soon as any of them has changed, also after a failure. */
export function reading<T>(read: () => T, outdated: () => void): Reading<T> {
  let made: (() => T) | undefined;
  const stop = effect(() => {
    if (made) untracked(outdated);
    else made = outcomeOf(read);
  });
  if (!made) throw new Error("An effect runs when it is made.");
  return { value: made, stop };
}

/** An effect that throws is told of nothing any more, so what is thrown is kept. */
function outcomeOf<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}
