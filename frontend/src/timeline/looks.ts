import type { Span } from "../core/spans";

/** What the person is doing with clips just now: never part of the document. */
export interface ClipState {
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | null;
  /** Of the one clip that has the keyboard's focus: its lane and its id. */
  readonly focused: { readonly lane: string; readonly id: string } | null;
  /** The spans that a drag shows instead of the stored ones. */
  readonly previews: ReadonlyMap<string, Span>;
  /** Confirmed noise, as spans in order that do not touch. */
  readonly drowned: readonly Span[];
  readonly unsaved: ReadonlySet<string>;
  readonly conflicts: ReadonlySet<string>;
  readonly flashing: ReadonlySet<string>;
}

/** The same for one clip. */
export interface Look {
  readonly selected: boolean;
  /** The only one that is selected. */
  readonly alone: boolean;
  readonly hovered: boolean;
  /** The lane in which the keyboard is on it. */
  readonly focusedIn: string | null;
  readonly preview: Span | null;
  readonly unsaved: boolean;
  readonly conflict: boolean;
  readonly flashing: boolean;
}

const PLAIN: Look = {
  selected: false,
  alone: false,
  hovered: false,
  focusedIn: null,
  preview: null,
  unsaved: false,
  conflict: false,
  flashing: false,
};

const looks = new WeakMap<ClipState, ReadonlyMap<string, Look>>();

/** Nearly all of thousands of clips are plain, and found to be so at once instead of by each of these questions. */
export function lookOf(state: ClipState, id: string): Look {
  let known = looks.get(state);
  if (!known) {
    known = looksIn(state);
    looks.set(state, known);
  }
  return known.get(id) ?? PLAIN;
}

function looksIn(state: ClipState): ReadonlyMap<string, Look> {
  const { selected, hovered, focused, previews, unsaved, conflicts, flashing } = state;
  const ids = new Set([...selected, ...previews.keys(), ...unsaved, ...conflicts, ...flashing]);
  if (hovered) ids.add(hovered);
  if (focused) ids.add(focused.id);
  const look = (id: string): Look => ({
    selected: selected.has(id),
    alone: selected.size === 1 && selected.has(id),
    hovered: hovered === id,
    focusedIn: focused?.id === id ? focused.lane : null,
    preview: previews.get(id) ?? null,
    unsaved: unsaved.has(id),
    conflict: conflicts.has(id),
    flashing: flashing.has(id),
  });
  return new Map([...ids].map((id) => [id, look(id)]));
}
