import { type ReadonlySignal, signal } from "@preact/signals-core";
import { firstPlace } from "./halving";

export interface Placed {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** By start, then end; the id last, so that the order is the same everywhere. */
export const byStart = (a: Placed, b: Placed): number => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1);

/** One collection of the document in order of start. A write moves one object, however many there are. */
export class Shelf<T extends Placed> {
  readonly #byId = new Map<string, T>();
  readonly #ordered = signal<readonly T[]>([]);
  readonly ordered: ReadonlySignal<readonly T[]> = this.#ordered;

  /** The object with this id, for those who want to be told when anything on the shelf changes. */
  get(id: string): T | undefined {
    void this.#ordered.value;
    return this.#byId.get(id);
  }

  peek(id: string): T | undefined {
    return this.#byId.get(id);
  }

  put(object: T): void {
    const next = this.#without(this.#byId.get(object.id));
    next.splice(placeIn(next, object), 0, object);
    this.#byId.set(object.id, object);
    this.#ordered.value = next;
  }

  remove(id: string): void {
    const known = this.#byId.get(id);
    if (!known) return;
    this.#byId.delete(id);
    this.#ordered.value = this.#without(known);
  }

  /** Everything at once, as at loading. */
  replace(objects: readonly T[]): void {
    this.#byId.clear();
    for (const object of objects) this.#byId.set(object.id, object);
    this.#ordered.value = [...this.#byId.values()].sort(byStart);
  }

  #without(object: T | undefined): T[] {
    const next = [...this.#ordered.peek()];
    if (object) next.splice(placeIn(next, object), 1);
    return next;
  }
}

/** Where `object` stands or would stand in a list in order. */
export function placeIn<T extends Placed>(list: readonly T[], object: T): number {
  return firstPlace(list.length, (index) => {
    const other = list[index] as T;
    return other.id === object.id || byStart(other, object) >= 0;
  });
}

export interface ChangedPart<T> {
  /** Where it begins, in both. */
  readonly from: number;
  readonly gone: readonly T[];
  readonly come: readonly T[];
}

/** What two versions of a list do not share at their beginnings and ends: one edit is found without looking closely. */
export function changedPart<T>(before: readonly T[], after: readonly T[]): ChangedPart<T> {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const gone = before.slice(head, before.length - tail);
  return { from: head, gone, come: after.slice(head, after.length - tail) };
}
