// Fonts are served from here, never from another host. Whole weights, whose faces say which characters they have: from
// `latin-400.css` and its like, which do not, a browser fetches every one until it has found a glyph.
import "@fontsource/noto-sans/400.css";
import "@fontsource/noto-sans/500.css";
import "@fontsource/noto-sans/600.css";
