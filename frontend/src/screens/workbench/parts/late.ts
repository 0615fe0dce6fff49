import { KEY_SHEET } from "../../../ui/keysheet/late";
import { LatePart } from "../../../ui/latePart.svelte";

/** Dialogs by what is open. The palette and the goto field are not among them: one types into those at once. */
export const DIALOGS = {
  keys: KEY_SHEET,
  import: new LatePart(() => import("./ImportLines.svelte")),
  conflict: new LatePart(() => import("./Conflicts.svelte")),
  excerpts: new LatePart(() => import("./Excerpts.svelte")),
} as const;

export const TABS = {
  many: new LatePart(() => import("./ManyTab.svelte")),
  shots: new LatePart(() => import("./ShotsTab.svelte")),
  history: new LatePart(() => import("./HistoryTab.svelte")),
} as const;

export const HINTS = new LatePart(() => import("./Hints.svelte"));
export const TUNING = new LatePart(() => import("./TuningPanel.svelte"));

/** All that is not on the screen when a recording opens; to whoever has seen the hints they never come. */
export const LATE: readonly LatePart[] = [...Object.values(TABS), TUNING, ...Object.values(DIALOGS)];
