/** Catalogues are files of their own: only that of the page's language is fetched. */
import type { Language } from "./languages";
import type { Messages } from "./messages";
import type { Refusals } from "./refusals";

interface Catalogue {
  readonly messages: Messages;
  /** None where the server's own sentences are in this language. */
  readonly refusals?: Refusals;
  readonly settle?: (text: string) => string;
}

const CATALOGUES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => ({ messages: (await import("./en")).en }),
  ko: async () => {
    const [{ ko, refusals }, { settleParticles }] = await Promise.all([import("./ko"), import("./ko/particles")]);
    return { messages: ko, refusals, settle: settleParticles };
  },
  ru: async () => {
    const { ru, refusals } = await import("./ru");
    return { messages: ru, refusals };
  },
};

/** A language with what it takes to write in it. */
export interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
  readonly refusals: Partial<Refusals>;
  readonly plurals: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
  /** Puts a filled text right where its words depend on what was filled in. */
  readonly settle: (text: string) => string;
}

const learnt = new Map<Language, Promise<Spoken>>();

/** Fetches what it takes to write in a language, once; what failed is tried again by the next who asks. */
export function learn(language: Language): Promise<Spoken> {
  const known = learnt.get(language);
  if (known) return known;
  const learning = fetchAll(language);
  learnt.set(language, learning);
  learning.catch(() => learnt.delete(language));
  return learning;
}

async function fetchAll(language: Language): Promise<Spoken> {
  const catalogue = CATALOGUES[language]();
  // Made while that is on its way: the first of a page takes 20 ms.
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const { messages, refusals = {}, settle = (text) => text } = await catalogue;
  return { language, messages, refusals, plurals, numbers, settle };
}
