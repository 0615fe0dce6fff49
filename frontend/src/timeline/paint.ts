import type { Palette } from "./palette";
import {
  type Box,
  type Frame,
  type GlyphMark,
  type HatchBox,
  type Ink,
  type Label,
  type Shape,
  type SpectrumTile,
  type Thumb,
  UNCUT,
  type Wave,
} from "./shapes";
import type { Cut } from "./thumbs";

/** Where the painter gets pictures; null while one is on its way. */
export interface Pictures {
  /** At `ratio` pixels of the display for one of CSS. */
  readonly thumb: (thumb: Thumb, ratio: number) => Cut | null;
  /** A tile of the spectrum. */
  readonly tile: (tile: string) => CanvasImageSource | null;
}
const NO_PICTURES: Pictures = { thumb: () => null, tile: () => null };

/** How high the waveform is where nothing is heard. */
const SILENCE_PX = 1;
/** A lower bar is not drawn. */
const LEAST_BAR_PX = 1;

/** A context that is told only what changes: to set a colour or a font takes longer than to draw with it. */
class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  ratio = 1;
  #fill: string | CanvasPattern = "";
  #ink: Ink = "";
  #font = "";
  #alpha = 1;

  constructor(context: CanvasRenderingContext2D, palette: Palette) {
    this.context = context;
    this.palette = palette;
  }

  /** Nothing is taken for granted: also after the canvas got another size, which makes its context as new. */
  begin(ratio: number): void {
    this.ratio = ratio;
    this.#fill = "";
    this.#ink = "";
    this.#font = "";
    this.#alpha = 1;
    this.context.globalAlpha = 1;
    this.context.textBaseline = "middle";
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  fillWith(ink: Ink, alpha = 1): void {
    if (ink !== this.#ink) this.#fillWith(this.palette.ink(ink));
    this.#ink = ink;
    this.fade(alpha);
  }

  fillWithPattern(pattern: CanvasPattern, alpha = 1): void {
    this.#fillWith(pattern);
    this.#ink = "";
    this.fade(alpha);
  }

  #fillWith(fill: string | CanvasPattern): void {
    if (fill !== this.#fill) this.context.fillStyle = fill;
    this.#fill = fill;
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

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Paints plans on one canvas. Decides nothing. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #palette: Palette;
  #pen: Pen | null = null;
  #age = -1;

  constructor(canvas: HTMLCanvasElement, palette: Palette) {
    this.#canvas = canvas;
    this.#palette = palette;
  }

  /**
   * On `width` × `height` CSS pixels at the display's resolution. `over`: on top of what is there, by shapes that cover
   * what they replace.
   */
  paint(shapes: readonly Shape[], size: Size, pictures: Pictures = NO_PICTURES, over = false): void {
    const pen = this.#penFor(size);
    if (!pen) return;
    if (!over) pen.context.clearRect(0, 0, size.width, size.height);
    for (let at = 0; at < shapes.length; ) at = draw(pen, shapes, at, pictures);
  }

  #penFor(size: Size): Pen | null {
    const canvas = this.#canvas;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    const resized = canvas.width !== width || canvas.height !== height;
    if (resized) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    if (!context) return null;
    this.#pen ??= new Pen(context, this.#palette);
    const pen = this.#pen;
    if (resized || pen.ratio !== ratio || this.#age !== this.#palette.age) pen.begin(ratio);
    this.#age = this.#palette.age;
    return pen;
  }
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
  const { context } = pen;
  switch (shape.is) {
    case "box":
      pen.fillWith(shape.ink, shape.alpha);
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
      drawThumb(pen, shape, pictures.thumb(shape, pen.ratio));
      break;
    case "tile":
      drawTile(pen, shape, pictures.tile(shape.tile));
  }
}

/** Boxes of one colour that come one after the other are one path: most of what a round box costs is its filling. */
function drawRoundBoxes(pen: Pen, shapes: readonly Shape[], from: number, { ink, alpha }: Box): number {
  const { context } = pen;
  context.beginPath();
  let at = from;
  for (; at < shapes.length; at += 1) {
    const shape = shapes[at];
    if (shape?.is !== "box" || !shape.round || shape.ink !== ink || shape.alpha !== alpha) break;
    roundRect(context, shape.x, shape.y, shape.w, shape.h, shape.round);
  }
  pen.fillWith(ink, alpha);
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
  pen.fillWithPattern(pattern, shape.alpha);
  pen.context.fillRect(shape.x, shape.y, shape.w, shape.h);
}

function drawText(pen: Pen, shape: Label): void {
  const { context, palette } = pen;
  const font = palette.font(shape);
  pen.writeWith(font);
  const text = shape.w === UNCUT ? shape.text : palette.cut(context, font, shape.text, shape.w);
  if (!text) return;
  if (shape.ground) {
    pen.fillWith(shape.ground);
    context.beginPath();
    roundRect(context, shape.x - 3, shape.y - 8, context.measureText(text).width + 8, 16, 2);
    context.fill();
  }
  pen.fillWith(shape.ink);
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
  pen.strokeWith("var(--wave)", 1);
  const quiet = SILENCE_PX / 2;
  strokeBars(pen.context, x, middle, heights(high, scale, quiet, most), heights(low, -scale, quiet, most));
  pen.strokeWith("var(--wave-rms)", 1);
  const half = heights(mean, scale * 0.62, 0, most);
  strokeBars(pen.context, x, middle, half, half);
}

function heights(amplitudes: Int8Array | Uint8Array, scale: number, least: number, most: number): Float32Array {
  const out = new Float32Array(amplitudes.length);
  for (let column = 0; column < out.length; column += 1) {
    out[column] = Math.min(most, Math.max(least, (amplitudes[column] as number) * scale));
  }
  return out;
}

/**
 * A bar in every pixel column, from so far above the middle to so far below. As upright lines: filled as boxes of one
 * path or as one outline, the same bars take ten times as long to be rasterized where there is no GPU.
 */
function strokeBars(
  context: CanvasRenderingContext2D,
  x: number,
  middle: number,
  above: Float32Array,
  below: Float32Array,
): void {
  context.beginPath();
  for (let column = 0; column < above.length; column += 1) {
    const top = middle - (above[column] as number);
    const bottom = middle + (below[column] as number);
    if (bottom - top < LEAST_BAR_PX) continue;
    context.moveTo(x + column + 0.5, top);
    context.lineTo(x + column + 0.5, bottom);
  }
  context.stroke();
}

function drawThumb(pen: Pen, { x, y, w, h }: Thumb, cut: Cut | null): void {
  if (!cut) return;
  pen.fade(0.92);
  pen.context.drawImage(cut.image, cut.x, cut.y, cut.w, cut.h, x, y, w, h);
}

function drawTile(pen: Pen, shape: SpectrumTile, image: CanvasImageSource | null): void {
  if (!image) return;
  pen.fade(1);
  pen.context.drawImage(image, shape.x, shape.y, shape.w, shape.h);
}
