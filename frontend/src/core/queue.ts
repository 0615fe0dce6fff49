import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Documents, Kind } from "./model";
import { collides, inOrder, type Joined, joined, type Op, objectOf } from "./ops";

/** The requests that the server still has to acknowledge, in the order in which they go. */
export class Queue {
  readonly #ops = signal<readonly Op[]>([]);
  readonly ops: ReadonlySignal<readonly Op[]> = this.#ops;
  /** Keys of the objects that they are about. */
  readonly objects: ReadonlySignal<ReadonlySet<string>> = computed(() => new Set(this.#ops.value.map(objectOf)));

  /** What waits about one object. */
  about(object: string): readonly Op[] {
    return this.#ops.peek().filter((op) => objectOf(op) === object);
  }

  drop(which: (op: Op) => boolean): void {
    this.#ops.value = this.#ops.peek().filter((op) => !which(op));
  }

  /** At the end, or folded into the last request where that is `open`. */
  append(op: Op, open: (last: Op) => boolean): Joined {
    const result = joined(this.#ops.peek(), op, open);
    this.#ops.value = result.queue;
    return result;
  }

  /** Each in its place; one that is there already is replaced. */
  insert(...ops: readonly Op[]): void {
    const keys = new Set(ops.map((op) => op.key));
    const others = this.#ops.peek().filter((op) => !keys.has(op.key));
    this.#ops.value = [...others, ...ops].sort(inOrder);
  }

  /**
   * What waits about the object is made on `theirs` from now on, unless somebody else has changed what it changes: then
   * it keeps its own version, so that the server refuses it and both are shown. `mineAlone`: nobody else can have. What
   * was made anew.
   */
  rebase(object: string, theirs: Documents[Kind], mineAlone = false): readonly Op[] {
    const pending = this.about(object);
    if (!mineAlone && collides(pending, theirs)) return [];
    this.#ops.value = this.#ops.peek().map((op) => (pending.includes(op) ? { ...op, base: theirs.version } : op));
    return this.about(object);
  }
}
