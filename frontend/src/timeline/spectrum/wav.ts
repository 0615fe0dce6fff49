/** Where the samples of a 16-bit mono WAV lie. */
export interface WavData {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Samples a second. */
  readonly rate: number;
}

const word = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));

/** Reads the head of a WAV or RF64 file. Throws when it is no 16-bit mono, or its samples begin later. */
export function wavData(head: ArrayBuffer): WavData {
  const view = new DataView(head);
  if (head.byteLength < 12 || word(view, 8) !== "WAVE") throw new Error("no WAV file");
  let rate = 0;
  for (let at = 12; at + 8 <= head.byteLength; ) {
    const [name, size] = [word(view, at), view.getUint32(at + 4, true)];
    if (name === "data" && rate > 0) return { offset: at + 8, rate };
    if (name === "fmt ") {
      const [channels, bits] = [view.getUint16(at + 10, true), view.getUint16(at + 22, true)];
      if (channels !== 1 || bits !== 16) throw new Error(`${channels} channels of ${bits} bits`);
      rate = view.getUint32(at + 12, true);
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("the samples begin beyond the head");
}

/** 16-bit samples as −1 … 1. */
export function samplesFrom(bytes: ArrayBuffer): Float32Array {
  return Float32Array.from(new Int16Array(bytes, 0, bytes.byteLength >> 1), (value) => value / 32_768);
}
