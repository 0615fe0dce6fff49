import type { Scope } from "../../../core/scope";

/** Calls `repaint` whenever something makes canvases look otherwise though nothing of what they show has changed. */
export function watchAppearance(scope: Scope, canvases: readonly HTMLCanvasElement[], repaint: () => void): void {
  const themes = new MutationObserver(repaint);
  themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  scope.add(() => themes.disconnect());
  scope.on(matchMedia("(prefers-color-scheme: light)"), "change", repaint);
  scope.on(document.fonts, "loadingdone", repaint);
  watchResolution(scope, repaint);
  // A browser that is short of memory takes canvases away, and gives them back empty.
  for (const canvas of canvases) scope.on(canvas, "contextrestored", repaint);
}

/** The window comes to another display, or the page is zoomed. One can ask only whether the present resolution ends. */
function watchResolution(scope: Scope, changed: () => void): void {
  const stop = scope.on(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), "change", () => {
    stop();
    changed();
    watchResolution(scope, changed);
  });
}
