import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Change, Documents, Kind } from "./model";
import { changesOf, namesOf, type Op, type OpType, objectOf, withEdits } from "./ops";

export interface Refusal {
  readonly key: string;
  readonly type: OpType;
  readonly kind: Kind;
  readonly id: string;
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;
  /** What was attempted and has been rolled back. */
  readonly change: Change;
  /** What stays kept until the person has seen it. */
  readonly ops: readonly Op[];
}

export interface Conflict {
  readonly kind: Kind;
  readonly id: string;
  /** Theirs with what I changed on top, so that keeping mine undoes nothing that I never touched. Null: deleted by that side. */
  readonly mine: Documents[Kind] | null;
  readonly theirs: Documents[Kind] | null;
  /** What stays kept until somebody chooses. */
  readonly ops: readonly Op[];
}

/** What the server did not take and the person has to look at. All of it stays kept meanwhile. */
export class Verdicts {
  readonly #conflicts = signal<ReadonlyMap<string, Conflict>>(new Map());
  readonly #refusals = signal<readonly Refusal[]>([]);
  readonly conflicts: ReadonlySignal<ReadonlyMap<string, Conflict>> = this.#conflicts;
  readonly refusals: ReadonlySignal<readonly Refusal[]> = this.#refusals;

  conflict(object: string): Conflict | undefined {
    return this.#conflicts.peek().get(object);
  }

  refusal(key: string): Refusal | undefined {
    return this.#refusals.peek().find((candidate) => candidate.key === key);
  }

  /** Every request that is behind one of them. */
  ops(): readonly Op[] {
    const conflicts = [...this.#conflicts.peek().values()].flatMap((conflict) => conflict.ops);
    return [...conflicts, ...this.#refusals.peek().flatMap((refusal) => refusal.ops)];
  }

  disagree(object: string, conflict: Conflict): void {
    this.#set(object, conflict);
  }

  /** What somebody did to the object while its two versions wait for a choice. */
  edit(object: string, change: Change, ops: readonly Op[]): void {
    const conflict = this.conflict(object);
    if (!conflict) return;
    const mine = conflict.mine && change.after ? withEdits(conflict.mine, [change]) : change.after;
    this.#set(object, { ...conflict, mine, ops: [...conflict.ops, ...ops] });
  }

  /** The other side has moved on; nothing happens where it is known how far. */
  moved(object: string, theirs: Documents[Kind] | null): void {
    const conflict = this.conflict(object);
    if (!conflict || conflict.theirs?.version === theirs?.version) return;
    const mine = conflict.mine && theirs ? withEdits(theirs, changesOf(conflict.ops)) : conflict.mine;
    this.#set(object, { ...conflict, mine, theirs });
  }

  settle(object: string): void {
    this.#set(object, null);
  }

  refuse(refusal: Refusal): void {
    this.#refusals.value = [...this.#refusals.peek(), refusal];
  }

  dismiss(key: string): void {
    this.#refusals.value = this.#refusals.peek().filter((refusal) => refusal.key !== key);
  }

  #set(object: string, conflict: Conflict | null): void {
    const next = new Map(this.#conflicts.peek());
    if (conflict) next.set(object, conflict);
    else next.delete(object);
    this.#conflicts.value = next;
  }
}

/** The fields of which one's own edits are given up with a conflict. */
export function givenUp({ ops, theirs }: Conflict): readonly string[] | "all" {
  const whole =
    theirs === null || ops.some((op) => op.type === "create" || op.type === "restore" || op.type === "delete");
  return whole ? "all" : ops.flatMap(namesOf);
}

/** What the person attempted, as the refusal of one request tells it. `local`: the object as it stood until then. */
export function refusalOf(
  op: Op,
  { status, problem }: Pick<Refusal, "status" | "problem">,
  ops: readonly Op[],
  local: Documents[Kind] | undefined,
): Refusal {
  const { key, type, kind, id } = op;
  const all = ops.filter((other) => objectOf(other) === objectOf(op));
  // A new object takes along what was added while its request was under way: the ways out start from all of it.
  const change = all.length > 0 && local ? ({ ...op.change, after: local } as Change) : op.change;
  return { key, type, kind, id, status, problem, change, ops: all.length > 0 ? all : [op] };
}
