import { mount } from "svelte";
import App from "./App.svelte";
import { preferredLanguage } from "./i18n/languages";
import { speak } from "./i18n/load";
import { applyTheme, theme } from "./ui/theme";
import "./styles/fonts";
import "./styles/tokens.css";
import "./styles/ui.css";
import "./styles/screens.css";

applyTheme(theme.value);

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app.");
const language = preferredLanguage();
// Korean faces are 90 kB of rules in a file of their own. It comes after the first paint, unless that is in Korean.
const korean = () => import("./styles/korean");
await Promise.all([speak(language), language === "ko" ? korean() : null]);
mount(App, { target });
void korean();
