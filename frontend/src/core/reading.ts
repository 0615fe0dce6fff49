import { effect, untracked } from "@preact/signals-core";

export interface Reading<T> {
  readonly value: T;
  /** From now on nobody is told. */
  readonly stop: () => void;
}

/** Reads what is made of signals, and calls `outdated` once: as soon as any of them has changed. */
export function reading<T>(read: () => T, outdated: () => void): Reading<T> {
  let made: { readonly value: T } | undefined;
  const stop = effect(() => {
    if (made) untracked(outdated);
    else made = { value: read() };
  });
  if (!made) throw new Error("An effect runs when it is made.");
  return { value: made.value, stop };
}
