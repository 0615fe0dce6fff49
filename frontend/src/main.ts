import { mount } from "svelte";
import App from "./App.svelte";
import { applyTheme, theme } from "./ui/theme";
import "./styles/fonts";
import "./styles/tokens.css";
import "./styles/ui.css";
import "./styles/screens.css";

applyTheme(theme.value);

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app.");
mount(App, { target });
// Korean faces are 90 kB of rules: they come after the first paint, in a file of their own.
void import("./styles/korean");
