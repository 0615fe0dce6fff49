import type { Segment } from "../../../core/model";

/** How many of the selected have it: what a button or a chip can say of many at once. */
export interface Share {
  readonly id: string;
  readonly count: number;
  /** `mixed`: some have it, some have not. As ARIA writes it. */
  readonly pressed: "true" | "false" | "mixed";
}

/** The share of each id in a list of lists, those in most first. */
export function sharesOf(lists: readonly (readonly string[])[]): readonly Share[] {
  const counts = new Map<string, number>();
  for (const id of lists.flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
  const share = ([id, count]: [string, number]): Share => {
    return { id, count, pressed: count === lists.length ? "true" : "mixed" };
  };
  return [...counts].map(share).sort((a, b) => b.count - a.count);
}

/** The state of one value that each segment has exactly one of. */
export function pressedOf<T>(
  segments: readonly Segment[],
  having: (segment: Segment) => T,
  value: T,
): Share["pressed"] {
  const count = segments.filter((segment) => having(segment) === value).length;
  if (count === segments.length) return "true";
  return count > 0 ? "mixed" : "false";
}
