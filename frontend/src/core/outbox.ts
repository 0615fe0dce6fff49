import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { Alone, type Ears, hear, type Keeping, type Tabs, Unkept } from "./keeping";
import { Ledger } from "./ledger";
import { type Change, type Documents, difference, type Kind, keyOf } from "./model";
import {
  changesOf,
  collides,
  fieldsOf,
  inOrder,
  keysOf,
  namesOf,
  type Op,
  type Outcome,
  objectOf,
  opsFor,
  type Reply,
  type Transport,
  withEdits,
} from "./ops";
import { outcomeOf } from "./outcome";
import { Queue } from "./queue";
import { Sender } from "./sender";
import { show, showLoaded, showNewer, shownVersion, takeBack } from "./showing";
import type { Store } from "./store";
import { type Conflict, givenUp, type Refusal, refusalOf, Verdicts } from "./verdicts";

export type SaveState =
  | { readonly is: "saved"; readonly count: 0 }
  | { readonly is: "saving" | "offline" | "signin" | "conflict"; readonly count: number };

export type Arrived = "taken" | "known" | "later";

interface Hooks {
  /** What was done to these fields was refused, or given up for theirs: history must forget it. */
  withdrawn(object: Pick<Op, "kind" | "id">, names: readonly string[] | "all"): void;
  /** Another tab goes on after a sign-in. */
  resumed?(): void;
}

/**
 * The ordered queue between the local store and the server. A request is kept on disk before it leaves and until it is
 * acknowledged; it may be repeated without harm (client ids, If-None-Match, If-Match), so no answer means: send again.
 * All tabs of one member on one recording hold the same queue; one of them sends, and tells the others what came of it.
 */
export class Outbox {
  readonly #queue = new Queue();
  readonly #verdicts = new Verdicts();
  readonly #unwritten = signal(0);
  readonly #ledger = new Ledger();
  /** What may have left already: it is repeated as it is, never added to. */
  readonly #tried = new Set<string>();
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #hooks: Hooks;
  readonly #keeping: Keeping;
  readonly #tabs: Tabs;
  readonly #sender: Sender;
  #written: Promise<void> = Promise.resolve();
  readonly #stopTelling: () => void;
  #order = 0;
  #joining: Promise<void> | null = null;
  #begin = () => {};
  readonly #begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });
  /** Keys of what was read from the disk, which may be over in the tab that sends, with the objects as they were loaded. */
  #found: ReadonlyMap<string, Documents[Kind] | undefined> = new Map();

  readonly state: ReadonlySignal<SaveState> = computed(() => this.#state());
  /** Whether this browser keeps anything beyond the life of a tab. */
  readonly durable: ReadonlySignal<boolean>;
  /** Whether all that is not acknowledged would outlive the tab now. */
  readonly kept: ReadonlySignal<boolean>;
  readonly refusals = this.#verdicts.refusals;
  readonly conflicts = this.#verdicts.conflicts;
  /** Keys of objects with something the server has not acknowledged. */
  readonly unsaved = this.#queue.objects;

  constructor(
    store: Store,
    transport: Transport,
    hooks: Hooks,
    keeping: Keeping = new Unkept(),
    tabs: Tabs = new Alone(),
  ) {
    this.#store = store;
    this.#transport = transport;
    this.#hooks = hooks;
    this.#keeping = keeping;
    this.#tabs = tabs;
    this.durable = keeping.durable;
    this.kept = computed(() => this.#unwritten.value === 0 && keeping.durable.value);
    this.#sender = new Sender({
      next: () => this.#queue.ops.peek()[0],
      send: (op) => this.#send(op),
      settle: (op, reply) => this.#settle(op, reply),
    });
    this.#stopTelling = effect(() => this.#tellTrouble());
  }

  /** Begins: puts what was kept on top of the loaded documents, and sends as soon as this is the tab that does. */
  async open(): Promise<void> {
    // Other tabs are heard first and answered last: what they do while the disk is read would be missed.
    this.#joining ??= this.#tabs.join(
      () => void this.#begun.then(() => this.#lead()),
      (word) => void this.#begun.then(() => batch(() => hear(this.#ears, word))),
    );
    await this.#joining;
    const kept = await this.#keeping.read();
    batch(() => {
      for (const { kind, id, object } of this.#ledger.entries()) showNewer(this.#store, kind, id, object);
      for (const op of this.#queue.ops.peek()) show(this.#store, op);
      this.#found = new Map(kept.map(({ key, kind, id }) => [key, this.#store.peek(kind, id)]));
      this.#adopt(kept);
    });
    this.#begin();
    this.#tabs.tell({ is: "joined" });
  }

  push(change: Change): void {
    const ops = this.#opsOf(change);
    const object = keyOf(change.kind, change.id);
    if (this.#verdicts.conflict(object)) {
      this.#verdicts.edit(object, change, ops);
      this.#keep(ops, []);
    } else for (const op of ops) this.#enqueue(op);
    this.#sender.pump();
  }

  /** Try now: the network is back, or the person signed in again. */
  resume(): void {
    this.#tabs.tell({ is: "resume" });
    this.#sender.resume();
  }

  dismiss(key: string): void {
    const refusal = this.#verdicts.refusal(key);
    if (!refusal) return;
    this.#verdicts.dismiss(key);
    this.#tabs.tell({ is: "dismissed", key });
    this.#write([], keysOf(refusal.ops));
  }

  /** Ends a conflict: `mine` is sent on top of theirs, `theirs` replaces the local version. */
  resolve(object: string, choice: "mine" | "theirs"): void {
    const conflict = this.#verdicts.conflict(object);
    if (!conflict) return;
    this.#tabs.tell({ is: "resolved", object, choice });
    this.#endConflict(object, choice);
    if (choice === "mine") for (const op of this.#insisting(conflict)) this.#enqueue(op);
    this.#write([], keysOf(conflict.ops));
    this.#sender.pump();
  }

  /**
   * A version of an object came from elsewhere (null: deleted). It goes under the edits that are still to be sent where
   * nobody else touched their fields. `known`: nothing new. `later`: a request or a choice about the object is open, or
   * the fields collide, so that this request will be refused and show both; offer it again when `unsaved` has changed.
   */
  arrive<K extends Kind>(kind: K, id: string, object: Documents[K] | null, version: number): Arrived {
    const key = keyOf(kind, id);
    const pending = this.#queue.about(key);
    const bases = pending.map((op) => op.base);
    const known = Math.max(this.#ledger.version(kind, id), shownVersion(this.#store, kind, id), ...bases);
    if (version <= known) return "known";
    if (this.#verdicts.conflict(key)) {
      this.#verdicts.moved(key, object);
      return "later";
    }
    const collision = pending.length > 0 && (!object || collides(pending, object));
    if (collision || pending.some((op) => this.#sender.isSending(op))) return "later";
    this.#ledger.note(kind, id, object, version);
    if (object) {
      const rebased = this.#queue.rebase(key, object);
      // Every tab rebases by itself what it is told; one of them keeps it.
      if (rebased.length > 0 && this.#sender.leads) this.#write(rebased, []);
      this.#store.put(kind, withEdits(object, changesOf(pending)) as Documents[K]);
    } else this.#store.remove(kind, id);
    return "taken";
  }

  /** The page goes away: the first request of each object is sent once more in a way that outlives it. */
  flushOnLeave(): void {
    if (!this.#sender.leads) return;
    const seen = new Set<string>();
    for (const op of this.#queue.ops.peek()) {
      const repeatable = !this.#sender.isSending(op) || op.type !== "revise";
      if (!seen.has(objectOf(op)) && repeatable) void this.#transport.send(op, op.base, true).catch(() => {});
      seen.add(objectOf(op));
      this.#tried.add(op.key);
    }
  }

  dispose(): void {
    this.#stopTelling();
    this.#sender.dispose();
    this.#tabs.leave();
  }

  #state(): SaveState {
    const count = this.#queue.ops.value.length;
    const conflicts = this.conflicts.value.size;
    const trouble = this.#sender.trouble.value;
    if (trouble !== "no" && count > 0) return { is: trouble, count };
    if (conflicts > 0) return { is: "conflict", count: conflicts };
    return count > 0 ? { is: "saving", count } : { is: "saved", count: 0 };
  }

  // What is in the queue

  #opsOf(change: Change): Op[] {
    const { kind, id, before, after } = change;
    const base = Math.max(this.#ledger.version(kind, id), before?.version ?? 0);
    const made = this.#queue.about(keyOf(kind, id)).some((op) => op.type === "create");
    const known = made || this.#ledger.has(kind, id) || (after?.version ?? 0) > 0;
    return opsFor(change, known, (type, fields) => this.#op({ type, kind, id, fields, change, base }));
  }

  #op(parts: Omit<Op, "key" | "order">): Op {
    this.#order += 1;
    return { key: crypto.randomUUID(), order: this.#order, ...parts };
  }

  #enqueue(op: Op): void {
    const open = (last: Op) => this.#sender.leads && !this.#tried.has(last.key);
    const { put, drop } = this.#queue.append(op, open);
    this.#keep(put, drop);
  }

  /** What another tab, or an earlier life of this one, has not got through: it may have left already. */
  #adopt(ops: readonly Op[]): void {
    const known = new Set(keysOf([...this.#queue.ops.peek(), ...this.#verdicts.ops()]));
    const fresh = ops.filter((op) => !known.has(op.key)).sort(inOrder);
    this.#order = Math.max(this.#order, ...fresh.map((op) => op.order));
    for (const op of fresh) {
      this.#tried.add(op.key);
      show(this.#store, op);
    }
    this.#queue.insert(...fresh);
  }

  #keep(put: readonly Op[], drop: readonly string[]): void {
    this.#write(put, drop);
    this.#tabs.tell({ is: "ops", put, drop });
  }

  #write(put: readonly Op[], drop: readonly string[]): void {
    this.#unwritten.value += 1;
    this.#written = this.#keeping.write(put, drop).finally(() => (this.#unwritten.value -= 1));
  }

  // What other tabs do

  async #lead(): Promise<void> {
    this.#adopt(await this.#keeping.read());
    this.#sender.start();
  }

  #tellTrouble(): void {
    const trouble = this.#sender.trouble.value;
    if (this.#sender.leads) this.#tabs.tell({ is: "trouble", trouble });
  }

  readonly #ears: Ears = {
    joined: () => this.#sender.leads && this.#tabs.tell({ is: "queue", ops: this.#queue.ops.peek() }),
    queue: ({ ops }) => this.#agree(ops),
    ops: ({ put, drop }) => this.#follow(put, drop),
    settled: ({ op, outcome }) => void this.#apply(op, outcome),
    resolved: ({ object, choice }) => this.#endConflict(object, choice),
    dismissed: ({ key }) => this.#verdicts.dismiss(key),
    trouble: ({ trouble }) => this.#sender.overhear(trouble),
    resume: () => {
      this.#sender.resume();
      this.#hooks.resumed?.();
    },
  };

  /** A tab that has just come may have read the disk while it was written to: what waits is as the one that sends says. */
  #agree(ops: readonly Op[]): void {
    if (this.#sender.leads) return;
    const there = new Set(keysOf(ops));
    const over = this.#queue.ops.peek().filter(({ key }) => this.#found.has(key) && !there.has(key));
    this.#queue.drop((op) => over.includes(op));
    for (const op of over) showLoaded(this.#store, op, this.#found.get(op.key), this.#queue.about(objectOf(op)));
    this.#found = new Map();
    this.#follow(ops, []);
  }

  /** What another tab has put into the queue, made anew, or taken back. */
  #follow(put: readonly Op[], drop: readonly string[]): void {
    for (const op of this.#queue.ops.peek().filter((other) => drop.includes(other.key))) {
      this.#queue.drop((other) => other === op);
      this.#rollBack(op);
    }
    for (const op of put) {
      this.#order = Math.max(this.#order, op.order);
      if (this.#verdicts.conflict(objectOf(op))) this.#verdicts.edit(objectOf(op), op.change, [op]);
      else this.#take(op);
    }
    this.#sender.pump();
  }

  #take(op: Op): void {
    const { kind, id } = op;
    const known = this.#ledger.object(kind, id);
    const base = known && !collides([op], known) ? Math.max(op.base, known.version) : op.base;
    this.#queue.insert({ ...op, base });
    show(this.#store, op);
  }

  // What comes back

  async #send(op: Op): Promise<Reply> {
    this.#tried.add(op.key);
    await this.#written;
    return this.#transport.send(op, op.base, false);
  }

  async #settle(op: Op, reply: Reply): Promise<void> {
    const outcome = await outcomeOf(op, reply, this.#transport);
    this.#tabs.tell({ is: "settled", op, outcome });
    const rebased = this.#apply(op, outcome);
    if (outcome.is === "acknowledged") this.#write(rebased, [op.key]);
  }

  /** Does what follows from an outcome; what of the queue was made anew by it. */
  #apply(op: Op, outcome: Outcome): readonly Op[] {
    return batch(() => {
      if (outcome.is === "acknowledged") return this.#acknowledge(op, outcome.object);
      if (outcome.is === "conflict") this.#disagree(op, outcome.theirs);
      else this.#refuse(op, outcome);
      return [];
    });
  }

  #acknowledge(op: Op, object: Documents[Kind] | null): readonly Op[] {
    this.#queue.drop((other) => other.key === op.key);
    this.#ledger.note(op.kind, op.id, object);
    if (!object) return [];
    // A repeat is acknowledged with what others have made of the object meanwhile.
    const mineAlone = op.type === "restore" || object.version <= op.base + 1;
    const rebased = this.#queue.rebase(objectOf(op), object, mineAlone);
    const local = this.#store.peek(op.kind, op.id);
    const names = this.#queue.about(objectOf(op)).flatMap(namesOf);
    if (local) this.#store.put(op.kind, { ...object, ...fieldsOf(local, names) });
    return rebased;
  }

  #disagree(op: Op, theirs: Documents[Kind] | null): void {
    const key = objectOf(op);
    const ops = this.#queue.about(key);
    const local = this.#store.peek(op.kind, op.id) ?? null;
    const mine = local && theirs ? withEdits(theirs, changesOf(ops)) : local;
    this.#queue.drop((other) => ops.includes(other));
    this.#verdicts.disagree(key, { kind: op.kind, id: op.id, mine, theirs, ops });
  }

  /** What puts mine over theirs, or back where they deleted it. */
  #insisting({ kind, id, mine, theirs }: Conflict): Op[] {
    const change = { kind, id, before: theirs, after: mine } as Change;
    if (theirs || !mine) return this.#opsOf(change);
    const parts = { kind, id, change, base: this.#ledger.version(kind, id) };
    const { translation: _, ...fields } = difference(kind, null, mine);
    return [this.#op({ ...parts, type: "restore", fields: {} }), this.#op({ ...parts, type: "update", fields })];
  }

  #endConflict(object: string, choice: "mine" | "theirs"): void {
    const conflict = this.#verdicts.conflict(object);
    if (!conflict) return;
    const { kind, id, theirs } = conflict;
    this.#verdicts.settle(object);
    if (theirs) this.#ledger.note(kind, id, theirs);
    if (choice === "mine") return;
    this.#hooks.withdrawn(conflict, givenUp(conflict));
    if (theirs) this.#store.put(kind, theirs);
    else this.#store.remove(kind, id);
  }

  #refuse(op: Op, why: Pick<Refusal, "status" | "problem">): void {
    const same = this.#queue.about(objectOf(op));
    this.#queue.drop((other) => other.key === op.key);
    const local = this.#store.peek(op.kind, op.id);
    const names = this.#rollBack(op);
    const refusal = refusalOf(op, why, names === "all" ? same : [], local);
    this.#verdicts.refuse(refusal);
    this.#hooks.withdrawn(refusal, names);
  }

  #rollBack(op: Op): readonly string[] | "all" {
    if (op.type === "create" || op.type === "restore") this.#queue.drop((other) => objectOf(other) === objectOf(op));
    return takeBack(this.#store, op, this.#queue.about(objectOf(op)));
  }
}
