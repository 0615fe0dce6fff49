import { computed, type ReadonlySignal, signal } from "@preact/signals-core";

/** What is not on the server yet, of the open recording and of those that were left a moment ago. */
export interface Unsent {
  /** On this computer's disk, beyond the tab. */
  readonly kept: number;
  /** In the memory of this tab, and lost with it. */
  readonly onlyHere: number;
}

const counted = signal<readonly ReadonlySignal<Unsent>[]>([]);

export const unsent: ReadonlySignal<Unsent> = computed(() => {
  const all = counted.value.map((one) => one.value);
  const sum = (name: keyof Unsent) => all.reduce((total, one) => total + one[name], 0);
  return { kept: sum("kept"), onlyHere: sum("onlyHere") };
});

/** Counts this in until the returned function is called. */
export function count(one: ReadonlySignal<Unsent>): () => void {
  counted.value = [...counted.peek(), one];
  return () => {
    counted.value = counted.peek().filter((other) => other !== one);
  };
}
