import type { Code } from "../../../core/model";

const MOST = 9;

/** The command of the key of a pin: 1–9. */
export const pinCommand = (key: number): string => `pin${key}`;

/** The codes on the keys 1–9: those the member pinned, else the first nine below a category (categories when there are none). */
export function pinsOf(codes: ReadonlyMap<string, Code>, pinned: readonly string[] | null): readonly Code[] {
  const live = [...codes.values()].filter((code) => !code.retired);
  if (pinned) return pinned.flatMap((id) => live.filter((code) => code.id === id));
  const below = live.filter((code) => code.parent !== null);
  return (below.length > 0 ? below : live).slice(0, MOST);
}

/** The pins with `code` taken off, or put at the end while a key is free. */
export function toggledPin(pins: readonly Code[], code: string): readonly string[] {
  const ids = pins.map((pin) => pin.id);
  if (ids.includes(code)) return ids.filter((id) => id !== code);
  return ids.length < MOST ? [...ids, code] : ids;
}
