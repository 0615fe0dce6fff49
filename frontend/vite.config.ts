import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vitest/config";

/** Every browser we support reads woff2, so the woff copies that the font packages list are left out of the build. */
const woff2Only: Plugin = {
  name: "woff2-only",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("@fontsource") || !id.endsWith(".css")) return null;
    return { code: code.replace(/,\s*url\([^)]*\.woff\)\s*format\('woff'\)/g, ""), map: null };
  },
};

/** The page is first painted when the chosen theme is on it, not before in the system's. */
const paintedOnce: Plugin = {
  name: "painted-once",
  transformIndexHtml: {
    order: "post",
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

const backend = process.env.ANNOTATOR_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => ({
  plugins: [woff2Only, paintedOnce, svelte()],
  // Vitest runs on node, where Svelte would otherwise resolve to its server build.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: "es2022",
    // The Content-Security-Policy forbids data: fonts and inline scripts: everything is a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // A browser fetches six files at once, and many small ones pack worse than few: what every page needs is one, with
        // all that several share.
        codeSplitting: {
          groups: [
            { name: "frame", tags: ["$initial"], priority: 1 },
            { name: "frame", test: /src\/(core|i18n|media|screens\/workbench|ui)\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  // The server checks that sign-in comes from its own pages, so the host name is passed on as it is.
  server: { port: 5173, proxy: { "/api": { target: backend, changeOrigin: false } } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/i18n/english.setup.ts"],
    restoreMocks: true,
  },
}));
