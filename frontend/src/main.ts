import { mount } from "svelte";
import App from "./App.svelte";
import { askWhoIsSignedIn } from "./api/reads";
import { readSession } from "./api/session";
import { preferredLanguage } from "./i18n/languages";
import { speak } from "./i18n/load";
import { route } from "./router/navigation";
import { fetchScreen } from "./screens/files";
import { applyTheme, theme } from "./ui/theme";
import "./styles/fonts";
import "./styles/tokens.css";
import "./styles/ui.css";
import "./styles/screens.css";

applyTheme(theme.value);

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app.");
askWhoIsSignedIn();
const language = preferredLanguage();
const spoken = speak(language);
fetchScreen(route.value);
// Not before there are words for what may go wrong; the page says it, once it is there.
const asked = spoken.then(readSession);
asked.catch(() => {});
// Korean faces are 90 kB of rules in a file of their own. It comes after the first paint, unless that is in Korean.
const korean = () => import("./styles/korean");

/** Trap: awaited at the top of this file it would wait for ever, as catalogues share code with this file. */
async function begin(target: HTMLElement): Promise<void> {
  await Promise.all([spoken, language === "ko" ? korean() : null]);
  mount(App, { target, props: { asked } });
  void korean();
}

void begin(target);
