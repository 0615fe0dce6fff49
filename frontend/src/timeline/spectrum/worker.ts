import { keyOf, levelsOf, samplesOf, type Tile } from "./tiles";
import { samplesFrom, type WavData, wavData } from "./wav";

/** What the page asks for: a tile of the sound at `url`. */
export interface Question {
  readonly url: string;
  readonly tile: Tile;
}

/** Null where the sound could not be read. */
export interface Answer {
  readonly key: string;
  readonly levels: Uint8Array | null;
}

const HEAD_BYTES = 4096;
const PAST_THE_END = 416;
const heads = new Map<string, Promise<WavData>>();

/** Bytes of the file; none where they lie beyond its end. */
async function bytes(url: string, from: number, count: number): Promise<ArrayBuffer> {
  const headers = { Range: `bytes=${from}-${from + count - 1}` };
  const answer = await fetch(url, { headers, credentials: "same-origin" });
  if (answer.status === PAST_THE_END) return new ArrayBuffer(0);
  if (answer.status !== 206) throw new Error(`${answer.status}`);
  return answer.arrayBuffer();
}

function head(url: string): Promise<WavData> {
  const known = heads.get(url) ?? bytes(url, 0, HEAD_BYTES).then(wavData);
  heads.set(url, known);
  known.catch(() => heads.delete(url));
  return known;
}

async function levels({ url, tile }: Question): Promise<Uint8Array> {
  const { offset } = await head(url);
  const { from, count } = samplesOf(tile);
  const first = Math.max(0, from);
  const read = samplesFrom(await bytes(url, offset + 2 * first, 2 * (from + count - first)));
  const samples = new Float32Array(count);
  samples.set(read, first - from);
  return levelsOf(tile, samples);
}

addEventListener("message", async ({ data }: MessageEvent<Question>) => {
  const made = await levels(data).catch(() => null);
  const answer: Answer = { key: keyOf(data.tile), levels: made };
  postMessage(answer);
});
