import type { Columns } from "./peaks";

/** A CSS colour expression over the theme's tokens; the painter resolves it once per theme. */
export type Ink = string;

export type Hatch = "suggested" | "confirmed" | "stale";
export type Glyph = "eye" | "ear" | "warn";

/** What a plan is made of. Positions in CSS pixels from the corner of the canvas. */
export type Shape =
  | Box
  | Frame
  | HatchBox
  | Label
  | GlyphMark
  | { readonly is: "ring"; readonly x: number; readonly y: number; readonly radius: number; readonly ink: Ink }
  | Wave
  | Thumb
  | SpectrumTile;

export interface Box {
  readonly is: "box";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly ink: Ink;
  readonly alpha?: number;
  readonly round?: number;
}
/** A box that is drawn for several objects as long as they come without a gap. */
export type GrowingBox = { -readonly [Key in keyof Box]: Box[Key] };

export interface Frame {
  readonly is: "frame";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly ink: Ink;
  readonly width: number;
  readonly dashed?: boolean;
}
export interface HatchBox {
  readonly is: "hatch";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly hatch: Hatch;
  readonly alpha?: number;
}
export interface GlyphMark {
  readonly is: "glyph";
  readonly x: number;
  readonly y: number;
  readonly glyph: Glyph;
  readonly ink: Ink;
}
export interface Label {
  readonly is: "text";
  readonly x: number;
  /** Middle of the line. */
  readonly y: number;
  /** Room; longer text is cut at its end. `UNCUT`: there is always enough. */
  readonly w: number;
  readonly text: string;
  readonly ink: Ink;
  readonly size: 10 | 11;
  readonly strong?: boolean;
  /** A ground behind the text, as wide as it. */
  readonly ground?: Ink;
}
/** A text so wide is not measured. */
export const UNCUT = Number.POSITIVE_INFINITY;

export interface Wave {
  readonly is: "wave";
  readonly x: number;
  readonly y: number;
  readonly h: number;
  readonly columns: Columns;
  readonly gain: number;
}
export interface Thumb {
  readonly is: "thumb";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly sheet: number;
  readonly sx: number;
  readonly sy: number;
  readonly sw: number;
  readonly sh: number;
}

export interface SpectrumTile {
  readonly is: "tile";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly tile: string;
}

const token = (name: string): Ink => `var(--${name})`;
export const INK = {
  text: token("ink-1"),
  soft: token("ink-2"),
  faint: token("ink-3"),
  line: token("line"),
  line2: token("line-2"),
  lane: token("lane"),
  pit: token("bg-1"),
  panel: token("bg-2"),
  raised: token("bg-4"),
  focus: token("focus"),
  playhead: token("playhead"),
  danger: token("danger"),
  noise: token("noise"),
  noiseSolid: token("noise-solid"),
  lineBody: "color-mix(in srgb, var(--ink-1) 8%, var(--lane))",
} as const;

const CODE_INKS: readonly Ink[] = Array.from({ length: 13 }, (_, color) =>
  token(color > 0 ? `code-${color}` : "ink-3"),
);

/** The colour of a category; 0 is the neutral of what has no code yet. */
export const codeInk = (color: number): Ink => CODE_INKS[color] ?? token(`code-${color}`);

const tints = new Map<string, Ink[]>();

/** Every clip asks for its own in every frame, so each is put together once. */
export function tint(color: number, share: string): Ink {
  const known = tints.get(share) ?? [];
  if (known.length === 0) tints.set(share, known);
  known[color] ??= `color-mix(in oklab, ${codeInk(color)} ${share}, var(--lane))`;
  return known[color];
}
