import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { lineOf } from "../../../core/fixtures";
import Captions from "./Captions.svelte";
import LineRow from "./LineRow.svelte";
import Palette from "./Palette.svelte";
import { found, standing } from "./standing";

let bench: ReturnType<typeof standing>;
const speak = (...languages: readonly string[]) => {
  const { footage } = bench.engine;
  footage.value = { ...footage.peek(), languages: [...languages] };
  flushSync();
};
/** In which language the page says that words of it are, other than its own; null where it does not say. */
const languageOf = (words: string): string | null => {
  const shown = [...document.querySelectorAll("*")].findLast((element) => element.textContent?.trim() === words);
  if (!shown) throw new Error(`nothing says “${words}”`);
  return shown.closest("body [lang]")?.getAttribute("lang") ?? null;
};
const row = (fields: Parameters<typeof lineOf>[0] = {}) => {
  const line = lineOf(fields);
  bench.show(LineRow, { line, now: false, past: false, original: false, colours: [] });
};

beforeEach(() => {
  vi.spyOn(api, "get").mockRejectedValue(new TypeError("no network"));
  bench = standing();
});
afterEach(() => bench.end());

it("a line's words are in its language, and its translation in none that anybody named", () => {
  row();
  expect([languageOf("집"), languageOf("house")]).toEqual(["ko", null]);
});

it("a line that names none is in the only language of its recording, as soon as that is known", () => {
  row({ language: "" });
  expect(found(".o").hasAttribute("lang")).toBe(false);
  speak("ru", "ko");
  expect(found(".o").hasAttribute("lang")).toBe(false);
  speak("ru");
  expect(languageOf("집")).toBe("ru");
});

it("captions say it of the words spoken, and of no translation", () => {
  const { store, playback } = bench.engine;
  playback.habits.captions.value = "both";
  store.put("line", lineOf({ start: 0 }));
  bench.show(Captions);
  expect([languageOf("집"), languageOf("house")]).toEqual(["ko", null]);
});

it("what is found by typing says it too, where it is the words and not the translation that are found", () => {
  const { store } = bench.engine;
  store.put("line", lineOf());
  store.put("line", lineOf({ id: "l2", number: 2, start: 300, end: 400, text: "", translation: "well" }));
  bench.show(Palette, { kind: "palette" as const });
  expect([languageOf("집"), languageOf("well"), languageOf("house 01:00:04:00")]).toEqual(["ko", null, null]);
});
