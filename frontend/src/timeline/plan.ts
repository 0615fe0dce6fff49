import { firstPlace } from "../core/halving";
import type { Line, Noise } from "../core/model";
import { reachOf } from "../core/spans";
import { type Extent, extentOf, roundOf } from "./extent";
import type { Columns } from "./peaks";
import type { Tick } from "./ruler";
import { type GrowingBox, INK, type Shape, UNCUT } from "./shapes";
import { type Sprites, tileAt } from "./sprites";
import { pixelOf, pixelsPerFrame, type Viewport } from "./viewport";
import type { WitnessBar } from "./witnesses";

/** A band of a canvas: everything is planned for it alone. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

/** Why there is nothing in a band. */
export function planNotice(text: string, view: Viewport, { top, height }: Band): Shape[] {
  return [{ is: "text", x: 12, y: top + height / 2, w: view.width - 24, text, ink: INK.faint, size: 11 }];
}

/** `hidden`: frames whose label lies under the playhead's tag. */
export function planRuler(
  ticks: readonly Tick[],
  view: Viewport,
  { top, height }: Band,
  hidden: ReadonlySet<number> = new Set(),
): Shape[] {
  const shapes: Shape[] = [{ is: "box", x: 0, y: top, w: view.width, h: height, ink: INK.pit }];
  for (const { frame, label } of ticks) {
    const x = Math.round(pixelOf(view, frame));
    const h = label ? 9 : 4;
    shapes.push({ is: "box", x, y: top + height - h, w: 1, h, ink: INK.line2 });
    if (label && !hidden.has(frame)) {
      shapes.push({ is: "text", x: x + 5, y: top + height / 2 - 1, w: UNCUT, text: label, ink: INK.faint, size: 10 });
    }
  }
  return shapes;
}

/** Half the width of the playhead's tag, and the width of a label on the ruler, in pixels. */
export const TAG_HALF_PX = 34;
const LABEL_PX = 76;

/** The frames whose labels the playhead's tag would cover. */
export function coveredLabels(ticks: readonly Tick[], view: Viewport, playhead: number): number[] {
  const tag = pixelOf(view, playhead);
  return ticks
    .filter(({ label }) => label !== "")
    .map(({ frame }) => frame)
    .filter((frame) => {
      const left = pixelOf(view, frame);
      return left < tag + TAG_HALF_PX && left + LABEL_PX > tag - TAG_HALF_PX;
    });
}

const SHOT_TICK_PX = 8;
const SHOT_GAP_PX = 8;

/** Thumbnails stand on a grid of the recording, so that they keep still while the window moves. */
export function planPicture(sprites: Sprites | null, view: Viewport, { top, height }: Band): Shape[] {
  const shapes: Shape[] = [{ is: "box", x: 0, y: top, w: view.width, h: height, ink: INK.pit }];
  if (!sprites) return shapes;
  const w = Math.round((height * sprites.tileWidth) / sprites.tileHeight);
  const step = w / pixelsPerFrame(view);
  const gaps: Shape[] = [];
  for (let slot = Math.max(0, Math.floor(view.start / step)); slot * step < view.start + view.span; slot += 1) {
    const frame = slot * step;
    if (frame >= view.frames) break;
    const tile = tileAt(sprites, frame);
    if (!tile) continue;
    const x = Math.round(pixelOf(view, frame));
    const source = { sheet: tile.sheet, sx: tile.x, sy: tile.y, sw: sprites.tileWidth, sh: sprites.tileHeight };
    shapes.push({ is: "thumb", x, y: top, w: w + 1, h: height, ...source });
    gaps.push({ is: "box", x: x + w, y: top, w: 1, h: height, ink: "rgb(0 0 0 / 0.6)" });
  }
  // After all pictures, the next of which would cover them.
  return [...shapes, ...gaps];
}

/**
 * Where shots begin: a tick on the thumbnails, fewer where they would make a wall. Which of them are left out depends on
 * the recording and not on where the window begins, so that ticks keep still while it moves.
 */
export function planShots(shots: readonly number[], view: Viewport, { top, height }: Band): Shape[] {
  const at: number[] = [];
  let last = -1;
  for (const frame of shots) {
    const place = Math.floor((frame * pixelsPerFrame(view)) / SHOT_GAP_PX);
    if (place === last) continue;
    last = place;
    const x = Math.round(pixelOf(view, frame));
    if (x >= 0 && x <= view.width) at.push(x);
  }
  // One kind after the other, which cover nothing of one another: a change of colour takes longer than a box.
  const [y, h] = [top + SHOT_TICK_PX, height - SHOT_TICK_PX];
  return [
    ...at.map((x): Shape => ({ is: "box", x: x - 1, y: top, w: 3, h: SHOT_TICK_PX + 1, ink: "rgb(0 0 0 / 0.8)" })),
    ...at.map((x): Shape => ({ is: "box", x, y: top, w: 1, h: SHOT_TICK_PX, ink: "#fff" })),
    ...at.map((x): Shape => ({ is: "box", x, y, w: 1, h, ink: "rgb(255 255 255 / 0.45)" })),
  ];
}

/** How noise looks just now. */
export interface NoiseLook {
  /** On a confirmed section without a reason of its own. */
  readonly confirmed: string;
  /** The keys that accept and reject a suggestion; those that there are. */
  readonly judge: readonly string[];
  /** The id of the section where the keyboard is. */
  readonly focused: string | null;
}

export function planSound(
  wave: { readonly columns: Columns; readonly gain: number } | null,
  noise: readonly Noise[],
  view: Viewport,
  { top, height }: Band,
  look: NoiseLook,
): Shape[] {
  const shapes: Shape[] = [{ is: "box", x: 0, y: top, w: view.width, h: height, ink: INK.pit }];
  const shown = noise.filter((section) => section.state !== "rejected");
  for (const section of shown) {
    const at = extentOf(view, section);
    if (at && section.state === "confirmed") {
      shapes.push({ is: "box", ...at, y: top, h: height, ink: INK.noiseSolid });
    }
  }
  if (wave) shapes.push({ is: "wave", x: 0, y: top, h: height, ...wave });
  for (const section of shown) {
    const at = extentOf(view, section);
    if (at) shapes.push(...noiseShapes(section, at, top, height, look));
    if (at && section.id === look.focused) {
      shapes.push({ is: "frame", ...at, y: top, h: height, ink: INK.focus, width: 2 });
    }
  }
  return shapes;
}

function noiseShapes(section: Noise, { x, w }: Extent, y: number, h: number, look: NoiseLook): Shape[] {
  if (section.state === "suggested") {
    return [
      { is: "hatch", x, y, w, h, hatch: "suggested" },
      { is: "frame", x, y, w, h, ink: INK.noise, width: 1, dashed: true },
      ...keys(x + 4, y + h - 12, w, look.judge),
    ];
  }
  const text = section.reason || look.confirmed;
  const room = Math.max(0, w) - 12;
  return [
    { is: "hatch", x, y, w, h, hatch: "confirmed" },
    { is: "box", x, y, w: 1, h, ink: INK.noise },
    { is: "box", x: x + w - 1, y, w: 1, h, ink: INK.noise },
    ...(room > 24
      ? [
          {
            is: "text",
            x: Math.max(x, 0) + 6,
            y: y + h - 11,
            w: room,
            text,
            ink: INK.text,
            size: 11,
            ground: INK.panel,
          } as const,
        ]
      : []),
  ];
}

/** Of a printed key, about: what a capital at this size needs, and the air beside it. */
const LETTER_PX = 7;
const KEY_AIR_PX = 9;
const KEY_GAP_PX = 2;
const KEYS_MARGIN_PX = 16;

/** Keys side by side from `x`, none where `room` is too narrow for all of them. */
function keys(x: number, y: number, room: number, names: readonly string[]): Shape[] {
  const widths = names.map((name) => KEY_AIR_PX + name.length * LETTER_PX);
  const lefts = widths.map((_, index) => widths.slice(0, index).reduce((sum, w) => sum + w + KEY_GAP_PX, x));
  if (room < widths.reduce((sum, w) => sum + w + KEY_GAP_PX, KEYS_MARGIN_PX)) return [];
  return names.flatMap((text, index): Shape[] => {
    const [left = x, w = 0] = [lefts[index], widths[index]];
    return [
      { is: "box", x: left, y: y - 8, w, h: 16, ink: INK.panel, round: 3 },
      { is: "frame", x: left, y: y - 8, w, h: 16, ink: INK.line2, width: 1 },
      { is: "text", x: left + 4.5, y, w: w - 4, text, ink: INK.soft, size: 10, strong: true },
    ];
  });
}

/** Confirmed noise runs faintly through a lane: it limits what may be coded there. */
export function planVeil(noise: readonly Noise[], view: Viewport, { top, height }: Band): Shape[] {
  return noise.flatMap((section): Shape[] => {
    const at = section.state === "confirmed" ? extentOf(view, section) : null;
    return at ? [{ is: "hatch", ...at, y: top, h: height, hatch: "confirmed", alpha: 0.38 }] : [];
  });
}

const NARROWEST_LINE_PX = 2;
const NARROW_LINE_PX = 4;
/** Between two lines. */
const LINE_GAP_PX = 1;
const NARROWEST_TEXT_PX = 28;

export function planLines(lines: readonly Line[], now: string | null, view: Viewport, { top }: Band): Shape[] {
  const shapes: Shape[] = [];
  /** Narrow lines without a gap between them: one, while nothing was put over it. */
  let crowd: GrowingBox | null = null;
  for (const line of within(lines, view)) {
    const at = extentOf(view, line, NARROWEST_LINE_PX);
    if (!at) continue;
    const current = line.id === now;
    const narrow = at.w <= NARROW_LINE_PX && !current;
    const right = at.x + at.w - LINE_GAP_PX;
    if (narrow && crowd && at.x <= crowd.x + crowd.w + LINE_GAP_PX) {
      crowd.w = Math.max(crowd.w, right - crowd.x);
      continue;
    }
    const ink = current ? INK.raised : INK.lineBody;
    const box: GrowingBox = { is: "box", x: at.x, y: top + 1, w: right - at.x, h: 16, ink, round: roundOf(at.w) };
    crowd = narrow ? box : null;
    shapes.push(box);
    if (at.w < NARROWEST_TEXT_PX) continue;
    const x = Math.max(at.x, 0) + 5;
    const w = at.x + at.w - x - 4;
    shapes.push({ is: "text", x, y: top + 9, w, text: line.text, ink: current ? INK.text : INK.soft, size: 11 });
    const { translation } = line;
    if (!translation) continue;
    shapes.push({ is: "text", x, y: top + 26, w, text: translation, ink: current ? INK.text : INK.faint, size: 11 });
  }
  return shapes;
}

const reaches = new WeakMap<readonly Line[], readonly number[]>();

/** The lines that touch the window, and those between them, from a list in order of start. */
function within(lines: readonly Line[], view: Viewport): readonly Line[] {
  // Lists of lines are immutable, and there is another one only when a line has changed.
  const reach = reaches.get(lines) ?? reachOf(lines);
  reaches.set(lines, reach);
  const first = firstPlace(lines.length, (index) => (reach[index] as number) > view.start);
  const end = firstPlace(lines.length, (index) => (lines[index] as Line).start >= view.start + view.span);
  return lines.slice(first, end);
}

const NARROWEST_PILL_PX = 8;
const NARROWEST_NAMED_PX = 17;
/** Round ends this near to one another make no notch that could be seen. */
const NO_NOTCH_PX = 2;

/** A bar where it is drawn. */
interface Placed extends Extent {
  readonly label: string;
}

export function planWitnesses(bars: readonly WitnessBar[], view: Viewport, { top, height }: Band): Shape[] {
  const placed = bars.flatMap((bar): Placed[] => {
    const at = extentOf(view, bar, NARROWEST_PILL_PX);
    return at ? [{ x: at.x, w: at.w, label: bar.label }] : [];
  });
  // One kind after the other: to change from boxes to texts and back takes longer than either.
  return [...pillsAt(placed, top + 3, height - 7), ...namesOn(placed, top + height / 2)];
}

function pillsAt(placed: readonly Placed[], y: number, h: number): Shape[] {
  const shapes: Shape[] = [];
  let crowd: GrowingBox | null = null;
  for (const { x, w } of placed) {
    const narrow = w === NARROWEST_PILL_PX;
    if (narrow && crowd && x + w - (crowd.x + crowd.w) <= NO_NOTCH_PX) {
      crowd.w = x + w - crowd.x;
      continue;
    }
    const pill: GrowingBox = { is: "box", x, y, w, h, ink: INK.raised, round: narrow ? NARROWEST_PILL_PX / 2 : 8 };
    crowd = narrow ? pill : null;
    shapes.push(pill);
  }
  return shapes;
}

const rightOf = ({ x, w }: Extent): number => x + w;

/** As far as the next witness begins to speak, whose pill is not over before the name begins. */
function namesOn(placed: readonly Placed[], y: number): Shape[] {
  return placed.flatMap(({ x, w, label }, index): Shape[] => {
    const left = Math.max(x, 0) + 7;
    let next = index + 1;
    while (next < placed.length && rightOf(placed[next] as Placed) <= left + NARROWEST_PILL_PX) next += 1;
    const room = Math.min(x + w - 3, placed[next]?.x ?? x + w) - left;
    if (w < NARROWEST_NAMED_PX || room <= 0) return [];
    return [{ is: "text", x: left, y, w: room, text: label, ink: INK.text, size: 10, strong: true }];
  });
}
