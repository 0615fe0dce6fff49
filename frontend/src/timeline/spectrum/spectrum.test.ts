import { describe, expect, it } from "vitest";
import { FrameRate } from "../../core/time";
import { kilohertz } from "../../i18n/format";
import { pixelOf, type Viewport } from "../viewport";
import { Spectrum } from "./fft";
import { planSpectrum } from "./plan";
import { rampOf } from "./ramp";
import {
  edgeOf,
  framesOf,
  heightOf,
  hopFor,
  isTooLong,
  levelsOf,
  ROWS,
  SOUND_HZ,
  samplesOf,
  samplesPerFrame,
  TILE_COLUMNS,
  tilesIn,
} from "./tiles";
import { samplesFrom, wavData } from "./wav";

const NTSC = new FrameRate(30_000, 1001);
const noise = (length: number) => {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 1_073_741_823 - 1;
  });
};

describe("the transform", () => {
  it.each([2, 8, 64, 512])("of %i samples is the one that the definition gives", (size) => {
    const samples = noise(size);
    const wanted = Array.from({ length: size / 2 + 1 }, (_, bin) => {
      let [x, y] = [0, 0];
      samples.forEach((sample, at) => {
        const windowed = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / size));
        x += windowed * Math.cos((2 * Math.PI * bin * at) / size);
        y -= windowed * Math.sin((2 * Math.PI * bin * at) / size);
      });
      return (x * x + y * y) * (4 / size) ** 2;
    });
    const power = new Spectrum(size).of(samples, 0);
    power.forEach((value, bin) => {
      expect(value).toBeCloseTo(wanted[bin] ?? Number.NaN, 10);
    });
  });

  it("gives a full-scale sine the power 1 at its frequency, and silence outside the samples", () => {
    const sine = Float32Array.from({ length: 512 }, (_, at) => Math.sin((2 * Math.PI * 32 * at) / 512));
    const spectrum = new Spectrum(512);
    const power = spectrum.of(sine, 0);
    expect(power[32]).toBeCloseTo(1, 6);
    expect(power[40]).toBeLessThan(1e-9);
    expect(Math.max(...spectrum.of(sine, 512))).toBe(0);
    expect(() => new Spectrum(100)).toThrow(RangeError);
  });
});

describe("the bands", () => {
  it("run from 60 Hz to 8 kHz, wider as they rise, and say where a frequency is drawn", () => {
    expect(edgeOf(0)).toBeCloseTo(60, 6);
    expect(edgeOf(ROWS)).toBeCloseTo(8000, 6);
    expect(edgeOf(ROWS) - edgeOf(ROWS - 1)).toBeGreaterThan(3 * (edgeOf(1) - edgeOf(0)));
    expect(heightOf(edgeOf(18))).toBeCloseTo(18 / ROWS, 9);
  });

  it.each([150, 440, 1000, 3000, 7000])("light up where a tone of %i Hz is", (frequency) => {
    const tile = { hop: 512, index: 0 };
    const { count } = samplesOf(tile);
    const tone = Float32Array.from({ length: count }, (_, at) => Math.sin((2 * Math.PI * frequency * at) / SOUND_HZ));
    const column = levelsOf(tile, tone).subarray(100 * ROWS, 101 * ROWS);
    const loudest = column.indexOf(Math.max(...column));
    expect(Math.abs(loudest + 0.5 - heightOf(frequency) * ROWS)).toBeLessThan(2);
  });
});

describe("the tiles", () => {
  const view: Viewport = { start: 5000, span: 300, width: 1200, frames: 500_000 };

  it("cover the window with columns no wider than a pixel, on a grid that stays", () => {
    expect(samplesPerFrame(NTSC)).toBeCloseTo(533.866, 2);
    expect(hopFor(view, NTSC)).toBe(128);
    const tiles = tilesIn(view, NTSC);
    expect(framesOf(tiles[0] ?? { hop: 1, index: 0 }, NTSC).start).toBeLessThanOrEqual(5000);
    expect(framesOf(tiles.at(-1) ?? { hop: 1, index: 0 }, NTSC).end).toBeGreaterThanOrEqual(5300);
    const moved = tilesIn({ ...view, start: 5030 }, NTSC);
    expect(moved.filter((tile) => tiles.some((one) => one.index === tile.index)).length).toBeGreaterThan(3);
  });

  it("are not worked out for more than ten minutes", () => {
    const long = { ...view, span: (601 * 30_000) / 1001 };
    expect(isTooLong(long, NTSC)).toBe(true);
    expect(tilesIn(long, NTSC)).toEqual([]);
    expect(isTooLong({ ...long, span: (599 * 30_000) / 1001 }, NTSC)).toBe(false);
  });

  it.each([32, 128, 512, 2048])(
    "light exactly the columns of the frames of a burst, in columns of %i samples",
    (hop) => {
      const [first, last] = [5003, 5013];
      const [begin, end] = [first, last].map((frame) => Math.round(frame * samplesPerFrame(NTSC))) as [number, number];
      const frame = (sample: number) => sample / samplesPerFrame(NTSC);
      const lit: number[] = [];
      const wanted: number[] = [];
      const tiles = tilesIn({ ...view, start: 4990, span: 40, width: (40 * samplesPerFrame(NTSC)) / hop }, NTSC);
      for (const tile of tiles) {
        const { from, count } = samplesOf(tile);
        const burst = Float32Array.from({ length: count }, (_, at) => {
          const sample = from + at;
          return sample >= begin && sample < end ? 0.5 * Math.sin((2 * Math.PI * 1000 * sample) / SOUND_HZ) : 0;
        });
        const levels = levelsOf(tile, burst);
        const row = Math.floor(heightOf(1000) * ROWS);
        // Half of the amplitude, which a window has whose middle lies on the edge: 6 dB below −6 dB.
        const threshold = Math.round((1 - 12.05 / 96) * 255);
        for (let column = 0; column < TILE_COLUMNS; column += 1) {
          const middle = (tile.index * TILE_COLUMNS + column + 0.5) * hop;
          const level = Math.max(levels[column * ROWS + row] ?? 0, levels[column * ROWS + row - 1] ?? 0);
          if (level >= threshold) lit.push(frame(middle));
          if (frame(middle) >= frame(begin) && frame(middle) < frame(end)) wanted.push(frame(middle));
        }
      }
      expect(lit).toEqual(wanted);
      expect(wanted.length).toBeGreaterThan(2);
    },
  );
});

describe("a WAV file", () => {
  const file = (chunks: readonly [string, number[]][]) => {
    const body = chunks.flatMap(([name, data]) => {
      const size = [data.length, 0, 0, 0];
      return [...[...name].map((letter) => letter.charCodeAt(0)), ...size, ...data, ...(data.length % 2 ? [0] : [])];
    });
    const head = [..."RIFF....WAVE"].map((letter) => letter.charCodeAt(0));
    return new Uint8Array([...head, ...body]).buffer;
  };
  const format = (channels: number, bits: number) => [
    1,
    0,
    channels,
    0,
    0x80,
    0x3e,
    0,
    0,
    0,
    0x7d,
    0,
    0,
    2,
    0,
    bits,
    0,
  ];

  it("says where its samples begin", () => {
    const wav = file([
      ["fmt ", format(1, 16)],
      ["LIST", [1, 2, 3]],
      ["data", [0, 0x40]],
    ]);
    expect(wavData(wav)).toEqual({ offset: 12 + 24 + 12 + 8, rate: 16_000 });
    expect([...samplesFrom(new Int16Array([16_384, -32_768]).buffer)]).toEqual([0.5, -1]);
  });

  it("is refused when it is something else", () => {
    expect(() => wavData(file([["fmt ", format(2, 16)]]))).toThrow("2 channels");
    expect(() => wavData(file([["fmt ", format(1, 16)]]))).toThrow("beyond");
    expect(() => wavData(new ArrayBuffer(4))).toThrow("no WAV");
  });
});

describe("the colours", () => {
  const greys = (ground: string, ink: string, gain = 1) => {
    const ramp = rampOf(ground, ink, gain);
    return Array.from({ length: 256 }, (_, level) => ramp[level * 4] ?? 0);
  };

  it.each([
    ["rgb(21, 21, 22)", "rgb(238, 238, 239)", 21, 238],
    ["rgb(241, 241, 240)", "rgb(26, 26, 27)", 241, 26],
  ])("go from %s to %s and never back", (ground, ink, first, last) => {
    const ramp = greys(ground, ink);
    expect([ramp[0], ramp[255]]).toEqual([first, last]);
    const way = Math.sign(last - first);
    expect(ramp.every((grey, level) => level === 0 || (grey - (ramp[level - 1] ?? 0)) * way >= 0)).toBe(true);
  });

  it("lift a quiet recording as the waveform is lifted", () => {
    const [plain, lifted] = [
      greys("rgb(0, 0, 0)", "rgb(255, 255, 255)"),
      greys("rgb(0, 0, 0)", "rgb(255, 255, 255)", 4),
    ];
    expect(lifted[120]).toBeGreaterThan((plain[120] ?? 0) + 20);
  });
});

describe("the strip", () => {
  const view: Viewport = { start: 5000, span: 300, width: 1200, frames: 500_000 };
  const band = { top: 100, height: 64 };

  it("draws a tile where the frames of its samples are", () => {
    const [, tile = { hop: 1, index: 0 }] = tilesIn(view, NTSC);
    const shapes = planSpectrum([tile], "", view, NTSC, band, kilohertz);
    const frame = (tile.index * TILE_COLUMNS * tile.hop) / samplesPerFrame(NTSC);
    const drawn = shapes.find((shape) => shape.is === "tile");
    expect(drawn).toMatchObject({ y: 100, h: 64, tile: `${tile.hop}:${tile.index}` });
    expect(drawn?.x).toBeCloseTo(pixelOf(view, frame), 6);
  });

  it("says why it is empty", () => {
    expect(planSpectrum([], "Zoom in", view, NTSC, band, kilohertz).map((shape) => shape.is)).toEqual(["box", "text"]);
  });
});
