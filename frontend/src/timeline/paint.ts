import { ICONS } from "../ui/icons";
import type { Frame, Glyph, Hatch, HatchBox, Ink, Label, Shape, Thumb, Wave } from "./shapes";

/** Resolves the theme's colours, hatches, glyphs and cut texts, each once. */
export class Palette {
  readonly #probe: HTMLElement;
  readonly #inks = new Map<Ink, string>();
  readonly #hatches = new Map<string, CanvasPattern | null>();
  readonly #widths = new Map<string, Measured>();
  readonly #glyphs = new Map<Glyph, Path2D[]>();
  readonly family: string;

  constructor(probe: HTMLElement) {
    this.#probe = probe;
    this.family = getComputedStyle(probe).fontFamily;
  }

  ink(expression: Ink): string {
    const known = this.#inks.get(expression);
    if (known) return known;
    this.#probe.style.color = expression;
    const resolved = getComputedStyle(this.#probe).color;
    this.#inks.set(expression, resolved);
    return resolved;
  }

  /** The theme changed, or a font has come. */
  forget(): void {
    this.#inks.clear();
    this.#hatches.clear();
    this.#widths.clear();
  }

  hatch(context: CanvasRenderingContext2D, hatch: Hatch, ratio: number): CanvasPattern | null {
    const key = `${hatch}:${ratio}`;
    if (!this.#hatches.has(key)) this.#hatches.set(key, hatchPattern(context, hatch, ratio, this.ink("var(--ink-1)")));
    return this.#hatches.get(key) ?? null;
  }

  /** `text` cut at its end so that it fits into `room` pixels in `font`, which is the context's present one. */
  cut(context: CanvasRenderingContext2D, font: string, text: string, room: number): string {
    const key = `${font}|${text}`;
    let measured = this.#widths.get(key);
    if (!measured) {
      measured = measure(text, (part) => context.measureText(part).width);
      if (this.#widths.size > 20_000) this.#widths.clear();
      this.#widths.set(key, measured);
    }
    return cutToFit(measured, room);
  }

  glyph(name: Glyph): Path2D[] {
    const known = this.#glyphs.get(name);
    if (known) return known;
    const paths = [...ICONS[name].matchAll(/<path d="([^"]+)"/g)].map((match) => new Path2D(match[1]));
    for (const match of ICONS[name].matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)) {
      const circle = new Path2D();
      circle.arc(Number(match[1]), Number(match[2]), Number(match[3]), 0, 2 * Math.PI);
      paths.push(circle);
    }
    this.#glyphs.set(name, paths);
    return paths;
  }
}

/** A text with the width of each of its beginnings, so that it is measured once and cut at any width. */
export interface Measured {
  readonly letters: readonly string[];
  /** `widths[n]`: the first n letters, in pixels. */
  readonly widths: readonly number[];
  readonly ellipsis: number;
}

/** Longer labels are never drawn whole: the rest is not measured. */
const MOST_LETTERS = 120;

export function measure(text: string, width: (part: string) => number): Measured {
  const letters = [...text].slice(0, MOST_LETTERS);
  const widths = [0];
  let part = "";
  for (const letter of letters) {
    part += letter;
    widths.push(width(part));
  }
  return { letters, widths, ellipsis: width("…") };
}

/** The longest beginning that fits into `room` pixels, with an ellipsis where something is missing. */
export function cutToFit({ letters, widths, ellipsis }: Measured, room: number): string {
  if ((widths[letters.length] ?? 0) <= room) return letters.join("");
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((widths[middle] ?? 0) + ellipsis <= room) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? `${letters.slice(0, low).join("").trimEnd()}…` : "";
}

const HATCHES: Readonly<Record<Hatch, { period: number; width: number; alpha: number; upright: boolean }>> = {
  suggested: { period: 8, width: 1, alpha: 0.2, upright: false },
  confirmed: { period: 5, width: 1.5, alpha: 0.26, upright: false },
  stale: { period: 5, width: 2, alpha: 0.11, upright: true },
};

function hatchPattern(
  context: CanvasRenderingContext2D,
  hatch: Hatch,
  ratio: number,
  ink: string,
): CanvasPattern | null {
  const { period, width, alpha, upright } = HATCHES[hatch];
  const side = Math.max(2, Math.round(period * (upright ? 1 : Math.SQRT2) * ratio));
  const tile = new OffscreenCanvas(side, side);
  const pen = tile.getContext("2d");
  if (!pen) return null;
  pen.globalAlpha = alpha;
  pen.strokeStyle = ink;
  pen.lineWidth = width * ratio;
  pen.beginPath();
  if (upright) {
    pen.moveTo(pen.lineWidth / 2, 0);
    pen.lineTo(pen.lineWidth / 2, side);
  } else {
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift, side);
      pen.lineTo(shift + side, 0);
    }
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

/** Where the painter gets pictures; null while one is on its way. */
export interface Pictures {
  /** A sheet of thumbnails. */
  readonly sheet: (sheet: number) => CanvasImageSource | null;
  /** A tile of the spectrum. */
  readonly tile: (tile: string) => CanvasImageSource | null;
}
const NO_PICTURES: Pictures = { sheet: () => null, tile: () => null };

/** What the canvas is set to, so that it is not set again; to set a font takes longer than to write with it. */
interface Pen {
  font: string;
}

/**
 * Paints a plan on a canvas of `width` × `height` CSS pixels at the display's resolution. Decides nothing.
 * `over`: on top of what is there, by shapes that cover what they replace.
 */
export function paint(
  canvas: HTMLCanvasElement,
  palette: Palette,
  shapes: readonly Shape[],
  size: { readonly width: number; readonly height: number },
  pictures: Pictures = NO_PICTURES,
  over = false,
): void {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!over) context.clearRect(0, 0, size.width, size.height);
  context.textBaseline = "middle";
  const pen: Pen = { font: "" };
  let fill = "";
  for (const shape of shapes) {
    if (shape.is === "box" && !shape.round && shape.alpha === undefined) {
      const ink = palette.ink(shape.ink);
      if (ink !== fill) context.fillStyle = ink;
      fill = ink;
      context.fillRect(shape.x, shape.y, shape.w, shape.h);
    } else {
      draw(context, palette, pen, shape, ratio, pictures);
      fill = "";
    }
  }
}

function draw(
  context: CanvasRenderingContext2D,
  palette: Palette,
  pen: Pen,
  shape: Shape,
  ratio: number,
  pictures: Pictures,
): void {
  switch (shape.is) {
    case "box":
      context.globalAlpha = shape.alpha ?? 1;
      context.fillStyle = palette.ink(shape.ink);
      fillBox(context, shape.x, shape.y, shape.w, shape.h, shape.round ?? 0);
      context.globalAlpha = 1;
      break;
    case "frame":
      drawFrame(context, palette, shape);
      break;
    case "hatch":
      drawHatch(context, palette, shape, ratio);
      break;
    case "text":
      drawText(context, palette, pen, shape);
      break;
    case "glyph":
      drawGlyph(context, palette.glyph(shape.glyph), palette.ink(shape.ink), shape.x, shape.y);
      break;
    case "ring":
      context.strokeStyle = palette.ink(shape.ink);
      context.lineWidth = 1.2;
      context.beginPath();
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      context.stroke();
      break;
    case "wave":
      drawWave(context, palette, shape);
      break;
    case "thumb":
      drawThumb(context, shape, pictures.sheet(shape.sheet));
      break;
    case "tile": {
      const image = pictures.tile(shape.tile);
      if (image) context.drawImage(image, shape.x, shape.y, shape.w, shape.h);
    }
  }
}

function fillBox(context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, round: number): void {
  if (round === 0) {
    context.fillRect(x, y, w, h);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, w, h, Math.min(round, w / 2, h / 2));
  context.fill();
}

function drawFrame(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, y, w, h, ink, width, dashed }: Frame,
): void {
  context.strokeStyle = palette.ink(ink);
  context.lineWidth = width;
  context.setLineDash(dashed ? [3, 3] : []);
  context.beginPath();
  context.roundRect(x + width / 2, y + width / 2, Math.max(0, w - width), Math.max(0, h - width), 2);
  context.stroke();
  context.setLineDash([]);
}

function drawHatch(context: CanvasRenderingContext2D, palette: Palette, shape: HatchBox, ratio: number): void {
  const pattern = palette.hatch(context, shape.hatch, ratio);
  if (!pattern) return;
  pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  context.globalAlpha = shape.alpha ?? 1;
  context.fillStyle = pattern;
  context.fillRect(shape.x, shape.y, shape.w, shape.h);
  context.globalAlpha = 1;
}

function drawText(context: CanvasRenderingContext2D, palette: Palette, pen: Pen, shape: Label): void {
  const font = `${shape.strong ? 600 : 400} ${shape.size}px ${palette.family}`;
  if (font !== pen.font) context.font = font;
  pen.font = font;
  const text = palette.cut(context, font, shape.text, shape.w);
  if (!text) return;
  if (shape.ground) {
    context.fillStyle = palette.ink(shape.ground);
    fillBox(context, shape.x - 3, shape.y - 8, context.measureText(text).width + 8, 16, 2);
  }
  context.fillStyle = palette.ink(shape.ink);
  context.fillText(text, shape.x + (shape.ground ? 1 : 0), shape.y + 0.5);
}

function drawGlyph(
  context: CanvasRenderingContext2D,
  paths: readonly Path2D[],
  ink: string,
  x: number,
  y: number,
): void {
  context.save();
  context.translate(x, y);
  context.scale(0.75, 0.75);
  context.strokeStyle = ink;
  context.lineWidth = 1.7;
  context.lineCap = "round";
  for (const path of paths) context.stroke(path);
  context.restore();
}

function drawWave(context: CanvasRenderingContext2D, palette: Palette, { x, y, h, columns, gain }: Wave): void {
  const middle = y + h / 2;
  const most = h / 2 - 2;
  const scale = (most / 128) * gain;
  const outer = new Path2D();
  const inner = new Path2D();
  for (let column = 0; column < columns.low.length; column += 1) {
    const high = Math.min(most, Math.max(0.5, (columns.high[column] ?? 0) * scale));
    const low = Math.max(-most, Math.min(-0.5, (columns.low[column] ?? 0) * scale));
    const mean = Math.min(most, (columns.mean[column] ?? 0) * scale * 0.62);
    outer.rect(x + column, middle - high, 1, high - low);
    if (mean > 0.5) inner.rect(x + column, middle - mean, 1, mean * 2);
  }
  context.fillStyle = palette.ink("var(--wave)");
  context.fill(outer);
  context.fillStyle = palette.ink("var(--wave-rms)");
  context.fill(inner);
}

function drawThumb(context: CanvasRenderingContext2D, shape: Thumb, image: CanvasImageSource | null): void {
  if (!image) return;
  context.globalAlpha = 0.92;
  context.drawImage(image, shape.sx, shape.sy, shape.sw, shape.sh, shape.x, shape.y, shape.w, shape.h);
  context.globalAlpha = 1;
}
