/** Catalogues are files of their own: only that of the page's language is fetched. */
import { type Language, rememberLanguage } from "./languages";
import type { Messages } from "./messages";
import { setSpoken } from "./spoken.svelte";

interface Catalogue {
  readonly messages: Messages;
  readonly settle?: (text: string) => string;
}

const CATALOGUES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => ({ messages: (await import("./en")).en }),
  ko: async () => {
    const [{ ko }, { settleParticles }] = await Promise.all([import("./ko"), import("./ko/particles")]);
    return { messages: ko, settle: settleParticles };
  },
  ru: async () => ({ messages: (await import("./ru")).ru }),
};

/** Fetch the catalogue and put the page into that language. Until then, and where it fails, everything stays. */
export async function speak(language: Language): Promise<void> {
  const { messages, settle = (text) => text } = await CATALOGUES[language]();
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  setSpoken({ language, messages, plurals, numbers, settle });
}

/** Put the page into the language that the person chose, and remember it on this browser for the pages to come. */
export async function chooseLanguage(language: Language): Promise<void> {
  rememberLanguage(language);
  await speak(language);
}
