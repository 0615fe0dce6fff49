import type { Documents, Kind } from "./model";
import { fieldsOf, namesOf, type Op, withEdits } from "./ops";
import type { Store } from "./store";

/** What the requests of the outbox do to the document that is on the screen. */

export const shownVersion = (store: Store, kind: Kind, id: string): number => store.peek(kind, id)?.version ?? 0;

/** Shows what the server holds, unless something newer is shown already. Null: it is gone. */
export function showNewer(store: Store, kind: Kind, id: string, object: Documents[Kind] | null): void {
  if (!object) store.remove(kind, id);
  else if (object.version > shownVersion(store, kind, id)) store.put(kind, object);
}

/** Shows what the request will make of the document; twice is as once. */
export function show(store: Store, op: Op): void {
  const { kind, id, change } = op;
  const local = store.peek(kind, id);
  if (op.type === "delete") store.remove(kind, id);
  else if (local) store.put(kind, withEdits(local, [change]));
  else if (!change.before && change.after) store.put(kind, change.after);
}

/** Shows the object as it was loaded, under the requests that are still to be sent, in place of a request that is over. */
export function showLoaded(
  store: Store,
  { kind, id }: Op,
  loaded: Documents[Kind] | undefined,
  waiting: readonly Op[],
): void {
  if (shownVersion(store, kind, id) > (loaded?.version ?? 0)) return;
  if (loaded) store.put(kind, loaded);
  else store.remove(kind, id);
  for (const op of waiting) show(store, op);
}

/** Undoes what `show` did, but for the fields that `later` requests set; the names of those that went back. */
export function takeBack(store: Store, op: Op, later: readonly Op[]): readonly string[] | "all" {
  const { before } = op.change;
  if (op.type === "create" || op.type === "restore") {
    store.remove(op.kind, op.id);
    return "all";
  }
  const local = store.peek(op.kind, op.id);
  if (!before) return "all";
  if (op.type === "delete" || !local) {
    store.put(op.kind, before);
    return "all";
  }
  const set = new Set(later.flatMap(namesOf));
  const names = namesOf(op).filter((name) => !set.has(name));
  store.put(op.kind, { ...local, ...fieldsOf(before, names) });
  return names;
}
