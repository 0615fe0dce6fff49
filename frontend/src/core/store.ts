import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Code, Documents, Kind, Witness } from "./model";

type Shelf<T> = ReadonlyMap<string, T>;
type Spanned = { readonly id: string; readonly start: number; readonly end: number };

const byStart = (a: Spanned, b: Spanned): number => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1);

/**
 * The document state: what is on this footage as the coder sees it, local edits included.
 * Each collection is one immutable map in a signal; a write replaces the map.
 */
export class Store {
  readonly #shelves: { [K in Kind]: Signal<Shelf<Documents[K]>> } = {
    segment: signal<Shelf<Documents["segment"]>>(new Map()),
    line: signal<Shelf<Documents["line"]>>(new Map()),
    noise: signal<Shelf<Documents["noise"]>>(new Map()),
  };
  readonly codes = signal<Shelf<Code>>(new Map());
  readonly witnesses = signal<Shelf<Witness>>(new Map());

  readonly segments = this.#ordered("segment");
  readonly lines = this.#ordered("line");
  readonly noise = this.#ordered("noise");

  #ordered<K extends Kind>(kind: K): ReadonlySignal<readonly Documents[K][]> {
    return computed(() => [...this.#shelf(kind).value.values()].sort(byStart));
  }

  #shelf<K extends Kind>(kind: K): Signal<Shelf<Documents[K]>> {
    return this.#shelves[kind] as Signal<Shelf<Documents[K]>>;
  }

  /** The collection itself, unordered: for those who only want to know that something in it has changed. */
  all<K extends Kind>(kind: K): ReadonlySignal<Shelf<Documents[K]>> {
    return this.#shelf(kind);
  }

  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#shelf(kind).value.get(id);
  }

  peek<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#shelf(kind).peek().get(id);
  }

  put<K extends Kind>(kind: K, ...objects: Documents[K][]): void {
    const shelf = this.#shelf(kind);
    const next = new Map(shelf.peek());
    for (const object of objects) next.set(object.id, object);
    shelf.value = next;
  }

  remove(kind: Kind, id: string): void {
    const shelf = this.#shelf(kind);
    if (!shelf.peek().has(id)) return;
    const next = new Map(shelf.peek());
    next.delete(id);
    shelf.value = next;
  }

  /** Replaces everything of a kind, as at loading. */
  replace<K extends Kind>(kind: K, objects: readonly Documents[K][]): void {
    this.#shelf(kind).value = new Map(objects.map((object) => [object.id, object]));
  }

  write(run: () => void): void {
    batch(run);
  }
}

/** The category (top-level code) that a code hangs under; the code itself when it is one. */
export function categoryOf(codes: ReadonlyMap<string, Code>, id: string): Code | undefined {
  let code = codes.get(id);
  for (let depth = 0; code?.parent && depth < codes.size; depth += 1) {
    const parent = codes.get(code.parent);
    if (!parent) break;
    code = parent;
  }
  return code;
}
