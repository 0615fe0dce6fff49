/**
 * The power spectrum of real samples under a Hann window: entry k is the power at `k · rate / size` Hz, k from 0 to
 * `size / 2`, scaled so that a full-scale sine on a bin has power 1 there. `size` is a power of two.
 */
export class Spectrum {
  readonly size: number;
  readonly power: Float64Array;
  readonly #window: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #places: Uint32Array;

  constructor(size: number) {
    if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`${size} is not a power of two`);
    const turn = (index: number) => (2 * Math.PI * index) / size;
    this.size = size;
    this.power = new Float64Array(size / 2 + 1);
    this.#window = Float64Array.from({ length: size }, (_, index) => 0.5 - 0.5 * Math.cos(turn(index + 0.5)));
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, index) => Math.cos(turn(index)));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, index) => -Math.sin(turn(index)));
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    this.#places = reversed(size);
  }

  /** Of `size` samples from `from`, which may lie outside: there is silence. */
  of(samples: Float32Array, from: number): Float64Array {
    for (let index = 0; index < this.size; index += 1) {
      const place = this.#places[index] ?? 0;
      this.#real[place] = (samples[from + index] ?? 0) * (this.#window[index] ?? 0);
    }
    this.#imaginary.fill(0);
    for (let half = 1; half < this.size; half *= 2) this.#combine(half);
    return this.#powers();
  }

  /** Joins neighbours of `half` entries each into transforms of twice as many. */
  #combine(half: number): void {
    const [real, imaginary, step] = [this.#real, this.#imaginary, this.size / (2 * half)];
    for (let block = 0; block < this.size; block += 2 * half) {
      for (let index = 0; index < half; index += 1) {
        const [low, high] = [block + index, block + index + half];
        const [cosine, sine] = [this.#cosines[index * step] ?? 0, this.#sines[index * step] ?? 0];
        const [a, b] = [real[high] ?? 0, imaginary[high] ?? 0];
        const [x, y] = [a * cosine - b * sine, a * sine + b * cosine];
        real[high] = (real[low] ?? 0) - x;
        imaginary[high] = (imaginary[low] ?? 0) - y;
        real[low] = (real[low] ?? 0) + x;
        imaginary[low] = (imaginary[low] ?? 0) + y;
      }
    }
  }

  #powers(): Float64Array {
    // The window lets half of the amplitude through, and half of that lies on the mirrored side.
    const scale = (4 / this.size) ** 2;
    for (let bin = 0; bin < this.power.length; bin += 1) {
      const [x, y] = [this.#real[bin] ?? 0, this.#imaginary[bin] ?? 0];
      this.power[bin] = (x * x + y * y) * scale;
    }
    return this.power;
  }
}

/** The places of the entries with the bits of their numbers in reverse. */
function reversed(size: number): Uint32Array {
  const places = new Uint32Array(size);
  for (let index = 1; index < size; index += 1) {
    places[index] = ((places[index >> 1] ?? 0) >> 1) | (index & 1 ? size >> 1 : 0);
  }
  return places;
}
