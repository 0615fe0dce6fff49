/** A codebook, a window and lanes for tests of the timeline. */
import type { Code } from "../core/model";
import { type Heights, type Lane, layoutOf, type Sources } from "./layout";
import type { Viewport } from "./viewport";

export const view: Viewport = { start: 0, span: 1000, width: 500, frames: 10_000 };

export const code = (id: string, parent: string | null, color = 1): [string, Code] => [
  id,
  { id, name: id, parent, definition: "", color, retired: false },
];
export const codes = new Map([
  code("money", null, 3),
  code("debt", "money"),
  code("wages", "money"),
  code("family", null, 2),
]);
export const heights = { category: 26, other: 20 };
export const sources = { codes, me: "me", uncodedLabel: "not coded yet" };

export const contentOf = (lanes: readonly Lane[]) => lanes.map(({ id, clips }) => [id, clips.map((clip) => clip.id)]);
export const lanesOf = (from: Sources, within: Heights) => layoutOf(from, within, null).lanes;
