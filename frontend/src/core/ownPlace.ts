/**
 * Where something of one person's lies in the storage of a browser. A tag (FNV-1a, 32 bits) in place of the account's
 * id: a seized profile should not even name who worked in it. Should two people share a tag, they share a habit.
 */
export function ownPlace(what: string, person: string): string {
  let tag = 0x811c9dc5;
  for (const letter of person) tag = Math.imul(tag ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `annotator.${what}.${tag.toString(16).padStart(8, "0")}`;
}
