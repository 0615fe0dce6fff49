import { ICONS } from "../ui/icons";
import { CutText } from "./cut";
import type { Glyph, Hatch, Ink, Label } from "./shapes";

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
  #age = 0;

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

  /** How often all was forgotten: what was asked for before the last time is no longer right. */
  get age(): number {
    return this.#age;
  }

  /** The theme changed, or a font has come. */
  forget(): void {
    this.#age += 1;
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
