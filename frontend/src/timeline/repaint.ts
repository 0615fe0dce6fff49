import type { Noise } from "../core/model";
import type { Clip, Lane } from "./layout";
import type { ClipState } from "./looks";
import type { Viewport } from "./viewport";

/** Everything that clips are drawn from. */
export interface Scene {
  readonly lanes: readonly Lane[];
  readonly view: Viewport;
  readonly noise: readonly Noise[];
  /** Counts the changes of colours and fonts. */
  readonly theme: number;
  readonly state: ClipState;
}

/** What the canvas shows: of a scene the lanes that are painted. */
export interface Shown extends Scene {
  readonly painted: ReadonlySet<Lane>;
}

interface Repaint {
  /** Nothing of what is there can stay. */
  readonly whole: boolean;
  readonly lanes: readonly Lane[];
  /** The lanes that are there afterwards as they should be. */
  readonly painted: ReadonlySet<Lane>;
}

/** Of the `wanted` lanes those that do not look as they do on the canvas: what one key changes, without the others. */
export function repaintOf(now: Scene, before: Shown | null, wanted: readonly Lane[]): Repaint {
  const stays =
    before &&
    now.view === before.view &&
    now.noise === before.noise &&
    now.theme === before.theme &&
    bottomOf(now.lanes) === bottomOf(before.lanes);
  if (!stays) return { whole: true, lanes: wanted, painted: new Set(wanted) };
  const ids = touched(now.state, before.state);
  const right = now.lanes.filter((lane) => before.painted.has(lane) && !holdsAny(lane, ids));
  const lanes = wanted.filter((lane) => !right.includes(lane));
  return { whole: false, lanes, painted: new Set([...right, ...lanes]) };
}

const idsOf = new WeakMap<readonly Clip[], ReadonlySet<string>>();

function holdsAny({ clips }: Lane, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  // Lists of clips are immutable, and those of a lane that did not change are asked again with the next key.
  const known = idsOf.get(clips) ?? new Set(clips.map(({ id }) => id));
  idsOf.set(clips, known);
  for (const id of ids) if (known.has(id)) return true;
  return false;
}

const bottomOf = (lanes: readonly Lane[]): number => lanes.reduce((sum, lane) => sum + lane.height, 0);

/** Ids of the clips that look different in the two states. */
function touched(now: ClipState, before: ClipState): Set<string> {
  const ids = new Set<string>();
  for (const [a, b] of [
    [now.unsaved, before.unsaved],
    [now.conflicts, before.conflicts],
    [now.flashing, before.flashing],
    [now.selected, before.selected],
  ] as const) {
    if (a === b) continue;
    for (const id of a) if (!b.has(id)) ids.add(id);
    for (const id of b) if (!a.has(id)) ids.add(id);
  }
  // With one clip selected it has grips, with several none has.
  const grips = (now.selected.size === 1) !== (before.selected.size === 1);
  if (grips) for (const id of [...now.selected, ...before.selected]) ids.add(id);
  for (const { hovered, focused, previews } of [now, before]) {
    if (now.previews !== before.previews) for (const id of previews.keys()) ids.add(id);
    if (focused && now.focused !== before.focused) ids.add(focused.id);
    if (hovered && now.hovered !== before.hovered) ids.add(hovered);
  }
  return ids;
}
