import { firstPlace } from "../../../core/halving";
import { type Sprites, type Tile, tileAt } from "../../../timeline/sprites";

/** What stands for a recording, as it is served. */
export interface KeyframesManifest {
  readonly frames: readonly number[];
  readonly shots: readonly number[];
  readonly stills: readonly number[];
  /** The sections that were looked through, while not all are; left out when all are. */
  readonly sheets_made?: readonly number[];
}

/** A picture of the contact sheet: it stands for the frames from `start` up to `end`. */
export interface Still {
  readonly start: number;
  readonly end: number;
  /** The frame to show, which need not be the first. */
  readonly shown: number;
  /** Whether something else is to be seen from `start` on, or a long shot only goes on. */
  readonly cut: boolean;
}

export interface Keyframes {
  /** Where shots begin, in order; never frame 0. */
  readonly shots: readonly number[];
  readonly stills: readonly Still[];
}

export function keyframesOf({ frames, shots, stills }: KeyframesManifest, length: number): Keyframes {
  const cuts = new Set(shots);
  return {
    shots,
    stills: frames.map((start, index) => {
      const end = frames[index + 1] ?? length;
      return { start, end, shown: stills[index] ?? start, cut: start === 0 || cuts.has(start) };
    }),
  };
}

/** The index of the still that stands for `frame`. */
export const stillAt = (stills: readonly Still[], frame: number): number =>
  Math.max(0, firstPlace(stills.length, (index) => (stills[index] as Still).start > frame) - 1);

/** The thumbnail nearest to what a still shows, if one lies within a second of it and in the same shot. */
export function thumbnailOf(sprites: Sprites | null, still: Still, second: number): Tile | null {
  if (!sprites) return null;
  const frame = Math.round(still.shown / sprites.everyFrames) * sprites.everyFrames;
  const inside = frame >= still.start && frame < still.end;
  return inside && Math.abs(frame - still.shown) <= second ? tileAt(sprites, frame) : null;
}

export interface Rows {
  readonly first: number;
  /** One past the last. */
  readonly last: number;
}

/** The rows to draw: those in sight and `spare` on either side. */
export function rowsInSight(scrolled: number, height: number, row: number, rows: number, spare = 2): Rows {
  const first = Math.max(0, Math.floor(scrolled / row) - spare);
  return { first: Math.min(first, rows), last: Math.min(rows, Math.ceil((scrolled + height) / row) + spare) };
}

/** Lets a few at a time have their turn, in the order in which they asked. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(readonly most: number) {}

  /** Calls `start` when it is its turn; the answer ends the turn, or takes back the asking. */
  take(start: () => void): () => void {
    let state: "waiting" | "started" | "over" = "waiting";
    const begin = () => {
      state = "started";
      this.#taken += 1;
      start();
    };
    if (this.#taken < this.most) begin();
    else this.#waiting.push(begin);
    return () => {
      if (state === "started") {
        this.#taken -= 1;
        this.#waiting.shift()?.();
      } else if (state === "waiting") {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
      }
      state = "over";
    };
  }
}
