/** One to three letters that stand for a person in a small disc. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? "") : [...name].slice(0, 2);
  return letters.join("").toUpperCase();
}
