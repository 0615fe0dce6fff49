import { describe, expect, it } from "vitest";
import { CutText } from "./cut";

const letters = (part: string) => [...part].length;

describe("CutText", () => {
  it("cuts a label at its end, by letters and not by halves of them", () => {
    const cut = (text: string, room: number) => new CutText(text).cut(room, letters);
    expect(cut("decision", 8)).toBe("decision");
    expect(cut("decision-making", 6)).toBe("decis…");
    expect(cut("of a thing", 6)).toBe("of a…");
    expect(cut("𝒜𝒜𝒜", 2)).toBe("𝒜…");
    expect(cut("abc", 0)).toBe("");
    expect(cut("", 0)).toBe("");
  });

  it("measures what fits once, and what does not by halving", () => {
    const asked: string[] = [];
    const width = (part: string) => {
      asked.push(part);
      return letters(part);
    };
    const text = new CutText("a long explanation");
    expect(text.cut(100, width)).toBe("a long explanation");
    expect(text.cut(100, width)).toBe("a long explanation");
    expect(asked).toEqual(["a long explanation"]);
    expect(text.cut(7, width)).toBe("a long…");
    expect(asked.length).toBeLessThan(8);
  });
});
