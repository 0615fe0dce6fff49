import { ICONS } from "../ui/icons";
import { CutText } from "./cut";
import type {
  Box,
  Frame,
  Glyph,
  GlyphMark,
  Hatch,
  HatchBox,
  Ink,
  Label,
  Shape,
  SpectrumTile,
  Thumb,
  Wave,
} from "./shapes";

/** Of one font, before all are forgotten: what was seen once is not kept for ever. */
const MOST_TEXTS = 10_000;

type Fonts = Readonly<Record<Label["size"], { readonly plain: string; readonly strong: string }>>;

function fontsIn(family: string): Fonts {
  const fonts = (size: Label["size"]) => ({ plain: `400 ${size}px ${family}`, strong: `600 ${size}px ${family}` });
  return { 10: fonts(10), 11: fonts(11) };
}

/** Resolves the theme's colours, hatches, glyphs and cut texts, each once. */
export class Palette {
  readonly #probe: HTMLElement;
  readonly #inks = new Map<Ink, string>();
  readonly #hatches = new Map<string, CanvasPattern | null>();
  /** By font. */
  readonly #texts = new Map<string, Map<string, CutText>>();
  /** By glyph, colour and resolution. */
  readonly #glyphs = new Map<string, OffscreenCanvas>();
  #fonts: Fonts | null = null;

  constructor(probe: HTMLElement) {
    this.#probe = probe;
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
    this.#texts.clear();
    this.#glyphs.clear();
  }

  hatch(context: CanvasRenderingContext2D, hatch: Hatch, ratio: number): CanvasPattern | null {
    const key = `${hatch}:${ratio}`;
    if (!this.#hatches.has(key)) this.#hatches.set(key, hatchPattern(context, hatch, ratio, this.ink("var(--ink-1)")));
    return this.#hatches.get(key) ?? null;
  }

  font({ strong, size }: Label): string {
    // When something is written, and not while the page is being built: to ask for a style makes all of it be worked out.
    this.#fonts ??= fontsIn(getComputedStyle(this.#probe).fontFamily);
    return strong ? this.#fonts[size].strong : this.#fonts[size].plain;
  }

  /** `text` cut at its end so that it fits into `room` pixels in `font`, which is the context's present one. */
  cut(context: CanvasRenderingContext2D, font: string, text: string, room: number): string {
    let texts = this.#texts.get(font);
    if (!texts || texts.size > MOST_TEXTS) {
      texts = new Map();
      this.#texts.set(font, texts);
    }
    let known = texts.get(text);
    if (!known) {
      known = new CutText(text);
      texts.set(text, known);
    }
    return known.cut(room, (part) => context.measureText(part).width);
  }

  /** As a picture, which is put in place much faster than its lines are drawn. */
  glyph(name: Glyph, ink: Ink, ratio: number): OffscreenCanvas {
    const key = `${name}:${ink}:${ratio}`;
    const known = this.#glyphs.get(key);
    if (known) return known;
    const picture = glyphPicture(name, this.ink(ink), ratio);
    this.#glyphs.set(key, picture);
    return picture;
  }
}

const GLYPH_PX = 12;
/** Of the grid on which the icons of the page are drawn. */
const ICON_UNITS = 16;

function glyphPicture(name: Glyph, ink: string, ratio: number): OffscreenCanvas {
  const side = Math.ceil(GLYPH_PX * ratio);
  const picture = new OffscreenCanvas(side, side);
  const pen = picture.getContext("2d");
  if (!pen) return picture;
  const scale = (GLYPH_PX * ratio) / ICON_UNITS;
  pen.scale(scale, scale);
  pen.strokeStyle = ink;
  pen.lineWidth = 1.7;
  pen.lineCap = "round";
  for (const [, path] of ICONS[name].matchAll(/<path d="([^"]+)"/g)) pen.stroke(new Path2D(path));
  for (const [, x, y, radius] of ICONS[name].matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)) {
    pen.beginPath();
    pen.arc(Number(x), Number(y), Number(radius), 0, 2 * Math.PI);
    pen.stroke();
  }
  return picture;
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
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  return pattern;
}

/** Where the painter gets pictures; null while one is on its way. */
export interface Pictures {
  /** A sheet of thumbnails. */
  readonly sheet: (sheet: number) => CanvasImageSource | null;
  /** A tile of the spectrum. */
  readonly tile: (tile: string) => CanvasImageSource | null;
}
const NO_PICTURES: Pictures = { sheet: () => null, tile: () => null };

/** A lower bar of the waveform is not drawn. */
const LEAST_BAR_PX = 1;

/** A context that is told only what changes: to set a colour or a font takes longer than to draw with it. */
class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly ratio: number;
  #fill: string | CanvasPattern = "";
  #font = "";
  #alpha = 1;

  constructor(context: CanvasRenderingContext2D, palette: Palette, ratio: number) {
    this.context = context;
    this.palette = palette;
    this.ratio = ratio;
    context.globalAlpha = 1;
  }

  fillWith(fill: string | CanvasPattern, alpha = 1): void {
    if (fill !== this.#fill) this.context.fillStyle = fill;
    this.#fill = fill;
    this.fade(alpha);
  }

  fade(alpha: number): void {
    if (alpha !== this.#alpha) this.context.globalAlpha = alpha;
    this.#alpha = alpha;
  }

  strokeWith(ink: Ink, width: number): void {
    this.context.strokeStyle = this.palette.ink(ink);
    this.context.lineWidth = width;
    this.fade(1);
  }

  writeWith(font: string): void {
    if (font !== this.#font) this.context.font = font;
    this.#font = font;
  }
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
  const pen = new Pen(context, palette, ratio);
  for (let at = 0; at < shapes.length; ) at = draw(pen, shapes, at, pictures);
  pen.fade(1);
}

/** Draws the shape at `at`, and with it those that follow and look the same; answers where to go on. */
function draw(pen: Pen, shapes: readonly Shape[], at: number, pictures: Pictures): number {
  const shape = shapes[at];
  if (shape?.is === "box" && shape.round) return drawRoundBoxes(pen, shapes, at, shape);
  if (shape?.is === "frame") return drawFrames(pen, shapes, at, shape);
  if (shape) drawOne(pen, shape, pictures);
  return at + 1;
}

function drawOne(pen: Pen, shape: Exclude<Shape, Frame>, pictures: Pictures): void {
  const { context, palette } = pen;
  switch (shape.is) {
    case "box":
      pen.fillWith(palette.ink(shape.ink), shape.alpha);
      context.fillRect(shape.x, shape.y, shape.w, shape.h);
      break;
    case "hatch":
      drawHatch(pen, shape);
      break;
    case "text":
      drawText(pen, shape);
      break;
    case "glyph":
      drawGlyph(pen, shape);
      break;
    case "ring":
      pen.strokeWith(shape.ink, 1.2);
      context.beginPath();
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      context.stroke();
      break;
    case "wave":
      drawWave(pen, shape);
      break;
    case "thumb":
      drawThumb(pen, shape, pictures.sheet(shape.sheet));
      break;
    case "tile":
      drawTile(pen, shape, pictures.tile(shape.tile));
  }
}

/** Boxes of one colour that come one after the other are one path: most of what a round box costs is its filling. */
function drawRoundBoxes(pen: Pen, shapes: readonly Shape[], from: number, { ink, alpha }: Box): number {
  const { context, palette } = pen;
  context.beginPath();
  let at = from;
  for (; at < shapes.length; at += 1) {
    const shape = shapes[at];
    if (shape?.is !== "box" || !shape.round || shape.ink !== ink || shape.alpha !== alpha) break;
    roundRect(context, shape.x, shape.y, shape.w, shape.h, shape.round);
  }
  pen.fillWith(palette.ink(ink), alpha);
  context.fill();
  return at;
}

function roundRect(context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, round: number): void {
  context.roundRect(x, y, w, h, Math.min(round, w / 2, h / 2));
}

/** The same for frames. */
function drawFrames(pen: Pen, shapes: readonly Shape[], from: number, { ink, width, dashed }: Frame): number {
  const { context } = pen;
  context.beginPath();
  let at = from;
  for (; at < shapes.length; at += 1) {
    const shape = shapes[at];
    if (shape?.is !== "frame" || shape.ink !== ink || shape.width !== width || shape.dashed !== dashed) break;
    const { x, y, w, h } = shape;
    context.roundRect(x + width / 2, y + width / 2, Math.max(0, w - width), Math.max(0, h - width), 2);
  }
  pen.strokeWith(ink, width);
  if (dashed) context.setLineDash([3, 3]);
  context.stroke();
  if (dashed) context.setLineDash([]);
  return at;
}

function drawHatch(pen: Pen, shape: HatchBox): void {
  const pattern = pen.palette.hatch(pen.context, shape.hatch, pen.ratio);
  if (!pattern) return;
  pen.fillWith(pattern, shape.alpha);
  pen.context.fillRect(shape.x, shape.y, shape.w, shape.h);
}

function drawText(pen: Pen, shape: Label): void {
  const { context, palette } = pen;
  const font = palette.font(shape);
  pen.writeWith(font);
  const text = palette.cut(context, font, shape.text, shape.w);
  if (!text) return;
  if (shape.ground) {
    pen.fillWith(palette.ink(shape.ground));
    context.beginPath();
    roundRect(context, shape.x - 3, shape.y - 8, context.measureText(text).width + 8, 16, 2);
    context.fill();
  }
  pen.fillWith(palette.ink(shape.ink));
  context.fillText(text, shape.x + (shape.ground ? 1 : 0), shape.y + 0.5);
}

function drawGlyph(pen: Pen, { x, y, glyph, ink }: GlyphMark): void {
  const { context, palette, ratio } = pen;
  const picture = palette.glyph(glyph, ink, ratio);
  const whole = (position: number) => Math.round(position * ratio) / ratio;
  pen.fade(1);
  context.drawImage(picture, whole(x), whole(y), picture.width / ratio, picture.height / ratio);
}

function drawWave(pen: Pen, { x, y, h, columns, gain }: Wave): void {
  const middle = y + h / 2;
  const most = h / 2 - 2;
  const scale = (most / 128) * gain;
  const { low, high, mean } = columns;
  const above = (column: number) => Math.min(most, Math.max(0.5, (high[column] ?? 0) * scale));
  const below = (column: number) => Math.max(-most, Math.min(-0.5, (low[column] ?? 0) * scale));
  const half = (column: number) => Math.min(most, (mean[column] ?? 0) * scale * 0.62);
  const { context, palette } = pen;
  pen.fillWith(palette.ink("var(--wave)"));
  context.fill(barsOf(x, middle, low.length, above, below));
  pen.fillWith(palette.ink("var(--wave-rms)"));
  context.fill(barsOf(x, middle, low.length, half, (column) => -half(column)));
}

type Reach = (column: number) => number;

/** A bar for every pixel column, from so far above the middle to so far below; columns that are alike are one bar. */
function barsOf(x: number, middle: number, columns: number, above: Reach, below: Reach): Path2D {
  const path = new Path2D();
  let from = 0;
  for (let column = 1; column <= columns; column += 1) {
    const [up, down] = [above(from), below(from)];
    if (column < columns && above(column) === up && below(column) === down) continue;
    if (up - down >= LEAST_BAR_PX) path.rect(x + from, middle - up, column - from, up - down);
    from = column;
  }
  return path;
}

function drawThumb(pen: Pen, shape: Thumb, image: CanvasImageSource | null): void {
  if (!image) return;
  pen.fade(0.92);
  pen.context.drawImage(image, shape.sx, shape.sy, shape.sw, shape.sh, shape.x, shape.y, shape.w, shape.h);
}

function drawTile(pen: Pen, shape: SpectrumTile, image: CanvasImageSource | null): void {
  if (!image) return;
  pen.fade(1);
  pen.context.drawImage(image, shape.x, shape.y, shape.w, shape.h);
}
