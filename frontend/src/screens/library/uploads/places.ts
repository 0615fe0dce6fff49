/**
 * Which upload a file belongs to, across closed tabs and restarts of the browser.
 *
 * It is kept in the browser, so it is written for the day on which somebody else reads that: the key is a hash over the
 * file's facts and ends, the value an id that means something to the server only. No name, no size, no project. Who
 * holds the very file can find out that it was being uploaded; who does not holds nothing. An entry goes when its
 * recording is registered or discarded, and after eight days, when the server has forgotten it too.
 */
const PREFIX = "annotator:upload:";
const KEPT_MS = 8 * 24 * 3600 * 1000;

interface Entry {
  id: string;
  at: number;
}

export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Places {
  readonly #shelf: Shelf;
  readonly #now: () => number;

  constructor(shelf: Shelf = localStorage, now: () => number = Date.now) {
    this.#shelf = shelf;
    this.#now = now;
  }

  /** The upload that the file with this fingerprint belongs to. */
  find(fingerprint: string): string | undefined {
    return this.#read(PREFIX + fingerprint)?.id;
  }

  keep(fingerprint: string, id: string): void {
    try {
      this.#shelf.setItem(PREFIX + fingerprint, JSON.stringify({ id, at: this.#now() }));
    } catch {
      // A full or forbidden storage costs the resuming after a closed tab, and nothing else.
    }
  }

  forget(id: string): void {
    for (const key of this.#keys()) if (this.#read(key)?.id === id) this.#shelf.removeItem(key);
  }

  /** Drop what the server no longer has, and what cannot be read. */
  tidy(): void {
    for (const key of this.#keys()) {
      const entry = this.#read(key);
      if (entry === undefined || this.#now() - entry.at > KEPT_MS) this.#shelf.removeItem(key);
    }
  }

  #keys(): string[] {
    const keys = Array.from({ length: this.#shelf.length }, (_, index) => this.#shelf.key(index) ?? "");
    return keys.filter((key) => key.startsWith(PREFIX));
  }

  #read(key: string): Entry | undefined {
    try {
      const entry: unknown = JSON.parse(this.#shelf.getItem(key) ?? "null");
      const { id, at } = (entry ?? {}) as Partial<Entry>;
      return typeof id === "string" && typeof at === "number" ? { id, at } : undefined;
    } catch {
      return undefined;
    }
  }
}
