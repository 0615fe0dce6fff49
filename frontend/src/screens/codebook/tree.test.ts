import { describe, expect, it } from "vitest";
import type { Code } from "../../api/types";
import { codeRows, possibleParents, proposedColor, totalsBelow } from "./tree";

let position = 0;
function code(id: string, parent: string | null = null, parts: Partial<Code> = {}): Code {
  return { id, name: id, parent, color: 1, retired: false, position: position++, ...parts } as Code;
}

const money = code("money");
const debt = code("debt", "money", { retired: true });
const wages = code("wages", "money");
const fines = code("fines", "wages");
const family = code("family");
const codes = [fines, family, wages, debt, money];

describe("codeRows", () => {
  it("puts every code under its parent, retired ones last among their siblings", () => {
    expect(codeRows(codes).map((row) => `${row.depth} ${row.code.id}`)).toEqual([
      "0 money",
      "1 wages",
      "2 fines",
      "1 debt",
      "0 family",
    ]);
  });

  it("knows the names above", () => {
    expect(codeRows(codes).find((row) => row.code === fines)?.above).toEqual(["money", "wages"]);
  });

  it("shows a code whose parent is filtered out at the top", () => {
    expect(codeRows([fines]).map((row) => row.depth)).toEqual([0]);
  });
});

describe("possibleParents", () => {
  it("leaves out the code itself, what is below it, and what is retired", () => {
    expect(possibleParents(codes, wages).map((row) => row.code.id)).toEqual(["money", "family"]);
    expect(possibleParents(codes, money).map((row) => row.code.id)).toEqual(["family"]);
  });

  it("offers every code in use to a new one", () => {
    expect(possibleParents(codes, null).map((row) => row.code.id)).toEqual(["money", "wages", "fines", "family"]);
  });
});

describe("proposedColor", () => {
  it("takes the parent's, or the least used of the categories", () => {
    expect(proposedColor(codes, code("blue", null, { color: 5 }))).toBe(5);
    expect(proposedColor(codes, null)).toBe(2);
    expect(proposedColor([], null)).toBe(1);
  });
});

describe("totalsBelow", () => {
  it("adds up whole branches, retired codes included", () => {
    const counted = [
      code("money", null, { segments: 1 }),
      code("wages", "money", { segments: 2 }),
      code("fines", "wages", { segments: 4 }),
      code("debt", "money", { segments: 8, retired: true }),
      code("family", null, { segments: 0 }),
    ];
    expect([...totalsBelow(counted)]).toEqual([
      ["money", 15],
      ["wages", 6],
      ["fines", 4],
      ["debt", 8],
      ["family", 0],
    ]);
  });
});
