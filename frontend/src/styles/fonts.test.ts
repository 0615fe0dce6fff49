import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

const require = createRequire(import.meta.url);
const sheetsOf = (file: string): string[] =>
  [...readFileSync(new URL(file, import.meta.url), "utf8").matchAll(/^import "(.+\.css)";$/gm)].map(([, sheet = ""]) =>
    readFileSync(require.resolve(sheet), "utf8"),
  );
const count = (text: string, word: string): number => text.split(word).length - 1;

describe("the faces of the fonts", () => {
  it.each(["fonts.ts", "korean.ts"])(
    "of %s say which characters they have, so that only what is shown is fetched",
    (file) => {
      const sheets = sheetsOf(`./${file}`);
      expect(sheets.length).toBeGreaterThan(1);
      for (const sheet of sheets) {
        expect(count(sheet, "@font-face")).toBeGreaterThan(0);
        expect(count(sheet, "unicode-range:")).toBe(count(sheet, "@font-face"));
      }
    },
  );
});
