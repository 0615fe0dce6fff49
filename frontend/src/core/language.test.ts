import { expect, it } from "vitest";
import { spokenLanguage } from "./language";

it.each([
  ["its own", "ru", ["ko"], "ru"],
  ["its own, as somebody typed it", " zh-Hant ", [], "zh-Hant"],
  ["the only one of the recording where it has none", "", ["ko"], "ko"],
  ["none where several are spoken", "", ["ko", "ru"], undefined],
  ["none where nobody said it", "", [], undefined],
  ["none where what was said is no code, not that of the recording either", "Korean", ["ru"], undefined],
])("a line's words are in %s", (_, language, recording, expected) => {
  expect(spokenLanguage({ language }, recording)).toBe(expected);
});
