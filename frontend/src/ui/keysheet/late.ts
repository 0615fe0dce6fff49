import { LatePart } from "../latePart.svelte";

/** The sheet of keys of whatever screen is open. One file for all of them, which none has in its own. */
export const KEY_SHEET = new LatePart(() => import("./KeySheet.svelte"));
