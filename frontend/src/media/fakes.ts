/** Doubles of what the browser plays with. */
import type { MediaLike, PlayerClock } from "./deck";
import type { MediaSourceLike } from "./feeder";
import type { BufferLike } from "./lane";

export const RATE = 25;
export const clock: PlayerClock = {
  frames: 1000,
  nominal: RATE,
  seekTime: (frame, aim) => (frame + 0.5 + aim) / RATE,
  frameOfMediaTime: (time) => Math.round(time * RATE),
};

/** A video whose presentation the test decides, frame by frame. */
export class FakeVideo extends EventTarget implements MediaLike {
  src = "";
  muted = false;
  volume = 1;
  playbackRate = 1;
  preservesPitch = false;
  paused = true;
  readyState = 0;
  readonly seeks: number[] = [];
  #callback: ((now: number, frame: { mediaTime: number }) => void) | null = null;
  #time = 0;

  get currentTime(): number {
    return this.#time;
  }
  set currentTime(time: number) {
    this.#time = time;
    this.seeks.push(Math.floor(time * RATE + 1e-9));
  }
  load(): void {
    this.readyState = 0;
  }
  removeAttribute(): void {
    this.src = "";
  }
  async play(): Promise<void> {
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  requestVideoFrameCallback(callback: (now: number, frame: { mediaTime: number }) => void): number {
    this.#callback = callback;
    return 1;
  }
  cancelVideoFrameCallback(): void {
    this.#callback = null;
  }
  loaded(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("loadedmetadata"));
  }
  present(frame: number, offset = 0): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(0, { mediaTime: frame / RATE + offset });
  }
}

/** A SourceBuffer that takes what it is given at the next turn, whole seconds long as its window says. */
export class FakeBuffer extends EventTarget implements BufferLike {
  updating = false;
  timestampOffset = 0;
  appendWindowStart = 0;
  appendWindowEnd = Number.POSITIVE_INFINITY;
  readonly appended: { readonly offset: number; readonly from: number; readonly to: number; readonly data: string }[] =
    [];
  readonly removed: [number, number][] = [];
  /** Bytes that fit in; more is refused as a browser refuses it. */
  room = Number.POSITIVE_INFINITY;
  #ranges: [number, number][] = [];
  readonly #length: number;

  /** `length`: the seconds that every file lasts. */
  constructor(length: number) {
    super();
    this.#length = length;
  }

  get buffered() {
    const ranges = this.#ranges;
    return {
      length: ranges.length,
      start: (index: number) => ranges[index]?.[0] ?? 0,
      end: (index: number) => ranges[index]?.[1] ?? 0,
    };
  }

  appendBuffer(data: ArrayBuffer): void {
    if (this.#ranges.length >= this.room) throw new DOMException("full", "QuotaExceededError");
    const { timestampOffset: offset, appendWindowStart: from, appendWindowEnd: to } = this;
    this.appended.push({ offset, from, to, data: new TextDecoder().decode(data) });
    this.#ranges.push([Math.max(offset, from), Math.min(offset + this.#length, to)]);
    this.#later();
  }

  remove(from: number, to: number): void {
    this.removed.push([from, to]);
    this.#ranges = this.#ranges.filter(([start]) => start < from - 0.01 || start >= to - 0.01);
    this.#later();
  }

  /** The browser drops everything, as it may. */
  drop(): void {
    this.#ranges = [];
  }

  #later(): void {
    this.updating = true;
    queueMicrotask(() => {
      this.updating = false;
      this.dispatchEvent(new Event("updateend"));
    });
  }
}

export class FakeMediaSource extends EventTarget implements MediaSourceLike {
  readyState = "closed";
  duration = Number.NaN;
  readonly buffers: FakeBuffer[] = [];
  readonly types: string[] = [];
  readonly #length: number;

  constructor(length: number) {
    super();
    this.#length = length;
  }

  opened(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("sourceopen"));
  }
  addSourceBuffer(type: string): FakeBuffer {
    // A file of sound holds more than is heard.
    const buffer = new FakeBuffer(type.startsWith("audio") ? this.#length + 0.1 : this.#length);
    this.types.push(type);
    this.buffers.push(buffer);
    return buffer;
  }
  endOfStream(): void {
    this.readyState = "ended";
  }
}

/** Answers that the test gives when it wants to. */
export class Desk<Answer> {
  readonly asked: { readonly what: number; readonly signal: AbortSignal }[] = [];
  readonly #open: ((settle: { answer: Answer } | { thrown: unknown }) => void)[] = [];

  readonly ask = (what: number, signal: AbortSignal): Promise<Answer> => {
    this.asked.push({ what, signal });
    return new Promise((resolve, reject) => {
      this.#open.push((settle) => ("answer" in settle ? resolve(settle.answer) : reject(settle.thrown)));
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  };

  async answer(answer: Answer): Promise<void> {
    await this.#settle({ answer });
  }
  async fail(thrown: unknown): Promise<void> {
    await this.#settle({ thrown });
  }
  async #settle(outcome: { answer: Answer } | { thrown: unknown }): Promise<void> {
    this.#open.pop()?.(outcome);
    await settled();
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
