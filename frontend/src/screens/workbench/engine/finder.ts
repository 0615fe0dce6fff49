import { folded } from "../../../core/text";

/** One thing that can be found by typing. */
export interface Entry {
  readonly id: string;
  readonly kind: "code" | "line" | "witness" | "footage" | "command";
  readonly name: string;
  /** Of the name, where it is known not to be that of the page. */
  readonly lang?: string;
  /** Where it belongs, or what more there is to know; searched too. */
  readonly detail: string;
  readonly color: number;
  readonly on: boolean;
  readonly key: string;
  readonly run: () => void;
}

/**
 * The entries that contain every typed word, best first: name begins with it, name contains it, detail contains it.
 * What is of one kind stands together, `most` of it at most, and the kind of the best entry comes first.
 */
export function found(entries: readonly Entry[], typed: string, most: number): Entry[] {
  const query = folded(typed.trim());
  const words = query.split(/\s+/);
  const ranked = entries.flatMap((entry) => {
    const [name, detail] = [folded(entry.name), folded(entry.detail)];
    if (!words.every((word) => name.includes(word) || detail.includes(word))) return [];
    const rank = name.startsWith(query) ? 0 : name.includes(query) ? 1 : 2;
    return [{ entry, rank }];
  });
  const best = ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
  const kinds = [...new Set(best.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => best.filter((entry) => entry.kind === kind).slice(0, most));
}
