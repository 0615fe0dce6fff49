import { describe, expect, it } from "vitest";
import { en } from "./en";
import { ko, refusals as koRefusals } from "./ko";
import { type Entry, type Messages, translation } from "./messages";
import { REFUSALS } from "./refusals";
import { ru, refusals as ruRefusals } from "./ru";

const english: Messages = en;
const keys = Object.keys(english);
const textOf = (entry: Entry | undefined): string =>
  typeof entry === "string" ? entry : Object.values(entry ?? {}).join("\n");
const textsOf = (entry: Entry | undefined): string[] =>
  typeof entry === "string" ? [entry] : Object.values(entry ?? {});
const placesIn = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

/** Latin words that stay as they are in every language; everything else in Latin letters is a text left standing. */
const SAME_EVERYWHERE: Readonly<Record<string, string>> = {
  Annotator: "the name of the product",
  "API R SHA SRT VTT": "names of formats, interfaces and programs",
  "Authorization Token": "a header as it is sent",
  "volume NAME DIR": "what is typed at the command line",
  "ko ru en": "codes of languages",
  "A B C": "pseudonyms",
  "Shift Ctrl Alt": "names of modifiers",
  "drop frame": "the term of the trade, explained beside it",
  "f s fps": "as typed or as cameras say it: f151947, 6077.88s",
  "kB MB GB TB": "units of size, the same in Korean",
  "dB kHz": "units of sound, the same in Korean",
};
const ALLOWED = new Set(Object.keys(SAME_EVERYWHERE).flatMap((words) => words.split(" ")));
const latinWords = (text: string): string[] => text.replace(/\{\w+\}/g, " ").match(/[A-Za-z]+/g) ?? [];

describe.each([
  ["ko", ko],
  ["ru", ru],
])("the %s catalogue", (language, catalogue) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();

  it("has every key and no other", () => {
    expect(Object.keys(catalogue).sort()).toEqual(keys.slice().sort());
  });

  it("has every plural form that the language needs", () => {
    for (const key of keys) {
      const entry = catalogue[key];
      if (typeof english[key] === "string") expect(typeof entry, key).toBe("string");
      else expect(Object.keys(entry ?? {}).sort(), key).toEqual(forms);
    }
  });

  it("has the places of the English message in every form", () => {
    for (const key of keys)
      for (const text of textsOf(catalogue[key])) expect(placesIn(text), key).toEqual(placesIn(textOf(english[key])));
  });

  it("leaves no English word standing", () => {
    const left = keys.flatMap((key) =>
      textsOf(catalogue[key]).flatMap((text) => latinWords(text).filter((word) => !ALLOWED.has(word))),
    );
    expect([...new Set(left)]).toEqual([]);
  });

  it("repeats the English message only where there is no word in it to translate", () => {
    const repeated = keys.filter((key) => textsOf(catalogue[key]).includes(textOf(english[key])));
    const words = repeated.flatMap((key) => latinWords(textOf(english[key])));
    expect(words.filter((word) => !ALLOWED.has(word))).toEqual([]);
  });

  it("has no empty text and no space left over", () => {
    for (const key of keys) for (const text of textsOf(catalogue[key])) expect(text, key).toMatch(/^\S([\s\S]*\S)?$/);
  });
});

describe.each([
  ["ko", koRefusals],
  ["ru", ruRefusals],
])("what the server refuses, in %s", (_, refusals) => {
  it("is said for every code, without an English word, a place to fill or a space left over", () => {
    expect(Object.keys(refusals)).toEqual([...REFUSALS]);
    for (const text of Object.values(refusals)) {
      expect(text).toMatch(/^\S.*[.]$/);
      expect([...latinWords(text), ...placesIn(text)]).toEqual([]);
    }
  });
});

describe("a translation that is not faithful", () => {
  const source = { plain: "Of {name}", many: { one: "{count} thing", other: "{count} things" } } as const;
  type Source = typeof source;
  const korean = translation<Source, "other">();

  it("compiles only when it is faithful after all", () => {
    expect(korean({ plain: "{name}의", many: { other: "{count}개" } })).toBeDefined();
    // @ts-expect-error a key is missing
    korean({ plain: "{name}의" });
    // @ts-expect-error a key too many
    korean({ plain: "{name}의", many: { other: "{count}개" }, more: "더" });
    // @ts-expect-error a place is missing
    korean({ plain: "의", many: { other: "{count}개" } });
    // @ts-expect-error a place too many
    korean({ plain: "{name}의 {count}", many: { other: "{count}개" } });
    // @ts-expect-error a place is missing from a plural form
    korean({ plain: "{name}의", many: { other: "개" } });
    // @ts-expect-error a plural form too many
    korean({ plain: "{name}의", many: { one: "{count}개", other: "{count}개" } });
    // @ts-expect-error a plural message is none any more
    korean({ plain: "{name}의", many: "{count}개" });
    const russian = translation<Source, "one" | "few" | "many" | "other">();
    // @ts-expect-error a plural form is missing
    russian({ plain: "{name}", many: { one: "{count}", other: "{count}" } });
  });
});
