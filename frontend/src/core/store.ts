import { batch, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Code, Documents, Kind, Witness } from "./model";
import { Shelf } from "./shelf";

/** The document state: what is on this footage as the coder sees it, local edits included. Objects are immutable. */
export class Store {
  readonly #shelves: { [K in Kind]: Shelf<Documents[K]> } = {
    segment: new Shelf(),
    line: new Shelf(),
    noise: new Shelf(),
  };
  readonly codes = signal<ReadonlyMap<string, Code>>(new Map());
  readonly witnesses = signal<ReadonlyMap<string, Witness>>(new Map());

  readonly segments: ReadonlySignal<readonly Documents["segment"][]> = this.#shelves.segment.ordered;
  readonly lines: ReadonlySignal<readonly Documents["line"][]> = this.#shelves.line.ordered;
  readonly noise: ReadonlySignal<readonly Documents["noise"][]> = this.#shelves.noise.ordered;

  #shelf<K extends Kind>(kind: K): Shelf<Documents[K]> {
    return this.#shelves[kind] as Shelf<Documents[K]>;
  }

  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#shelf(kind).get(id);
  }

  peek<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#shelf(kind).peek(id);
  }

  /** Everything of a kind, in order of start, for those who do not want to be told of changes. */
  all<K extends Kind>(kind: K): readonly Documents[K][] {
    return this.#shelf(kind).ordered.peek();
  }

  put<K extends Kind>(kind: K, ...objects: Documents[K][]): void {
    const shelf = this.#shelf(kind);
    batch(() => {
      for (const object of objects) shelf.put(object);
    });
  }

  remove(kind: Kind, id: string): void {
    this.#shelf(kind).remove(id);
  }

  /** Replaces everything of a kind, as at loading. */
  replace<K extends Kind>(kind: K, objects: readonly Documents[K][]): void {
    this.#shelf(kind).replace(objects);
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
