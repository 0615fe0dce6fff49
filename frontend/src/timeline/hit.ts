import { type Clip, type Lane, rowStride, rowTop, visibleClips } from "./layout";
import { frameAt, frameUnder, pixelOf, type Viewport } from "./viewport";

/** What lies under the pointer in the lanes of clips. */
export type Hit =
  | { readonly is: "clip"; readonly clip: Clip; readonly zone: "start" | "end" | "body"; readonly frame: number }
  | { readonly is: "lane"; readonly lane: Lane | null; readonly frame: number };

/** How near to an edge, in pixels, counts as the edge; narrow clips keep a body. */
const EDGE_PX = 6;
const NARROWEST_WITH_EDGES = 20;

/** `x`, `y` in CSS pixels from the corner of the clip lanes. The later clip lies on top. */
export function hitClips(lanes: readonly Lane[], view: Viewport, x: number, y: number): Hit {
  const frame = frameAt(view, x);
  const lane = lanes.find((candidate) => y >= candidate.top && y < candidate.top + candidate.height) ?? null;
  if (!lane) return { is: "lane", lane: null, frame };
  const row = Math.floor((y - rowTop(lane, 0)) / rowStride(lane));
  const nearby = visibleClips(lane, frameUnder(view, x - EDGE_PX), frameUnder(view, x + EDGE_PX));
  const clip = nearby.filter((candidate) => candidate.row === row && reaches(candidate, view, x)).at(-1);
  return clip ? { is: "clip", clip, zone: zoneOf(clip, view, x), frame } : { is: "lane", lane, frame };
}

/** Clips narrower than four pixels are drawn, and hit, as four. */
function reaches(clip: Clip, view: Viewport, x: number): boolean {
  const left = pixelOf(view, clip.start);
  const right = Math.max(pixelOf(view, clip.end), left + 4);
  return x >= left - 1 && x <= right + 1;
}

function zoneOf(clip: Clip, view: Viewport, x: number): "start" | "end" | "body" {
  const left = pixelOf(view, clip.start);
  const right = pixelOf(view, clip.end);
  if (!clip.own || right - left < NARROWEST_WITH_EDGES) return "body";
  if (x - left <= EDGE_PX) return "start";
  return right - x <= EDGE_PX ? "end" : "body";
}
