import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { type Change, type Documents, difference, type Fields, type Kind, keyOf, sameValue } from "./model";
import { Scope } from "./scope";
import type { Store } from "./store";

export type OpType = "create" | "update" | "delete" | "restore" | "revise";

/** One request that the server still has to acknowledge. */
export interface Op {
  readonly serial: number;
  readonly type: OpType;
  readonly kind: Kind;
  readonly id: string;
  /** The editable fields that go to the server. */
  readonly fields: Fields;
  readonly change: Change;
}

export interface Reply {
  readonly status: number;
  /** The object as the server holds it now, where the answer carries one. */
  readonly object: Documents[Kind] | null;
  /** The `application/problem+json` body of an error. */
  readonly problem: Readonly<Record<string, unknown>> | null;
}

/** The way to the server. `send` and `current` throw `NoAnswer` when the network gave none. */
export interface Transport {
  send(op: Op, version: number, keepalive: boolean): Promise<Reply>;
  /** The object as the server holds it now; null when it is gone. */
  current(kind: Kind, id: string): Promise<Documents[Kind] | null>;
}

/** No answer came: cut off, timed out, or the server is restarting. The request may or may not have arrived. */
export class NoAnswer extends Error {}

export interface Refusal {
  readonly serial: number;
  readonly type: OpType;
  readonly kind: Kind;
  readonly id: string;
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;
  /** What was attempted and has been rolled back. */
  readonly change: Change;
}

export interface Conflict {
  readonly kind: Kind;
  readonly id: string;
  /** Theirs with what I changed on top, so that keeping mine undoes nothing that I never touched. Null: deleted by that side. */
  readonly mine: Documents[Kind] | null;
  readonly theirs: Documents[Kind] | null;
}

export type SaveState =
  | { readonly is: "saved"; readonly count: 0 }
  | { readonly is: "saving" | "offline" | "signin" | "conflict"; readonly count: number };

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const GONE = 404;
const TRY_AGAIN = new Set([408, 425, 429]);

interface Hooks {
  /** The rollback has been done; history must forget what never happened. */
  refused(refusal: Refusal, names: readonly string[] | "all"): void;
}

/**
 * The ordered queue between the local store and the server: one request at a time, oldest first.
 * Every request may be repeated without harm (client ids, If-None-Match, If-Match), so no answer means: send again.
 */
export class Outbox {
  readonly #queue = signal<readonly Op[]>([]);
  /** Why the queue does not move; `offline` stays until an answer comes, also while it is tried again. */
  readonly #trouble = signal<"no" | "offline" | "signin">("no");
  readonly #conflicts = signal<ReadonlyMap<string, Conflict>>(new Map());
  readonly #refusals = signal<readonly Refusal[]>([]);
  readonly #versions = new Map<string, number>();
  readonly #scope = new Scope();
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #hooks: Hooks;
  #inFlight: Op | null = null;
  #failures = 0;
  #waiting = false;
  #serial = 0;
  #cancelRetry = () => {};

  readonly state: ReadonlySignal<SaveState> = computed(() => this.#state());
  readonly refusals: ReadonlySignal<readonly Refusal[]> = this.#refusals;
  readonly conflicts: ReadonlySignal<ReadonlyMap<string, Conflict>> = this.#conflicts;
  /** Keys of objects with something the server has not acknowledged. */
  readonly unsaved: ReadonlySignal<ReadonlySet<string>> = computed(
    () => new Set(this.#queue.value.map((op) => keyOf(op.kind, op.id))),
  );

  constructor(store: Store, transport: Transport, hooks: Hooks) {
    this.#store = store;
    this.#transport = transport;
    this.#hooks = hooks;
  }

  push(change: Change): void {
    const key = keyOf(change.kind, change.id);
    const conflict = this.#conflicts.peek().get(key);
    if (conflict) {
      const mine = conflict.mine && change.after ? withEdits(conflict.mine, [change]) : change.after;
      this.#setConflict(key, { ...conflict, mine });
      return;
    }
    for (const op of this.#opsOf(change)) this.#queue.value = joined(this.#queue.peek(), op, this.#inFlight);
    this.#pump();
  }

  /** Try now: the network is back, or the person signed in again. */
  resume(): void {
    this.#cancelRetry();
    this.#waiting = false;
    this.#trouble.value = "no";
    this.#failures = 0;
    this.#pump();
  }

  dismiss(serial: number): void {
    this.#refusals.value = this.#refusals.peek().filter((refusal) => refusal.serial !== serial);
  }

  /** Ends a conflict: `mine` is sent on top of theirs, `theirs` replaces the local version. */
  resolve(key: string, choice: "mine" | "theirs"): void {
    const conflict = this.#conflicts.peek().get(key);
    if (!conflict) return;
    const { kind, id, mine, theirs } = conflict;
    this.#setConflict(key, null);
    if (choice === "theirs") {
      if (theirs) this.#store.put(kind, theirs);
      else this.#store.remove(kind, id);
      return;
    }
    if (theirs) this.#versions.set(key, theirs.version);
    this.push({ kind, id, before: theirs, after: mine } as Change);
  }

  /** The page goes away: the first request of each object is sent once more in a way that outlives it. */
  flushOnLeave(): void {
    const seen = new Set<string>();
    for (const op of this.#queue.peek()) {
      const key = keyOf(op.kind, op.id);
      const repeatable = op !== this.#inFlight || op.type !== "revise";
      if (!seen.has(key) && repeatable) void this.#transport.send(op, this.#version(op), true).catch(() => {});
      seen.add(key);
    }
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #state(): SaveState {
    const count = this.#queue.value.length;
    const conflicts = this.#conflicts.value.size;
    if (this.#trouble.value !== "no" && count > 0) return { is: this.#trouble.value, count };
    if (conflicts > 0) return { is: "conflict", count: conflicts };
    return count > 0 ? { is: "saving", count } : { is: "saved", count: 0 };
  }

  #opsOf(change: Change): Op[] {
    const { kind, id, before, after } = change;
    const op = (type: OpType, fields: Fields): Op => {
      this.#serial += 1;
      return { serial: this.#serial, type, kind, id, fields, change };
    };
    if (!after) return before ? [op("delete", {})] : [];
    if (!before) {
      const known = this.#versions.has(keyOf(kind, id)) || after.version > 0;
      return [op(known ? "restore" : "create", difference(kind, null, after))];
    }
    const { translation, ...rest } = difference(kind, before, after);
    const ops = Object.keys(rest).length > 0 ? [op("update", rest)] : [];
    if (translation !== undefined) ops.push(op("revise", { translation, reason: change.reason ?? "" }));
    return ops;
  }

  #version(op: Op): number {
    return this.#versions.get(keyOf(op.kind, op.id)) ?? op.change.before?.version ?? 0;
  }

  #pump(): void {
    const op = this.#queue.peek()[0];
    const held = this.#waiting || this.#trouble.peek() === "signin";
    if (!op || this.#inFlight || held || this.#scope.ended) return;
    this.#inFlight = op;
    void this.#deliver(op).finally(() => {
      this.#inFlight = null;
      this.#pump();
    });
  }

  async #deliver(op: Op): Promise<void> {
    try {
      await this.#settle(op, await this.#transport.send(op, this.#version(op), false));
    } catch (error) {
      this.#later();
      if (!(error instanceof NoAnswer)) throw error;
    }
  }

  async #settle(op: Op, reply: Reply): Promise<void> {
    const { status } = reply;
    if (status === 401) {
      this.#trouble.value = "signin";
      return;
    }
    if (status >= 500 || TRY_AGAIN.has(status)) {
      this.#later();
      return;
    }
    if (status < 300 || (status === GONE && op.type === "delete")) this.#acknowledge(op, reply.object);
    else if (status === 412) await this.#disagree(op);
    else this.#refuse(op, status, reply.problem ?? {});
    this.#failures = 0;
    this.#trouble.value = "no";
  }

  #later(): void {
    this.#trouble.value = "offline";
    this.#waiting = true;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#cancelRetry();
    this.#cancelRetry = this.#scope.after(delay, () => {
      this.#waiting = false;
      this.#pump();
    });
  }

  #acknowledge(op: Op, object: Documents[Kind] | null): void {
    this.#drop((other) => other === op);
    if (!object) return;
    this.#versions.set(keyOf(op.kind, op.id), object.version);
    const local = this.#store.peek(op.kind, op.id);
    if (local) this.#store.put(op.kind, { ...object, ...this.#stillPending(op, local) });
  }

  /** The fields of the local object that later requests in the queue will send. */
  #stillPending(op: Op, local: Documents[Kind]): Fields {
    const names = this.#queue
      .peek()
      .filter((other) => other.kind === op.kind && other.id === op.id)
      .flatMap((other) => (other.type === "revise" ? ["translation", "revisions"] : Object.keys(other.fields)));
    const fields = local as unknown as Fields;
    return Object.fromEntries(names.map((name) => [name, fields[name]]));
  }

  async #disagree(op: Op): Promise<void> {
    const key = keyOf(op.kind, op.id);
    const theirs = await this.#transport.current(op.kind, op.id);
    const wanted = op.type === "revise" ? { translation: op.fields.translation } : op.fields;
    if (theirs && op.type !== "delete" && holds(theirs, wanted)) {
      this.#acknowledge(op, theirs);
      return;
    }
    if (!theirs && op.type === "delete") {
      this.#acknowledge(op, null);
      return;
    }
    const local = this.#store.peek(op.kind, op.id) ?? null;
    const edits = this.#queue.peek().filter((other) => keyOf(other.kind, other.id) === key);
    const mine =
      local && theirs
        ? withEdits(
            theirs,
            edits.map((other) => other.change),
          )
        : local;
    this.#drop((other) => edits.includes(other));
    this.#setConflict(key, { kind: op.kind, id: op.id, mine, theirs });
  }

  #refuse(op: Op, status: number, problem: Readonly<Record<string, unknown>>): void {
    this.#drop((other) => other === op);
    const local = this.#store.peek(op.kind, op.id);
    const names = this.#rollBack(op);
    const { serial, type, kind, id } = op;
    // A new object takes along what was added while its request was under way: the ways out start from all of it.
    const change = names === "all" && local ? ({ ...op.change, after: local } as Change) : op.change;
    const refusal = { serial, type, kind, id, status, problem, change };
    this.#refusals.value = [...this.#refusals.peek(), refusal];
    this.#hooks.refused(refusal, names);
  }

  #rollBack(op: Op): readonly string[] | "all" {
    const { before } = op.change;
    const sameObject = (other: Op) => other.kind === op.kind && other.id === op.id;
    if (op.type === "create" || op.type === "restore") {
      this.#drop(sameObject);
      this.#store.remove(op.kind, op.id);
      return "all";
    }
    const local = this.#store.peek(op.kind, op.id);
    if (!before) return "all";
    if (op.type === "delete" || !local) {
      this.#store.put(op.kind, before);
      return "all";
    }
    const later = new Set(Object.keys(this.#stillPending(op, local)));
    const sent = op.type === "revise" ? ["translation", "revisions"] : Object.keys(op.fields);
    const names = sent.filter((name) => !later.has(name));
    const old = before as unknown as Fields;
    this.#store.put(op.kind, { ...local, ...Object.fromEntries(names.map((name) => [name, old[name]])) });
    return names;
  }

  #drop(which: (op: Op) => boolean): void {
    this.#queue.value = this.#queue.peek().filter((op) => !which(op));
  }

  #setConflict(key: string, conflict: Conflict | null): void {
    const next = new Map(this.#conflicts.peek());
    if (conflict) next.set(key, conflict);
    else next.delete(key);
    this.#conflicts.value = next;
  }
}

/** `object` with what the changes set, and nothing else of theirs. */
function withEdits(object: Documents[Kind], changes: readonly Change[]): Documents[Kind] {
  const edits = changes.map(({ kind, before, after }) => (after ? difference(kind, before, after) : {}));
  return Object.assign({}, object, ...edits);
}

function holds(object: Documents[Kind], fields: Fields): boolean {
  const values = object as unknown as Fields;
  return Object.entries(fields).every(([name, value]) => sameValue(values[name], value));
}

/** The queue with `op` at its end; folded into the last request where that one has not left yet and means the same object. */
function joined(queue: readonly Op[], op: Op, inFlight: Op | null): readonly Op[] {
  const last = queue.at(-1);
  const waits = last && last !== inFlight && last.kind === op.kind && last.id === op.id;
  if (!waits) return [...queue, op];
  const rest = queue.slice(0, -1);
  if (op.type === "delete" && last.type === "create") return rest;
  if (op.type !== "update" || (last.type !== "update" && last.type !== "create")) return [...queue, op];
  const fields = { ...last.fields, ...op.fields };
  const change = { ...last.change, after: op.change.after } as Change;
  const before = change.before as unknown as Fields | null;
  const pointless = before && Object.entries(fields).every(([name, value]) => sameValue(value, before[name]));
  return pointless ? rest : [...rest, { ...last, fields, change }];
}
