import { ApiProblem, session } from "../../../api/client";
import { Feed, type FeedEvent, type FeedPage } from "../../../core/feed";
import { NoAnswer } from "../../../core/ops";
import type { Scope } from "../../../core/scope";

/** Two seconds and the way there and back stay below the three within which others' work must be seen. */
export const EVERY_MS = 2000;
const LONGEST_MS = 60_000;
/** A gap with more than this in it costs as much as reading everything anew. */
export const PAGE = 500;

/** The page of the feed after `after`. */
export type Ask = (after: number, limit: number) => Promise<FeedPage>;

interface Tools {
  readonly scope: Scope;
  readonly ask: Ask;
  /** Applies events; false when everything should be read anew instead. */
  readonly apply: (events: readonly FeedEvent[]) => Promise<boolean>;
  readonly reload: () => Promise<void>;
}

/**
 * Asks the changes feed what others did, every two seconds while the page is in sight. A hidden tab asks nothing and
 * catches up when it is seen again; a server that is away is asked more and more seldom.
 */
export class Live {
  readonly #tools: Tools;
  #feed: Feed | null = null;
  #asking = false;
  #failures = 0;
  #cancel = () => {};

  constructor(tools: Tools) {
    this.#tools = tools;
    const { scope } = tools;
    const wake = () => this.wake();
    scope.on(document, "visibilitychange", wake);
    scope.on(window, "online", wake);
    scope.on(window, "focus", wake);
  }

  /** Begins to ask, from where the feed stood before the documents were read: nothing falls between the two. */
  start(cursor: number): void {
    this.#feed = new Feed(cursor);
    this.#wait(EVERY_MS);
  }

  /** Asks at once: the page is in sight again, the network is back, or the person has signed in. */
  wake(): void {
    this.#failures = 0;
    if (this.#feed) void this.#turn(this.#feed);
  }

  #wait(milliseconds: number): void {
    this.#cancel();
    this.#cancel = this.#tools.scope.after(milliseconds, () => this.#feed && void this.#turn(this.#feed));
  }

  async #turn(feed: Feed): Promise<void> {
    if (this.#asking || this.#tools.scope.ended || !worthAsking()) return;
    this.#asking = true;
    this.#cancel();
    try {
      await this.#catchUp(feed);
      this.#failures = 0;
    } catch (thrown) {
      if (this.#tools.scope.ended) return;
      if (!(thrown instanceof ApiProblem || thrown instanceof NoAnswer)) throw thrown;
      this.#failures += 1;
    } finally {
      this.#asking = false;
      this.#wait(Math.min(LONGEST_MS, EVERY_MS * 2 ** this.#failures));
    }
  }

  async #catchUp(feed: Feed): Promise<void> {
    const page = await this.#tools.ask(feed.cursor, PAGE);
    const fresh = feed.fresh(page);
    if (page.more || (fresh.length > 0 && !(await this.#tools.apply(fresh)))) {
      // What happens while it is read comes again with the next page, and does no harm.
      await this.#tools.reload();
      feed.advance(page.headSeq);
      return;
    }
    feed.advance(page.lastSeq);
  }
}

/** Not while nobody looks, nor where there can be no answer: `wake` is called when that changes. */
const worthAsking = (): boolean => !document.hidden && navigator.onLine && session.peek().state !== "expired";
