import { type Documents, type Kind, keyOf } from "./model";

interface Entry {
  readonly kind: Kind;
  readonly id: string;
  readonly object: Documents[Kind] | null;
  readonly version: number;
}

/** What the server is known to hold since the recording was opened: by acknowledgements, and by what others did. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  has(kind: Kind, id: string): boolean {
    return this.#entries.has(keyOf(kind, id));
  }

  /** The newest version that was heard of; 0 for none. It stays when the object is deleted. */
  version(kind: Kind, id: string): number {
    return this.#entries.get(keyOf(kind, id))?.version ?? 0;
  }

  object(kind: Kind, id: string): Documents[Kind] | null {
    return this.#entries.get(keyOf(kind, id))?.object ?? null;
  }

  /** `object`: as the server holds it; null when it is gone, by a deletion that counts as a version, too, where it is `known`. */
  note(kind: Kind, id: string, object: Documents[Kind] | null, known = 0): void {
    const version = object?.version ?? Math.max(known, this.version(kind, id));
    this.#entries.set(keyOf(kind, id), { kind, id, object, version });
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }
}
