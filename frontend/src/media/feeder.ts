import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import {
  chunkCount,
  chunkOf,
  framesOf,
  type Grid,
  type Playhead,
  picturePlacement,
  planOf,
  soundPlacement,
} from "./chunks";
import { type BufferLike, type FetchChunk, Lane } from "./lane";
import type { Making } from "./making";

const PICTURE = 'video/mp4; codecs="avc1.640028"';
const SOUND = 'audio/mp4; codecs="mp4a.40.2"';

/** What is used of a MediaSource. */
export interface MediaSourceLike extends EventTarget {
  readonly readyState: string;
  duration: number;
  addSourceBuffer(type: string): BufferLike;
  endOfStream(): void;
}

export interface Origin {
  /** Its frames and rate; the size of a chunk comes from the server. */
  readonly clock: Omit<Grid, "size">;
  readonly making: Making;
  readonly picture: FetchChunk;
  /** Null for a recording without sound. */
  readonly sound: FetchChunk | null;
}

/** Something that fills a media element piece by piece. */
export interface Stream {
  /** What the element loads. */
  readonly url: string;
  /** Whether the frame can be shown now. */
  has(frame: number): boolean;
  /** The first frame of [from, to) that cannot be shown; null when all can. */
  lacking(from: number, to: number): number | null;
  /** Somebody looks at this frame. */
  want(playhead: Playhead): void;
  /** Something has arrived. */
  onArrival: () => void;
  /** Why nothing comes, as it was thrown; it is tried again by itself. */
  readonly problem: ReadonlySignal<unknown>;
  retry(): void;
}

interface Media {
  open(): MediaSourceLike;
  urlOf(source: MediaSourceLike): string;
  revoke(url: string): void;
}

const BROWSER: Media = {
  open: () => new MediaSource() as unknown as MediaSourceLike,
  urlOf: (source) => URL.createObjectURL(source as unknown as MediaSource),
  revoke: (url) => URL.revokeObjectURL(url),
};

/** Plays a recording from its chunks: what the playhead needs is fetched and put in its place on the clock. */
export class ChunkStream implements Stream {
  readonly url: string;
  onArrival = () => {};
  readonly problem: ReadonlySignal<unknown>;
  readonly #scope: Scope;
  readonly #origin: Origin;
  readonly #source: MediaSourceLike;
  readonly #lanes: Signal<readonly Lane[]> = signal([]);
  #playhead: Playhead = { frame: 0, speed: 0 };

  constructor(scope: Scope, origin: Origin, media: Media = BROWSER) {
    this.#scope = scope;
    this.#origin = origin;
    this.#source = media.open();
    this.url = media.urlOf(this.#source);
    this.problem = computed(() => this.#lanes.value.find((lane) => lane.problem.value)?.problem.value ?? null);
    scope.add(() => media.revoke(this.url));
    const opened = signal(false);
    scope.on(this.#source, "sourceopen", () => (opened.value = true));
    const { parts } = origin.making;
    scope.add(effect(() => void (opened.value && parts.value && untracked(() => this.#follow()))));
  }

  has(frame: number): boolean {
    const grid = this.#grid();
    const lanes = this.#lanes.peek();
    return grid !== null && lanes.length > 0 && lanes.every((lane) => lane.holds(chunkOf(grid, frame)));
  }

  lacking(from: number, to: number): number | null {
    const size = this.#grid()?.size ?? to;
    for (let frame = from; frame < to; frame = (Math.floor(frame / size) + 1) * size) {
      if (!this.has(frame)) return frame;
    }
    return null;
  }

  want(playhead: Playhead): void {
    const grid = this.#grid();
    const before = this.#playhead;
    this.#playhead = playhead;
    const same = grid && chunkOf(grid, before.frame) === chunkOf(grid, playhead.frame);
    if (!same || before.speed !== playhead.speed) this.#follow();
  }

  retry(): void {
    for (const lane of this.#lanes.peek()) lane.retry();
  }

  #grid(): Grid | null {
    const size = this.#origin.making.parts.peek()?.size;
    return size === undefined ? null : { ...this.#origin.clock, size };
  }

  #follow(): void {
    const grid = this.#grid();
    const parts = this.#origin.making.parts.peek();
    if (!grid || !parts || this.#source.readyState === "closed") return;
    if (this.#lanes.peek().length === 0) this.#open(grid);
    const plan = planOf(grid, parts.made, this.#playhead);
    for (const lane of this.#lanes.peek()) lane.follow(plan);
  }

  #open(grid: Grid): void {
    const { picture, sound } = this.#origin;
    this.#source.duration = (grid.frames * grid.rate.den) / grid.rate.num;
    const lane = (type: string, fetch: FetchChunk, placement: typeof picturePlacement, cut: boolean): Lane =>
      new Lane(this.#scope, this.#source.addSourceBuffer(type), {
        fetch,
        placement: (chunk) => placement(grid, chunk),
        cut,
        arrived: () => this.#arrived(grid),
        missing: (chunk) => this.#origin.making.forget(framesOf(grid, chunk)),
      });
    const lanes = [lane(PICTURE, picture, picturePlacement, false)];
    if (sound) lanes.push(lane(SOUND, sound, soundPlacement, true));
    this.#lanes.value = lanes;
  }

  /** With the last chunk the element is told that no more follows, else it would wait at the end instead of stopping. */
  #arrived(grid: Grid): void {
    const lanes = this.#lanes.peek();
    const last = chunkCount(grid) - 1;
    const whole = lanes.every((lane) => lane.idle && lane.holds(last));
    if (whole && this.#source.readyState === "open") this.#source.endOfStream();
    this.onArrival();
  }
}
