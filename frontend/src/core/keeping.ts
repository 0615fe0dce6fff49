import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Op, Outcome } from "./ops";

/** Where requests wait for the server beyond the life of their tab. Nothing here throws: what fails shows in `durable`. */
export interface Keeping {
  /** Whether what is written outlives the tab. */
  readonly durable: ReadonlySignal<boolean>;
  /** Puts and drops together or not at all; settled when it is on disk, in the order of the calls. */
  write(put: readonly Op[], drop: readonly string[]): Promise<void>;
  /** Everything that is kept of this member on this recording, in no order. */
  read(): Promise<readonly Op[]>;
}

export type Trouble = "no" | "offline" | "signin";

/** What tabs of one member on one recording tell each other. */
export type Word =
  | { readonly is: "joined" }
  | { readonly is: "queue"; readonly ops: readonly Op[] }
  | { readonly is: "ops"; readonly put: readonly Op[]; readonly drop: readonly string[] }
  | { readonly is: "settled"; readonly op: Op; readonly outcome: Outcome }
  | { readonly is: "resolved"; readonly object: string; readonly choice: "mine" | "theirs" }
  | { readonly is: "dismissed"; readonly key: string }
  | { readonly is: "trouble"; readonly trouble: Trouble }
  | { readonly is: "resume" };

/** What a tab does about each kind of word. */
export type Ears = { readonly [Is in Word["is"]]: (word: Extract<Word, { is: Is }>) => void };

export const hear = (ears: Ears, word: Word): void => (ears[word.is] as (word: Word) => void)(word);

/** The other tabs of the same member on the same recording. */
export interface Tabs {
  /**
   * Settled when every word is heard that is told from then on. Calls `lead` once, when this tab is the one that sends;
   * at the latest when the one before it is gone.
   */
  join(lead: () => void, hear: (word: Word) => void): Promise<void>;
  /** Words arrive in the order in which they were told; those told before joining are passed on then. */
  tell(word: Word): void;
  leave(): void;
}

/** Nothing outlives the tab. */
export class Unkept implements Keeping {
  readonly durable = signal(false);

  async write(): Promise<void> {}

  async read(): Promise<readonly Op[]> {
    return [];
  }
}

/** There is no other tab. */
export class Alone implements Tabs {
  async join(lead: () => void): Promise<void> {
    lead();
  }

  tell(): void {}

  leave(): void {}
}
