import { effect } from "@preact/signals-core";
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import { t } from ".";
import { settleParticles } from "./ko/particles";
import { firstSpoken, preferredLanguage } from "./languages";
import { chooseLanguage, speak } from "./load";
import { fill, pluralForm } from "./messages";

afterEach(async () => {
  localStorage.clear();
  await speak("en");
});

describe("messages", () => {
  it("puts values into their places", () => {
    expect(t("problem.http", { status: 502 })).toContain("502");
    expect(fill("{a} of {b}, {a}", { a: 1, b: "two" })).toBe("1 of two, 1");
  });

  it("refuses a message whose place has no value", () => {
    expect(() => fill("{missing}", {})).toThrow("missing");
  });

  it("chooses the plural form by the rules of the language", () => {
    const russian = new Intl.PluralRules("ru");
    const forms = { one: "один", few: "мало", many: "много", other: "иначе" };
    expect([1, 3, 5, 21].map((count) => pluralForm(forms, count, russian))).toEqual(["один", "мало", "много", "один"]);
  });

  it("writes counts as the language does, and still knows how many they are", async () => {
    expect(t("projects.recordings", { count: 1234 })).toBe("1,234 recordings");
    await speak("ru");
    expect(t("projects.recordings", { count: 1234 })).toBe("1\u00a0234 записи");
    expect(t("projects.recordings", { count: 11 })).toBe("11 записей");
    expect(t("projects.recordings", { count: "99+" })).toBe("99+ записей");
  });
});

describe("the language of the page", () => {
  it("is the first of the browser's languages that there is, else English", () => {
    expect(firstSpoken(["fr-FR", "ko-KR", "ru"])).toBe("ko");
    expect(firstSpoken(["RU-ru"])).toBe("ru");
    expect(firstSpoken(["de", "fr"])).toBe("en");
    expect(firstSpoken([])).toBe("en");
  });

  it("is the person's choice once there is one, and stands on the document", async () => {
    await chooseLanguage("ru");
    expect(preferredLanguage()).toBe("ru");
    expect(document.documentElement.lang).toBe("ru");
    localStorage.setItem("annotator.language", "tlh");
    expect(preferredLanguage()).toBe("en");
  });

  it("changes under what is painted", async () => {
    const seen: string[] = [];
    const stop = effect(() => {
      seen.push(t("action.save"));
    });
    await speak("ko");
    stop();
    expect(seen).toEqual(["Save", "저장"]);
  });

  it("changes under templates", async () => {
    const seen: string[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push(t("action.save"));
      });
    });
    flushSync();
    await speak("ru");
    flushSync();
    stop();
    expect(seen).toEqual(["Save", "Сохранить"]);
  });
});

describe("Korean particles", () => {
  it.each([
    ["“강”을(를)", "“강”을"],
    ["“다리”을(를)", "“다리”를"],
    ["증인 A이(가)", "증인 A가"],
    ["증인 L이(가)", "증인 L이"],
    ["상태 502(으)로", "상태 502로"],
    ["상태 500(으)로", "상태 500으로"],
    ["상태 401(으)로", "상태 401로"],
    ["“Bridge 2”은(는)", "“Bridge 2”는"],
    ["“bridge”은(는)", "“bridge”은(는)"],
  ])("%s becomes %s", (both, one) => {
    expect(settleParticles(both)).toBe(one);
  });
});
