/**
 * The first script of every page, and a small one: asks for what the page will need while its code is still being fetched
 * and read.
 */
import { askWhoIsSignedIn } from "./api/opening";
import { preferredLanguage } from "./i18n/languages";
import { learn } from "./i18n/learn";
import { routeOf } from "./router/routes";
import { fetchScreen } from "./screens/files";

fetchScreen(routeOf(location.pathname, location.search));
askWhoIsSignedIn();
// Whoever needs it tells what went wrong.
learn(preferredLanguage()).catch(() => {});
