/** One thing that can be found by typing. */
export interface Entry {
  readonly id: string;
  readonly kind: "code" | "witness" | "line" | "command";
  readonly name: string;
  /** Where it belongs, or what more there is to know; searched too. */
  readonly detail: string;
  readonly color: number;
  readonly on: boolean;
  readonly key: string;
  readonly run: () => void;
}

const folded = (text: string): string => text.normalize("NFKC").toLowerCase().replaceAll("ё", "е");

/** The entries that contain every typed word, best first: name begins with it, name contains it, detail contains it. */
export function found(entries: readonly Entry[], typed: string, most: number): Entry[] {
  const query = folded(typed.trim());
  const words = query.split(/\s+/);
  const ranked = entries.flatMap((entry) => {
    const [name, detail] = [folded(entry.name), folded(entry.detail)];
    if (!words.every((word) => name.includes(word) || detail.includes(word))) return [];
    const rank = name.startsWith(query) ? 0 : name.includes(query) ? 1 : 2;
    return [{ entry, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ entry }) => entry);
}
