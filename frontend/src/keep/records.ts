import type { Sealed } from "./seal";

/** What lies in the browser's database. Its names are random or made with the key; the rest is sealed. */
export interface SealedRecord extends Sealed {
  readonly key: string;
  /** Whose it is. */
  readonly owner: string;
  /** On which recording. */
  readonly shelf: string;
}

const DATABASE = "annotator-outbox";
const STORE = "records";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The store of sealed records. Every method rejects when the browser keeps nothing: private windows, a full disk. */
export class Records {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // A later version of this page must not wait for us; it keeps what is here.
    database.onversionchange = () => database.close();
  }

  static async open(): Promise<Records> {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: "key" });
      store.createIndex("owner", "owner");
      store.createIndex("shelf", "shelf");
    };
    return new Records(await settled(request));
  }

  /** All of it or nothing; settled when the disk has it. */
  write(put: readonly SealedRecord[], drop: readonly string[]): Promise<void> {
    const transaction = this.#database.transaction(STORE, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(STORE);
    for (const record of put) store.put(record);
    for (const key of drop) store.delete(key);
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async where(index: "owner" | "shelf", tag: string): Promise<readonly SealedRecord[]> {
    return settled(this.#store().index(index).getAll(tag));
  }

  count(): Promise<number> {
    return settled(this.#store().count());
  }

  close(): void {
    this.#database.close();
  }

  #store(): IDBObjectStore {
    return this.#database.transaction(STORE).objectStore(STORE);
  }
}
