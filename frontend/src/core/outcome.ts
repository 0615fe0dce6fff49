import { holds, type Op, type Outcome, type Reply, type Transport } from "./ops";

const GONE = 404;
const STALE = 412;

/** What an answer means. A 412 whose object says already what was sent is an acknowledgement whose answer was lost. */
export async function outcomeOf(
  op: Op,
  { status, object, problem }: Reply,
  transport: Pick<Transport, "current">,
): Promise<Outcome> {
  const gone = status === GONE;
  if (status < 300 || (gone && op.type === "delete")) return { is: "acknowledged", object };
  const edited = op.type === "update" || op.type === "revise";
  if (status !== STALE && !(gone && edited)) return { is: "refused", status, problem: problem ?? {} };
  const theirs = await transport.current(op.kind, op.id);
  if (op.type === "delete" ? !theirs : theirs && holds(theirs, op)) return { is: "acknowledged", object: theirs };
  return { is: "conflict", theirs };
}
