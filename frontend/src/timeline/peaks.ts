/** Waveform peaks in several resolutions, made once from the finest. */
export interface Peaks {
  /** Peak pairs a second on the finest level. */
  readonly rate: number;
  readonly levels: readonly Level[];
  /** Factor that lets the loud parts of the recording fill the lane; 1 for a loud recording, at most `MOST_GAIN`. */
  readonly gain: number;
}

interface Level {
  /** How many of the finest pairs one entry stands for. */
  readonly step: number;
  readonly low: Int8Array;
  readonly high: Int8Array;
  /** Mean half height, 0..128: the inner, lighter shape. */
  readonly mean: Uint8Array;
}

/** One pixel column each: lowest, highest and mean amplitude, −128..127. */
export interface Columns {
  readonly low: Int8Array;
  readonly high: Int8Array;
  readonly mean: Uint8Array;
}

export const PEAKS_PER_SECOND = 100;
const FACTOR = 4;
const MOST_GAIN = 6;
/** Of the half height that the loudest but the rarest peaks should reach. */
const FILL = 0.9 * 128;
/** Of eight bits: 127 is as loud, on the other side of silence. */
const LOUDEST = 127;

/** `bytes`: int8 pairs (lowest, highest), `PEAKS_PER_SECOND` of them a second. */
export function peaksOf(bytes: ArrayBuffer): Peaks {
  const pairs = new Int8Array(bytes);
  const count = pairs.length >> 1;
  const finest: Level = {
    step: 1,
    low: new Int8Array(count),
    high: new Int8Array(count),
    mean: new Uint8Array(count),
  };
  for (let index = 0; index < count; index += 1) {
    const low = pairs[index * 2] ?? 0;
    const high = pairs[index * 2 + 1] ?? 0;
    finest.low[index] = low;
    finest.high[index] = high;
    finest.mean[index] = (high - low) >> 1;
  }
  const levels = [finest];
  for (let last = finest; last.low.length > FACTOR * 64; ) {
    last = coarser(last);
    levels.push(last);
  }
  return { rate: PEAKS_PER_SECOND, levels, gain: gainOf(finest) };
}

/** From the level that all but one in two hundred peaks stay under: a bang does not flatten the speech. */
function gainOf({ low, high }: Level): number {
  const counts = new Uint32Array(129);
  for (let index = 0; index < low.length; index += 1) {
    const loudness = Math.max(high[index] ?? 0, -(low[index] ?? 0));
    counts[loudness] = (counts[loudness] ?? 0) + 1;
  }
  let rest = low.length / 200;
  let level = 128;
  while (level > 1 && rest >= (counts[level] ?? 0)) {
    rest -= counts[level] ?? 0;
    level -= 1;
  }
  return Math.max(1, Math.min(MOST_GAIN, FILL / level));
}

function coarser(level: Level): Level {
  const count = Math.ceil(level.low.length / FACTOR);
  const out = {
    step: level.step * FACTOR,
    low: new Int8Array(count),
    high: new Int8Array(count),
    mean: new Uint8Array(count),
  };
  for (let index = 0; index < count; index += 1) {
    const entry = gathered(level, index * FACTOR, Math.min(level.low.length, (index + 1) * FACTOR));
    out.low[index] = entry.low;
    out.high[index] = entry.high;
    out.mean[index] = entry.mean;
  }
  return out;
}

function gathered(level: Level, from: number, to: number): { low: number; high: number; mean: number } {
  let low = 127;
  let high = -128;
  let sum = 0;
  for (let index = from; index < to; index += 1) {
    low = Math.min(low, level.low[index] ?? 0);
    high = Math.max(high, level.high[index] ?? 0);
    sum += level.mean[index] ?? 0;
  }
  return from < to ? { low, high, mean: Math.round(sum / (to - from)) } : { low: 0, high: 0, mean: 0 };
}

/** The largest amplitude between two times in seconds, 0 to 1; 0 behind the end. */
export function levelBetween({ rate, levels: [finest] }: Peaks, from: number, to: number): number {
  if (!finest) return 0;
  const { low, high } = gathered(finest, Math.floor(from * rate), Math.min(finest.low.length, Math.ceil(to * rate)));
  return Math.min(1, Math.max(high, -low) / LOUDEST);
}

/** Below the loudest that there can be; −∞ for silence. */
export const decibelsOf = (level: number): number => 20 * Math.log10(level);

/** The waveform between two times in seconds, one entry per pixel column. */
export function columnsOf(peaks: Peaks, from: number, to: number, width: number): Columns {
  const perColumn = ((to - from) * peaks.rate) / width;
  const level = [...peaks.levels].reverse().find((candidate) => candidate.step <= perColumn) ?? peaks.levels[0];
  const out = { low: new Int8Array(width), high: new Int8Array(width), mean: new Uint8Array(width) };
  if (!level) return out;
  const first = (from * peaks.rate) / level.step;
  const step = perColumn / level.step;
  for (let x = 0; x < width; x += 1) {
    const begin = Math.max(0, Math.floor(first + x * step));
    const end = Math.min(level.low.length, Math.max(begin + 1, Math.floor(first + (x + 1) * step)));
    const entry = gathered(level, begin, end);
    out.low[x] = entry.low;
    out.high[x] = entry.high;
    out.mean[x] = entry.mean;
  }
  return out;
}
