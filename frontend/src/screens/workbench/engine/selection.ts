import { batch, computed, type ReadonlySignal } from "@preact/signals-core";
import type { Segment } from "../../../core/model";
import type { Span } from "../../../core/spans";
import type { Store } from "../../../core/store";
import type { SessionState } from "./session";

const NONE: ReadonlySet<string> = new Set();

/**
 * The segments that keys act on: the current one, and those chosen beside it. Whatever makes another segment the
 * current one lets go of the others without being told to.
 */
export class Selection {
  readonly ids: ReadonlySignal<ReadonlySet<string>>;
  /** In order of start. */
  readonly segments: ReadonlySignal<readonly Segment[]>;
  readonly #session: SessionState;

  constructor(store: Store, session: SessionState) {
    this.#session = session;
    this.ids = computed(() => {
      const [current, many] = [session.current.value, session.many.value];
      if (current === null) return NONE;
      return many.has(current) ? many : new Set([current]);
    });
    this.segments = computed(() => segmentsOf(this.ids.value, store));
  }

  get many(): boolean {
    return this.segments.peek().length > 1;
  }

  /** From the first frame of all to the last; null when nothing is selected. */
  get span(): Span | null {
    const all = this.segments.peek();
    const [first] = all;
    return first ? { start: first.start, end: Math.max(...all.map((segment) => segment.end)) } : null;
  }

  /** `current` is the one that a range begins from; without it the first of them, unless it is one already. */
  set(ids: ReadonlySet<string>, current?: string): void {
    const session = this.#session;
    const now = current ?? session.current.peek();
    const next = now !== null && ids.has(now) ? now : ([...ids][0] ?? null);
    batch(() => {
      session.notice.value = "";
      session.many.value = ids.size > 1 ? ids : NONE;
      session.current.value = next;
    });
  }

  /** Adds a segment, which becomes the current one, or takes it out. */
  toggle(id: string): void {
    const ids = new Set(this.ids.peek());
    if (ids.delete(id)) this.set(ids);
    else this.set(ids.add(id), id);
  }
}

function segmentsOf(ids: ReadonlySet<string>, store: Store): readonly Segment[] {
  if (ids.size > 1) return store.segments.value.filter((segment) => ids.has(segment.id));
  return [...ids].flatMap((id) => store.get("segment", id) ?? []);
}
