import { type Change, type Documents, difference, type Fields, type Kind, keyOf, sameValue } from "./model";

export type OpType = "create" | "update" | "delete" | "restore" | "revise";

/** One request that the server still has to acknowledge. Plain data: it is kept, and told to other tabs, as JSON. */
export interface Op {
  /** Random, unlike everything that the request is about: the name under which it is kept. */
  readonly key: string;
  /** Grows from request to request, in all tabs together; of two alike the smaller key goes first. */
  readonly order: number;
  readonly type: OpType;
  readonly kind: Kind;
  readonly id: string;
  /** The editable fields that go to the server. */
  readonly fields: Fields;
  readonly change: Change;
  /** The server's version that it is made on; 0 where there is none yet. */
  readonly base: number;
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

/** What became of a request: what every tab of the member does about it follows from this and from what it shows. */
export type Outcome =
  | { readonly is: "acknowledged"; readonly object: Documents[Kind] | null }
  | { readonly is: "conflict"; readonly theirs: Documents[Kind] | null }
  | { readonly is: "refused"; readonly status: number; readonly problem: Readonly<Record<string, unknown>> };

export const objectOf = (op: Op): string => keyOf(op.kind, op.id);

export const inOrder = (a: Op, b: Op): number => a.order - b.order || (a.key < b.key ? -1 : 1);

type Named = (type: OpType, fields: Fields) => Op;

/** The requests that carry a change to the server. `known`: the server has had the object before. */
export function opsFor(change: Change, known: boolean, op: Named): Op[] {
  const { kind, before, after } = change;
  if (!after) return before ? [op("delete", {})] : [];
  if (!before) return [op(known ? "restore" : "create", difference(kind, null, after))];
  const { translation, ...rest } = difference(kind, before, after);
  const ops = Object.keys(rest).length > 0 ? [op("update", rest)] : [];
  if (translation !== undefined) ops.push(op("revise", { translation, reason: change.reason ?? "" }));
  return ops;
}

/** The names of the document's fields that a request sets. */
export const namesOf = (op: Op): readonly string[] =>
  op.type === "revise" ? ["translation", "revisions"] : Object.keys(op.fields);

/** `object` with what the changes set, and nothing else of theirs. */
export function withEdits(object: Documents[Kind], changes: readonly Change[]): Documents[Kind] {
  const edits = changes.map(({ kind, before, after }) => (after ? difference(kind, before, after) : {}));
  return Object.assign({}, object, ...edits);
}

export const keysOf = (ops: readonly Op[]): string[] => ops.map((op) => op.key);

export const changesOf = (ops: readonly Op[]): Change[] => ops.map((op) => op.change);

/** These fields of the object alone. */
export function fieldsOf(object: Documents[Kind], names: readonly string[]): Fields {
  const fields = object as unknown as Fields;
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** Whether the object says already what the request would make it say. */
export function holds(object: Documents[Kind], op: Op): boolean {
  const values = object as unknown as Fields;
  const wanted = op.type === "revise" ? { translation: op.fields.translation } : op.fields;
  return Object.entries(wanted).every(([name, value]) => sameValue(values[name], value));
}

/** Start and end are one thing: whoever moves one of them has looked at the other. */
const group = (name: string): string => (name === "start" || name === "end" ? "span" : name);

/**
 * Whether somebody changed, since the first of these requests for one object was made, what they change too. A deletion
 * changes all of it: whoever deletes has looked at the version that they delete, and at no other.
 */
export function collides(ops: readonly Op[], theirs: Documents[Kind]): boolean {
  const first = ops[0]?.change;
  if (!first?.before) return ops.length > 0;
  if (ops.some((op) => op.type === "delete" && theirs.version > op.base)) return true;
  const changed = new Set(Object.keys(difference(first.kind, first.before, theirs)).map(group));
  return ops.some((op) => Object.keys(op.fields).some((name) => changed.has(group(name))));
}

export interface Joined {
  readonly queue: readonly Op[];
  /** What is to be kept from now on, and what no longer. */
  readonly put: readonly Op[];
  readonly drop: readonly string[];
}

/**
 * The queue with `op` at its end; folded into the last request where that means the same object and is `open`: it has
 * not left yet, for what has left may have arrived, and a repeat has to be the same request.
 */
export function joined(queue: readonly Op[], op: Op, open: (last: Op) => boolean): Joined {
  const last = queue.at(-1);
  const apart = { queue: [...queue, op], put: [op], drop: [] };
  if (!last || objectOf(last) !== objectOf(op) || !open(last)) return apart;
  const without = { queue: queue.slice(0, -1), put: [], drop: [last.key] };
  if (op.type === "delete" && last.type === "create") return without;
  if (op.type !== "update" || (last.type !== "update" && last.type !== "create")) return apart;
  const fields = { ...last.fields, ...op.fields };
  const change = { ...last.change, after: op.change.after } as Change;
  const before = change.before as unknown as Fields | null;
  if (before && Object.entries(fields).every(([name, value]) => sameValue(value, before[name]))) return without;
  const folded = { ...last, fields, change };
  return { queue: [...without.queue, folded], put: [folded], drop: [] };
}
