import type { Tabs, Word } from "../core/keeping";
import type { Safe } from "./safe";
import type { Sealed } from "./seal";

/** The other tabs of the member on the recording: one lock says who sends, and words pass sealed with the member's key. */
export class BrowserTabs implements Tabs {
  readonly #opening: Promise<Safe | null>;
  readonly #footage: string;
  readonly #leaving = new AbortController();
  #channel: BroadcastChannel | null = null;
  #shelf = "";
  /** Begins to run when this tab listens: nobody is answered whom it could not hear. */
  #told: Promise<unknown>;
  #heard: Promise<unknown> = Promise.resolve();
  #begin = () => {};
  #letGo = () => {};

  constructor(opening: Promise<Safe | null>, footage: string) {
    this.#opening = opening;
    this.#footage = footage;
    this.#told = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
  }

  async join(lead: () => void, hear: (word: Word) => void): Promise<void> {
    const safe = await this.#opening;
    if (this.#leaving.signal.aborted) return;
    if (safe && navigator.locks) {
      this.#shelf = await safe.shelfOf(this.#footage);
      this.#listen(safe, hear);
      void this.#waitForLock(lead);
    } else lead();
    this.#begin();
  }

  tell(word: Word): void {
    this.#told = this.#told.then(async () => {
      const safe = this.#channel && (await this.#opening);
      if (!safe) return;
      const sealed = await safe.seal.seal(JSON.stringify(word), [this.#shelf]);
      this.#channel?.postMessage(sealed);
    });
  }

  leave(): void {
    this.#leaving.abort();
    this.#letGo();
    this.#begin();
    void this.#told.then(() => {
      this.#channel?.close();
      this.#channel = null;
    });
  }

  /** Until the page lets go or dies: then the browser gives the lock to the tab that waits longest. */
  async #waitForLock(lead: () => void): Promise<void> {
    const held = () => {
      lead();
      return new Promise<void>((resolve) => {
        this.#letGo = resolve;
      });
    };
    const { signal } = this.#leaving;
    await navigator.locks.request(`annotator-outbox ${this.#shelf}`, { signal }, held).catch(() => {});
  }

  #listen(safe: Safe, hear: (word: Word) => void): void {
    this.#channel = new BroadcastChannel(`annotator-outbox ${this.#shelf}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Sealed>) => {
      this.#heard = this.#heard.then(async () => {
        const text = await safe.seal.open(data, [this.#shelf]);
        if (text && !this.#leaving.signal.aborted) hear(JSON.parse(text) as Word);
      });
    };
  }
}
