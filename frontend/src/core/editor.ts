import { type History, rebased } from "./history";
import type { Change, Documents, Fields, Kind } from "./model";
import type { Store } from "./store";

interface Queue {
  push(change: Change): void;
}

/** Every edit goes through here: local store at once, history, then the outbox. */
export class Editor {
  readonly #store: Store;
  readonly #history: History;
  readonly #queue: Queue;
  readonly #now: () => number;

  constructor(store: Store, history: History, queue: Queue, now: () => number) {
    this.#store = store;
    this.#history = history;
    this.#queue = queue;
    this.#now = now;
  }

  /** Applies changes as one step that one undo takes back. `mergeKey`: see `Step`. */
  apply(label: string, changes: readonly Change[], mergeKey?: string): void {
    if (changes.length === 0) return;
    const step = { label, changes, at: this.#now() };
    this.#history.record(mergeKey ? { ...step, mergeKey } : step);
    this.#write(changes);
  }

  /** Sets fields of one object; nothing happens when it is gone. */
  set<K extends Kind>(kind: K, id: string, fields: Partial<Documents[K]>, label: string, mergeKey?: string): void {
    const before = this.#store.peek(kind, id);
    if (!before) return;
    const after = { ...before, ...fields };
    const same = Object.keys(fields).every((name) => (before as unknown as Fields)[name] === (fields as Fields)[name]);
    if (!same) this.apply(label, [{ kind, id, before, after } as unknown as Change], mergeKey);
  }

  create<K extends Kind>(kind: K, object: Documents[K], label: string): void {
    this.apply(label, [{ kind, id: object.id, before: null, after: object } as unknown as Change]);
  }

  remove<K extends Kind>(kind: K, id: string, label: string): void {
    const before = this.#store.peek(kind, id);
    if (before) this.apply(label, [{ kind, id, before, after: null } as unknown as Change]);
  }

  /** Does once more what was refused, on top of what is there now; false when there is nothing to do it to. */
  again(change: Change): boolean {
    const now = rebased(change, this.#store.peek(change.kind, change.id) ?? null);
    if (now) this.apply("again", [now]);
    return now !== null;
  }

  /** Takes back the last step by new edits; the ids of what came back or changed, for the flash. */
  undo(): readonly string[] {
    return this.#write(this.#history.undo((kind, id) => this.#store.peek(kind, id)) ?? []);
  }

  redo(): readonly string[] {
    return this.#write(this.#history.redo((kind, id) => this.#store.peek(kind, id)) ?? []);
  }

  #write(changes: readonly Change[]): readonly string[] {
    this.#store.write(() => {
      for (const change of changes) {
        if (change.after) this.#store.put(change.kind, change.after);
        else this.#store.remove(change.kind, change.id);
      }
    });
    for (const change of changes) this.#queue.push(change);
    return changes.map((change) => change.id);
  }
}
