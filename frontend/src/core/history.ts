import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { type Change, EDITABLE, type Fields, type Kind, keyOf, sameValue } from "./model";

/** One step of the person's work: what one press of Ctrl+Z takes back. */
export interface Step {
  readonly label: string;
  readonly changes: readonly Change[];
  /** Steps with the same key that follow within `MERGE_MS` are one step (nudging frame by frame). */
  readonly mergeKey?: string;
  readonly at: number;
}

const MERGE_MS = 1000;
type Current = (kind: Kind, id: string) => object | undefined;

/**
 * What can be undone in this session. Undo never rewinds the server: it returns new changes that put back the values
 * this step changed, on top of whatever happened since; the caller applies them like any other edit.
 */
export class History {
  readonly #done = signal<readonly Step[]>([]);
  readonly #undone = signal<readonly Step[]>([]);
  readonly canUndo: ReadonlySignal<boolean> = computed(() => this.#done.value.length > 0);
  readonly canRedo: ReadonlySignal<boolean> = computed(() => this.#undone.value.length > 0);

  record(step: Step): void {
    const done = this.#done.peek();
    const last = done.at(-1);
    this.#undone.value = [];
    if (last && step.mergeKey && last.mergeKey === step.mergeKey && step.at - last.at < MERGE_MS) {
      this.#done.value = [...done.slice(0, -1), merged(last, step)];
      return;
    }
    this.#done.value = [...done, step];
  }

  /** The changes that undo the last step, or null when there is none. */
  undo(current: Current): Change[] | null {
    return this.#move(this.#done, this.#undone, current, inverse);
  }

  redo(current: Current): Change[] | null {
    return this.#move(this.#undone, this.#done, current, (change) => change);
  }

  /** Forgets what the server refused, or the person gave up for theirs: it never happened, so it can't be undone. */
  forget(kind: Kind, id: string, names: readonly string[] | "all"): void {
    const keep = (steps: readonly Step[]) =>
      steps
        .map((step) => ({ ...step, changes: step.changes.filter((c) => !refused(c, kind, id, names)) }))
        .filter((step) => step.changes.length > 0);
    this.#done.value = keep(this.#done.peek());
    this.#undone.value = keep(this.#undone.peek());
  }

  #move(
    from: Signal<readonly Step[]>,
    to: Signal<readonly Step[]>,
    current: Current,
    turn: (change: Change) => Change,
  ): Change[] | null {
    const step = from.peek().at(-1);
    if (!step) return null;
    from.value = from.peek().slice(0, -1);
    to.value = [...to.peek(), step];
    return step.changes
      .map(turn)
      .map((change) => rebased(change, current(change.kind, change.id) ?? null))
      .filter((change): change is Change => change !== null);
  }
}

function merged(earlier: Step, later: Step): Step {
  const first = new Map(earlier.changes.map((change) => [keyOf(change.kind, change.id), change]));
  const changes = later.changes.map((change) => {
    const before = first.get(keyOf(change.kind, change.id));
    return before ? ({ ...change, before: before.before } as Change) : change;
  });
  return { ...later, changes };
}

/** The reason was one for doing it, and is none for taking it back. */
function inverse({ reason: _, ...change }: Change): Change {
  return { ...change, before: change.after, after: change.before } as Change;
}

/** The same change on top of the object as it is now; null when there is nothing left to do. */
export function rebased(change: Change, current: object | null): Change | null {
  if (!change.after) return current ? ({ ...change, before: current } as Change) : null;
  if (!change.before) return current ? null : change;
  if (!current) return null;
  const names: readonly string[] = EDITABLE[change.kind];
  const [from, to] = [change.before as unknown as Fields, change.after as unknown as Fields];
  const patch = Object.fromEntries(
    names.filter((name) => !sameValue(from[name], to[name])).map((name) => [name, to[name]]),
  );
  return { ...change, before: current, after: { ...current, ...patch } } as unknown as Change;
}

function refused(change: Change, kind: Kind, id: string, names: readonly string[] | "all"): boolean {
  if (change.kind !== kind || change.id !== id) return false;
  if (names === "all" || !change.before || !change.after) return names === "all";
  const [from, to] = [change.before as unknown as Fields, change.after as unknown as Fields];
  return names.some((name) => !sameValue(from[name], to[name]));
}
