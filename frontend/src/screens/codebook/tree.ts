/** The codebook as a tree. Pure: codes in, rows in the order of the screen out. */
import type { Code } from "../../api/types";

export interface CodeRow {
  code: Code;
  /** 0 for a category. */
  depth: number;
  /** Names of the codes above, from the category down. */
  above: string[];
}

function inUseFirst(a: Code, b: Code): number {
  return Number(a.retired) - Number(b.retired) || a.position - b.position || (a.id < b.id ? -1 : 1);
}

function childrenByParent(codes: readonly Code[]): Map<string | null, Code[]> {
  const known = new Set(codes.map((code) => code.id));
  const children = new Map<string | null, Code[]>();
  for (const code of [...codes].sort(inUseFirst)) {
    const parent = code.parent !== null && known.has(code.parent) ? code.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), code]);
  }
  return children;
}

/** Every code under its parent, depth first. A code whose parent is not in `codes` stands at the top. */
export function codeRows(codes: readonly Code[]): CodeRow[] {
  const children = childrenByParent(codes);
  const rows: CodeRow[] = [];
  const visit = (parent: string | null, above: string[]): void => {
    for (const code of children.get(parent) ?? []) {
      rows.push({ code, depth: above.length, above });
      visit(code.id, [...above, code.name]);
    }
  };
  visit(null, []);
  return rows;
}

/** How often each code was given, the codes below it included; a segment counts once for each of its codes. */
export function totalsBelow(codes: readonly Code[]): Map<string, number> {
  const totals = new Map(codes.map((code) => [code.id, code.segments]));
  // Rows come parents first, so from the end every code is complete before it is added to its parent.
  for (const { code } of codeRows(codes).toReversed()) {
    if (code.parent === null) continue;
    totals.set(code.parent, (totals.get(code.parent) ?? 0) + (totals.get(code.id) ?? 0));
  }
  return totals;
}

/** Where `code` may be moved to: every code in use that is neither itself nor below it. */
export function possibleParents(codes: readonly Code[], code: Code | null): CodeRow[] {
  const inUse = codeRows(codes).filter((row) => !row.code.retired);
  if (!code) return inUse;
  const below = new Set([code.id]);
  // Rows come parents first, so one pass finds everything below.
  for (const row of codeRows(codes)) if (row.code.parent !== null && below.has(row.code.parent)) below.add(row.code.id);
  return inUse.filter((row) => !below.has(row.code.id));
}

/** The category's colour that a new code takes, or for a new category the one used least. */
export function proposedColor(codes: readonly Code[], parent: Code | null): number {
  if (parent) return parent.color;
  const used = (color: number) => codes.filter((code) => code.parent === null && code.color === color).length;
  return COLORS.reduce((best, color) => (used(color) < used(best) ? color : best));
}

export const COLORS: readonly number[] = Array.from({ length: 12 }, (_, index) => index + 1);
