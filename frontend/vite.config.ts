import { fileURLToPath } from "node:url";
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

const FIRST = fileURLToPath(new URL("src/begin.ts", import.meta.url));

/** The first script, with all that it needs: no part of it may lie in a file that has more in it. */
const first = new Set<string>();

/**
 * The page's first script runs before the rest is there, so it is a file of its own, where a bundler would make all scripts
 * of a page one. And the page is first painted when the chosen theme is on it, not before in the system's.
 */
const firstThings: Plugin = {
  name: "first-things",
  buildEnd() {
    const add = (id: string): void => {
      if (first.has(id)) return;
      first.add(id);
      this.getModuleInfo(id)?.importedIds.forEach(add);
    };
    add(FIRST);
  },
  transformIndexHtml: {
    order: "post",
    handler: (html, { bundle }) => {
      if (!bundle) return html;
      const files = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file : []));
      const script = files.find(({ name, isEntry }) => isEntry && name === "begin");
      if (!script || script.imports.length > 0) throw new Error("The first script is no file of its own.");
      const file = script.fileName;
      return html
        .replace('<script type="module"', '<script type="module" blocking="render"')
        .replace(new RegExp(`\\s*<link rel="modulepreload"[^>]*${file}">`), "")
        .replace("<script", `<script type="module" crossorigin src="/${file}"></script>\n    <script`);
    },
  },
};

const backend = process.env.ANNOTATOR_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => ({
  plugins: [woff2Only, firstThings, svelte()],
  // Vitest runs on node, where Svelte would otherwise resolve to its server build.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: "es2022",
    // The Content-Security-Policy forbids data: fonts and inline scripts: everything is a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      input: { index: "index.html", begin: FIRST },
      output: {
        // A browser fetches six files at once, and many small ones pack worse than few: what every page needs is one, with
        // all that several share.
        codeSplitting: {
          groups: [
            { name: "begin", test: (id) => first.has(id), priority: 2 },
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
