import { effect, signal, untracked } from "@preact/signals-core";
import type { Scope } from "../../../core/scope";
import type { Span } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { t } from "../../../i18n";
import type { Player } from "../../../media/player";
import type { SessionState } from "./session";

interface Tools {
  readonly scope: Scope;
  readonly store: Store;
  readonly session: SessionState;
  readonly player: Player;
}

/** Plays a span again and again: the selected segment, while its edges may be trimmed, or what lies between I and the playhead. */
export class Looping {
  readonly #tools: Tools;
  /** The segment that plays, and the span that this class asked for; somebody else may ask for another one. */
  readonly #segment = signal<{ readonly id: string; readonly asked: Span } | null>(null);

  constructor(tools: Tools) {
    this.#tools = tools;
    tools.scope.add(effect(() => this.#follow()));
  }

  toggle(): void {
    if (this.#tools.player.loop.peek()) this.leave();
    else this.#begin();
  }

  leave(): void {
    this.#segment.value = null;
    this.#tools.player.loop.value = null;
  }

  #begin(): void {
    const { player, session } = this.#tools;
    const marked = this.#marked();
    const segment = marked ? undefined : this.#selected();
    const span = marked ?? (segment && { start: segment.start, end: segment.end });
    if (!span) {
      session.notice.value = t("player.notice.noLoop", session.keys.named.peek()("in"));
      return;
    }
    session.notice.value = "";
    player.loop.value = span;
    this.#segment.value = segment ? { id: segment.id, asked: span } : null;
    player.seek(span.start);
    player.play();
  }

  /** From I up to the playhead, whose frame is the first one outside as it is for O. */
  #marked(): Span | null {
    const { session, player } = this.#tools;
    const start = session.markIn.peek();
    const end = player.frame.peek();
    return start !== null && end > start ? { start, end } : null;
  }

  #selected() {
    const { session, store } = this.#tools;
    const id = session.current.peek();
    return id ? store.peek("segment", id) : undefined;
  }

  #follow(): void {
    const playing = this.#segment.value;
    if (!playing) return;
    const segment = this.#tools.store.get("segment", playing.id);
    untracked(() => {
      const { loop } = this.#tools.player;
      if (loop.peek() !== playing.asked) this.#segment.value = null;
      else if (!segment) this.leave();
      else if (segment.start !== playing.asked.start || segment.end !== playing.asked.end) {
        const asked = { start: segment.start, end: segment.end };
        loop.value = asked;
        this.#segment.value = { id: playing.id, asked };
      }
    });
  }
}
