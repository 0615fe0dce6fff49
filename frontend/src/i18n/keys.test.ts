import { describe, expect, it } from "vitest";
import { en } from "./en";
import { ko } from "./ko";
import type { Entry } from "./messages";
import { ru } from "./ru";

const textsOf = (entry: Entry | undefined): string[] =>
  typeof entry === "string" ? [entry] : Object.values(entry ?? {});

/** Latin capitals and names of keys stand out among Hangul and Cyrillic; the English messages are theirs. */
const KEY = /(?<![A-Za-z])(?:[A-Z]|Esc|Ctrl|Shift|Alt|F\d+)(?![A-Za-z])/;

/** Modifiers that can't be moved, and capitals that are no keys. */
const NO_KEYS: Readonly<Record<string, string>> = {
  "workbench.keys.pointer": "modifiers of the pointer, the same for everybody",
  "keys.single": "modifiers that a key may have",
  "keys.singleOff": "modifiers that a key may have",
  "keys.isOff": "modifiers that a key may have",
  "habits.single": "modifiers that a key may have",
  "habits.singleText": "modifiers that a key may have",
  "size.B": "a unit",
  "tokens.nameHint": "R, the program",
  "witness.emptyText": "pseudonyms",
};

describe.each([
  ["ko", ko],
  ["ru", ru],
])("sentences of %s", (_, catalogue: Readonly<Record<string, Entry>>) => {
  it("take the keys they speak of as values, because each person may have others", () => {
    const fixed = Object.keys(en).filter((key) => textsOf(catalogue[key]).some((text) => KEY.test(text)));
    expect(fixed.filter((key) => !(key in NO_KEYS))).toEqual([]);
  });
});
