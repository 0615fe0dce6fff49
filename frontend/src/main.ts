import { mount } from "svelte";
import App from "./App.svelte";
import { readSession } from "./api/session";
import { preferredLanguage } from "./i18n/languages";
import { speak } from "./i18n/load";
import { fetchFacesAhead } from "./ui/faces";
import { fetchLostStylesAgain } from "./ui/lostStyles";
import { applyTheme, theme } from "./ui/theme";
import "./styles/fonts";
import "./styles/tokens.css";
import "./styles/ui.css";
import "./styles/screens.css";

applyTheme(theme.value);
fetchLostStylesAgain();

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app.");
const language = preferredLanguage();
const spoken = speak(language);
// Not before there are words for what may go wrong; the page says it, once it is there.
const asked = spoken.then(readSession);
asked.catch(() => {});
/**
 * Korean faces, which have the arrows of all languages, too, are 150 kB of rules in a file of their own. It comes when the
 * page stands, unless that is in Korean. One that got lost comes later.
 */
const korean = () => import("./styles/korean").catch(() => {});
const KOREAN_AFTER_MS = 1000;

/** Trap: awaited at the top of this file it would wait for ever, as catalogues share code with this file. */
async function begin(target: HTMLElement): Promise<void> {
  await Promise.all([spoken, language === "ko" ? korean() : null]);
  mount(App, { target, props: { asked } });
  setTimeout(korean, KOREAN_AFTER_MS);
  fetchFacesAhead();
}

void begin(target);
