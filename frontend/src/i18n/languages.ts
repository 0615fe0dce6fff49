/** Which languages there are, and which of them a person reads. */
export const LANGUAGES = ["en", "ko", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, so that whoever is lost in another finds it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", ko: "한국어", ru: "Русский" };

const KEY = "annotator.language";

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((one) => one === text);

/** The first of `wanted` (tags as a browser lists them, "ko-KR") that there is; English where there is none. */
export function firstSpoken(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split("-")[0]?.toLowerCase()).find(isLanguage) ?? "en";
}

/** The person's choice on this browser, else the browser's. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  return isLanguage(chosen) ? chosen : firstSpoken(navigator.languages);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
