import { type Signal, signal } from "@preact/signals-core";
import { ownPlace } from "../../../core/ownPlace";

export const FEWEST_ROWS = 2;
export const MOST_ROWS = 20;
/** Five categories and two other coders fit; at 1440 × 900 a picture of 16:9 still nearly fills its column. */
const USUAL_ROWS = 7;
/** In a window of a laptop the picture comes first. */
const USUAL_ROWS_LOW = 6;
const LOW_PX = 800;

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * How many rows of lanes are in sight below the witnesses. The room is the same however many there are, so that nothing
 * moves when lanes arrive; more of them scroll. It is this person's choice, kept in this browser for every recording.
 */
export class LaneRows {
  readonly #usual = innerHeight > LOW_PX ? USUAL_ROWS : USUAL_ROWS_LOW;
  readonly count: Signal<number>;
  readonly #place: string;
  readonly #shelf: Shelf;

  constructor(person: string, shelf: Shelf = localStorage) {
    this.#place = ownPlace("lanes", person);
    this.#shelf = shelf;
    this.count = signal(rowsIn(shelf.getItem(this.#place)) ?? this.#usual);
  }

  choose(rows: number): void {
    this.count.value = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.round(rows)));
    this.#shelf.setItem(this.#place, String(this.count.peek()));
  }

  reset(): void {
    this.count.value = this.#usual;
    this.#shelf.removeItem(this.#place);
  }
}

function rowsIn(kept: string | null): number | null {
  const rows = Number(kept);
  return Number.isInteger(rows) && rows >= FEWEST_ROWS && rows <= MOST_ROWS ? rows : null;
}
