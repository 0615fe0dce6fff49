/**
 * A form after somebody else changed what it shows. What only this person changed since `base` is kept; everything
 * else, and what both changed, is as `theirs` has it.
 */
export function rebased<T extends object>(base: T, mine: T, theirs: T): T {
  const kept = (Object.keys(mine) as (keyof T)[]).filter((key) => mine[key] !== base[key] && theirs[key] === base[key]);
  return { ...theirs, ...Object.fromEntries(kept.map((key) => [key, mine[key]])) };
}
