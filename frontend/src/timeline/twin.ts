import type { Place } from "./selection";

/** Id of the row of noise, which is no lane of clips. */
export const NOISE_LANE = "noise";

/** A row of what the window shows, in order; all of it, however crowded. */
export interface TwinRow {
  readonly id: string;
  readonly cells: readonly Place[];
}

/** Where the cells begin that are rendered of a crowded row: around the one with this id, or at the first. */
export function windowStart(cells: readonly Place[], id: string | null, most: number): number {
  const at = id === null ? 0 : cells.findIndex((cell) => cell.id === id);
  return Math.max(0, Math.min(at - Math.floor(most / 2), cells.length - most));
}

/** The cell that a key leads to, among all and not only those that are rendered; null where the key does not move. */
export function stepTo(rows: readonly TwinRow[], from: Place, key: string): Place | null {
  const all = rows.flatMap((row) => row.cells);
  const at = all.findIndex((cell) => cell.id === from.id && cell.lane === from.lane);
  const steps: Readonly<Record<string, () => Place | undefined>> = {
    ArrowRight: () => all[at + 1],
    ArrowLeft: () => all[at - 1],
    ArrowDown: () => all.find((cell, index) => index > at && cell.lane !== from.lane),
    ArrowUp: () => all.findLast((cell, index) => index < at && cell.lane !== from.lane),
    Home: () => all[0],
    End: () => all.at(-1),
  };
  return at < 0 ? null : (steps[key]?.() ?? null);
}
