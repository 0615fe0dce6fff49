import { type Language, rememberLanguage } from "./languages";
import { learn } from "./learn";
import { setSpoken } from "./spoken.svelte";

/** Fetch the catalogue and put the page into that language. Until then, and where it fails, everything stays. */
export async function speak(language: Language): Promise<void> {
  setSpoken(await learn(language));
}

/** Put the page into the language that the person chose, and remember it on this browser for the pages to come. */
export async function chooseLanguage(language: Language): Promise<void> {
  rememberLanguage(language);
  await speak(language);
}
