import { DEEPEST_DB } from "./tiles";

/** What lies further below the loudest is as good as silent. */
const RANGE_DB = 60;
/** Of a voice near the microphone in its loudest band. */
const LOUDEST_DB = -22;

/**
 * The colours of the levels 0 … 255, four bytes each: in equal steps of lightness from the ground to the ink of the
 * theme, without a hue, so that everyone sees the same picture and no colour looks like a code. `gain` is the factor
 * by which the waveform is drawn taller.
 */
export function rampOf(ground: string, ink: string, gain: number): Uint8ClampedArray {
  const [from, to] = [channels(ground), channels(ink)];
  const top = LOUDEST_DB - 20 * Math.log10(gain);
  const out = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level += 1) {
    const decibels = (level / 255 - 1) * DEEPEST_DB;
    const share = Math.max(0, Math.min(1, 1 + (decibels - top) / RANGE_DB));
    from.forEach((value, channel) => {
      out[level * 4 + channel] = between(value, to[channel] ?? 0, share);
    });
    out[level * 4 + 3] = 255;
  }
  return out;
}

/** Of `rgb(21, 21, 22)`, as a computed style writes it. */
const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

/** For greys this is the lightness of OKLab. */
const lightness = (value: number): number => {
  const part = value / 255;
  return Math.cbrt(part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
};

function between(from: number, to: number, share: number): number {
  const linear = (lightness(from) + (lightness(to) - lightness(from)) * share) ** 3;
  return 255 * (linear <= 0.003_130_8 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055);
}
