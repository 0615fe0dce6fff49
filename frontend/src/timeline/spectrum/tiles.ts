import type { FrameRate } from "../../core/time";
import { pixelsPerFrame, type Viewport } from "../viewport";
import { Spectrum } from "./fft";

/** Of the `audio` derivative: sample k sounds k / 16,000 s after frame 0. */
export const SOUND_HZ = 16_000;
export const TILE_COLUMNS = 256;
export const ROWS = 72;
/** 32 ms: long enough to part the harmonics of a voice, short enough for its syllables. */
export const WINDOW = 512;
const SHORTEST_HOP = 32;
const LOWEST_HZ = 60;
/** Levels 255 … 0 stand for 0 dB down to this many below. */
export const DEEPEST_DB = 96;
/** Beyond this nothing is worked out: it would mean to read hours of sound for a picture that says little. */
export const LONGEST_SECONDS = 600;

/** A stretch of the spectrum: `TILE_COLUMNS` columns of `hop` samples each, from column `index · TILE_COLUMNS`. */
export interface Tile {
  readonly hop: number;
  readonly index: number;
}

export const keyOf = ({ hop, index }: Tile): string => `${hop}:${index}`;

/** Samples for a frame of the recording, fractional. */
export const samplesPerFrame = ({ num, den }: FrameRate): number => (SOUND_HZ * den) / num;

/** The samples of one column: the greatest power of two that is not wider than a pixel. */
export function hopFor(view: Viewport, rate: FrameRate): number {
  const perPixel = samplesPerFrame(rate) / pixelsPerFrame(view);
  return Math.max(SHORTEST_HOP, 2 ** Math.floor(Math.log2(perPixel)));
}

export const isTooLong = (view: Viewport, rate: FrameRate): boolean =>
  (view.span * samplesPerFrame(rate)) / SOUND_HZ > LONGEST_SECONDS;

/** The tiles that the window needs, in order. */
export function tilesIn(view: Viewport, rate: FrameRate): readonly Tile[] {
  if (isTooLong(view, rate)) return [];
  const hop = hopFor(view, rate);
  const width = hop * TILE_COLUMNS;
  const first = Math.floor((view.start * samplesPerFrame(rate)) / width);
  const last = Math.ceil((Math.min(view.frames, view.start + view.span) * samplesPerFrame(rate)) / width);
  return Array.from({ length: last - first }, (_, at) => ({ hop, index: first + at }));
}

/** Where a tile begins and ends on the recording, in frames, fractional. */
export function framesOf({ hop, index }: Tile, rate: FrameRate): { readonly start: number; readonly end: number } {
  const width = (hop * TILE_COLUMNS) / samplesPerFrame(rate);
  return { start: index * width, end: (index + 1) * width };
}

/** The samples that a tile is made from, its columns' windows reaching over both ends. */
export function samplesOf({ hop, index }: Tile): { readonly from: number; readonly count: number } {
  const from = index * TILE_COLUMNS * hop - WINDOW;
  return { from, count: TILE_COLUMNS * hop + 2 * WINDOW };
}

/**
 * The levels of a tile, column by column, each from the lowest band to the highest. `samples` are those of `samplesOf`,
 * −1 … 1. The window of a column has its middle in the middle of it; where a column is longer than a window, it is the
 * mean of as many as fit side by side.
 */
export function levelsOf({ hop }: Tile, samples: Float32Array): Uint8Array {
  const spectrum = new Spectrum(WINDOW);
  const out = new Uint8Array(TILE_COLUMNS * ROWS);
  const windows = Math.max(1, Math.floor(hop / WINDOW));
  for (let column = 0; column < TILE_COLUMNS; column += 1) {
    const bands = new Float64Array(ROWS);
    for (let number = 0; number < windows; number += 1) {
      const middle = WINDOW + column * hop + ((number + 0.5) * hop) / windows;
      add(bands, spectrum.of(samples, Math.round(middle - WINDOW / 2)), 1 / windows);
    }
    for (let row = 0; row < ROWS; row += 1) out[column * ROWS + row] = levelOf(bands[row] ?? 0);
  }
  return out;
}

const levelOf = (power: number): number => {
  const decibels = power > 0 ? 10 * Math.log10(power) : -DEEPEST_DB;
  return Math.round(Math.max(0, Math.min(1, 1 + decibels / DEEPEST_DB)) * 255);
};

const mel = (hertz: number): number => 1127 * Math.log1p(hertz / 700);
const hertz = (pitch: number): number => 700 * Math.expm1(pitch / 1127);

/** The lower edge of a band in Hz, as the ear spaces them; that of band `ROWS` is the upper end. */
export function edgeOf(row: number): number {
  const [low, high] = [mel(LOWEST_HZ), mel(SOUND_HZ / 2)];
  return hertz(low + ((high - low) * row) / ROWS);
}

/** From the bottom of the strip, 0 … 1. */
export const heightOf = (frequency: number): number =>
  (mel(frequency) - mel(LOWEST_HZ)) / (mel(SOUND_HZ / 2) - mel(LOWEST_HZ));

/** The loudest bin of each band; where bands are narrower than bins, between the two nearest. */
const BINS = Array.from({ length: ROWS }, (_, row) => {
  const per = WINDOW / SOUND_HZ;
  const [from, to] = [edgeOf(row) * per, edgeOf(row + 1) * per];
  return { first: Math.ceil(from), last: Math.ceil(to) - 1, middle: (from + to) / 2 };
});

function add(bands: Float64Array, power: Float64Array, share: number): void {
  BINS.forEach(({ first, last, middle }, row) => {
    let loudest = 0;
    for (let bin = first; bin <= last; bin += 1) loudest = Math.max(loudest, power[bin] ?? 0);
    const below = Math.floor(middle);
    const between = (power[below] ?? 0) * (below + 1 - middle) + (power[below + 1] ?? 0) * (middle - below);
    bands[row] = (bands[row] ?? 0) + share * Math.max(loudest, first > last ? between : 0);
  });
}
