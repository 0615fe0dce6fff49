import { api } from "../api/client";
import type { Op } from "../core/ops";
import { Records, type SealedRecord } from "./records";
import { canSeal, Seal } from "./seal";

export interface Place {
  readonly id: string;
  readonly project: string;
  readonly title: string;
}

/** A request that waits, and the recording that it is about. */
export interface Waiting {
  readonly op: Op;
  readonly footage: Place;
}

interface KeyAnswer {
  readonly user: string;
  readonly key: string;
}

/** The key of the signed-in member, if that is still `user`. Throws an ApiProblem. */
async function keyOf(user: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await api.get<KeyAnswer>("/session/outbox-key/", { as: user });
  return Uint8Array.from(atob(answer.key), (letter) => letter.charCodeAt(0));
}

/** What one member has waiting in this browser, unlocked. The key is in memory only and goes with the page. */
export class Safe {
  readonly #user: string;
  readonly #owner: string;
  readonly #records: Records;
  readonly seal: Seal;

  private constructor(user: string, owner: string, records: Records, seal: Seal) {
    this.#user = user;
    this.#owner = owner;
    this.#records = records;
    this.seal = seal;
  }

  /** Null where this browser cannot keep or cannot seal. Throws an ApiProblem when the server gives no key. */
  static async open(user: string): Promise<Safe | null> {
    const records = canSeal() ? await Records.open().catch(() => null) : null;
    if (!records) return null;
    try {
      const seal = await Seal.from(await keyOf(user));
      return new Safe(user, await seal.tag(`user ${user}`), records, seal);
    } catch (thrown) {
      records.close();
      throw thrown;
    }
  }

  /** Whether this browser keeps anything of anybody. Needs no key and no server. */
  static async anything(): Promise<boolean> {
    const records = await Records.open().catch(() => null);
    const count = await records?.count().catch(() => 0);
    records?.close();
    return (count ?? 0) > 0;
  }

  shelfOf(footage: string): Promise<string> {
    return this.seal.tag(`footage ${footage}`);
  }

  async write(footage: Place, put: readonly Op[], drop: readonly string[]): Promise<void> {
    const shelf = await this.shelfOf(footage.id);
    const sealed = put.map(async (op): Promise<SealedRecord> => {
      const text = JSON.stringify({ op, footage } satisfies Waiting);
      return { key: op.key, owner: this.#owner, shelf, ...(await this.seal.seal(text, this.#about(op.key, shelf))) };
    });
    await this.#records.write(await Promise.all(sealed), drop);
  }

  /** What waits on one recording. */
  async on(footage: string): Promise<readonly Waiting[]> {
    return this.#opened(await this.#records.where("shelf", await this.shelfOf(footage)));
  }

  /** What waits on any. */
  async all(): Promise<readonly Waiting[]> {
    return this.#opened(await this.#records.where("owner", this.#owner));
  }

  /** Throws away, unsent. */
  discard(waiting: readonly Waiting[]): Promise<void> {
    return this.#records.write(
      [],
      waiting.map(({ op }) => op.key),
    );
  }

  close(): void {
    this.#records.close();
  }

  async #opened(records: readonly SealedRecord[]): Promise<readonly Waiting[]> {
    const texts = records.map((record) => this.seal.open(record, this.#about(record.key, record.shelf)));
    return (await Promise.all(texts)).filter((text) => text !== null).map((text) => JSON.parse(text) as Waiting);
  }

  #about(key: string, shelf: string): readonly string[] {
    return [key, this.#user, shelf];
  }
}

/** What waits, counted by recording. */
export interface Pile {
  readonly footage: Place;
  readonly count: number;
}

export function piles(waiting: readonly Waiting[]): readonly Pile[] {
  const found = new Map<string, Pile>();
  for (const { footage } of waiting) {
    found.set(footage.id, { footage, count: (found.get(footage.id)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}
