// Hangul, cut into pieces by unicode-range that load when a page shows them. 500 falls back to 400.
import "@fontsource/noto-sans-kr/400.css";
import "@fontsource/noto-sans-kr/600.css";
