import type { Span } from "../core/spans";
import { type Level, stripRuns } from "../ui/coverage/runs";
import type { Lane } from "./layout";
import { codeInk, INK, type Shape } from "./shapes";

export interface OverviewSources {
  readonly frames: number;
  readonly watched: readonly Span[];
  readonly coded: readonly Span[];
  readonly reviewed: readonly Span[];
  readonly noise: readonly Span[];
  readonly lanes: readonly Lane[];
}

const STRIP_TOP = 4;
const STRIP_HEIGHT = 10;
const ROWS_TOP = 17;
const SHARE: Readonly<Record<Level, number>> = { watched: 0.34, coded: 0.68, reviewed: 1 };

/** The whole recording: coverage above, one row of marks per category below. */
export function planOverview(sources: OverviewSources, width: number, height: number): Shape[] {
  const { work, noise } = stripRuns(sources, sources.frames, Math.floor(width));
  const strip: Shape[] = [
    { is: "box", x: 0, y: 0, w: width, h: height, ink: INK.pit },
    { is: "box", x: 0, y: STRIP_TOP, w: width, h: STRIP_HEIGHT, ink: "var(--cov-none)" },
    ...work.map((run): Shape => {
      const h = Math.round(STRIP_HEIGHT * SHARE[run.level]);
      const place = { x: run.x, y: STRIP_TOP + STRIP_HEIGHT - h, w: run.width, h };
      return { is: "box", ...place, ink: `var(--cov-${run.level})` };
    }),
    ...noise.map((run): Shape => {
      return { is: "hatch", x: run.x, y: STRIP_TOP, w: run.width, h: STRIP_HEIGHT, hatch: "confirmed" };
    }),
  ];
  return [...strip, ...categoryRows(sources, width, height)];
}

function categoryRows({ lanes, frames }: OverviewSources, width: number, height: number): Shape[] {
  const rows = lanes.filter((lane) => lane.kind === "category");
  const pitch = (height - ROWS_TOP - 3) / Math.max(rows.length, 5);
  return rows.flatMap((lane, index) =>
    marks(lane, frames, width).map(({ x, w }): Shape => {
      const y = ROWS_TOP + index * pitch;
      return { is: "box", x, y, w, h: Math.max(1, pitch - 1), ink: codeInk(lane.color) };
    }),
  );
}

/** Marks of one lane, merged per pixel. */
function marks(lane: Lane, frames: number, width: number): { x: number; w: number }[] {
  const out: { x: number; w: number }[] = [];
  for (const clip of lane.clips) {
    const x = Math.floor((clip.start / frames) * width);
    const right = Math.max(x + 2, Math.ceil((clip.end / frames) * width));
    const last = out.at(-1);
    if (last && x <= last.x + last.w) last.w = Math.max(last.w, right - last.x);
    else out.push({ x, w: right - x });
  }
  return out;
}
