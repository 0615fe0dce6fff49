/** The arithmetic of the progress matrix. Pure. */
import type { Coverage, Member } from "../../api/types";
import { type Span, subtract } from "../../core/spans";
import { byName } from "../../i18n/format";
import type { Layers } from "../../ui/coverage/runs";
import { type Coder, codersOf } from "../../ui/coverage/totals";

/** Who gets a column: everybody who may code, and whoever has coded, by name. */
export function columnsOf(members: readonly Member[], coverage: Coverage): Coder[] {
  const may = members.filter((member) => member.role !== "reader");
  const byId = new Map<string, Coder>(codersOf(coverage).map((coder) => [coder.id, coder]));
  for (const member of may) byId.set(member.user, { id: member.user, name: member.display_name || member.username });
  return [...byId.values()].sort((a, b) => byName(a.name, b.name));
}

/** The first part that a coder has not watched, or null when all is. */
export function firstGap(layers: Layers | null, frames: number): Span | null {
  return subtract({ start: 0, end: frames }, layers?.watched ?? [])[0] ?? null;
}

export interface Cell {
  row: number;
  column: number;
}

const MOVES: Readonly<Record<string, Cell>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/** The cell that a key moves to, kept inside; null when the key does not move. */
export function cellAfter(code: string, from: Cell, rows: number, columns: number): Cell | null {
  const move = MOVES[code];
  if (!move) return null;
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return { row: within(from.row + move.row, rows), column: within(from.column + move.column, columns) };
}
