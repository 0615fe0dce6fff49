import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import { takesOver } from "./begun";
import type { Stream } from "./feeder";
import { Seeker } from "./seeker";

/** What the player uses of a `<video>` or `<audio>` element. An audio element has no frame callback. */
export interface MediaLike extends EventTarget {
  src: string;
  currentTime: number;
  playbackRate: number;
  /** Speech keeps its pitch at any speed. */
  preservesPitch?: boolean;
  muted: boolean;
  volume: number;
  readonly paused: boolean;
  readonly readyState: number;
  readonly error?: MediaError | null;
  load(): void;
  play(): Promise<void>;
  pause(): void;
  removeAttribute(name: string): void;
  requestVideoFrameCallback?(callback: (now: number, frame: { mediaTime: number }) => void): number;
  cancelVideoFrameCallback?(handle: number): void;
}

/** The clock of the footage, as the player needs it. */
export interface PlayerClock {
  readonly frames: number;
  /** Frames a second, rounded up. */
  readonly nominal: number;
  /** The media time, in seconds, `aim` frames away from the middle of `frame`. */
  seekTime(frame: number, aim: number): number;
  frameOfMediaTime(mediaTime: number): number;
}

/** A file at `url` in which frame 0 is shown at `offset` seconds, or a stream that begins at 0. */
export type Source =
  | { readonly kind: string; readonly url: string; readonly offset: number }
  | { readonly kind: string; readonly stream: (scope: Scope) => Stream };

export type DeckStatus = "empty" | "loading" | "ready" | "failed";

interface Watcher {
  presented(deck: Deck, frame: number): void;
  loaded(deck: Deck): void;
  failed(deck: Deck): void;
  ended(deck: Deck): void;
  /** A seek that had to wait has been asked for. */
  went(deck: Deck): void;
}

const HAVE_METADATA = 1;

/** One media element, what it plays, and the seek that is under way in it. */
export class Deck {
  readonly seeker: Seeker;
  readonly #status: Signal<DeckStatus> = signal("empty");
  readonly status: ReadonlySignal<DeckStatus> = this.#status;
  readonly #source: Signal<Source | null> = signal(null);
  readonly source: ReadonlySignal<Source | null> = this.#source;
  readonly #stream: Signal<Stream | null> = signal(null);
  readonly stream: ReadonlySignal<Stream | null> = this.#stream;
  readonly #stalled = signal(false);
  /** It should be playing, and has nothing to play. */
  readonly stalled: ReadonlySignal<boolean> = this.#stalled;
  readonly #media: Signal<MediaLike | null> = signal(null);
  readonly #scope: Scope;
  readonly #clock: PlayerClock;
  readonly #watcher: Watcher;
  #attached: Scope | null = null;
  #loaded: Scope | null = null;
  #offset = 0;

  constructor(scope: Scope, clock: PlayerClock, watcher: Watcher) {
    this.#scope = scope;
    this.#clock = clock;
    this.#watcher = watcher;
    this.seeker = new Seeker(scope, { go: (frame, aim) => this.#go(frame, aim) });
  }

  get media(): MediaLike | null {
    return this.#media.value;
  }

  attach(media: MediaLike): void {
    this.detach();
    this.#media.value = media;
    media.preservesPitch = true;
    const scope = this.#scope.child();
    this.#attached = scope;
    scope.on(media, "loadedmetadata", () => this.#hasLoaded());
    scope.on(media, "error", () => this.#hasFailed());
    scope.on(media, "ended", () => this.#watcher.ended(this));
    scope.on(media, "seeked", () => this.seeker.decoded());
    scope.on(media, "waiting", () => (this.#stalled.value = true));
    // Not with the next frame presented: that may be the last one before it.
    scope.on(media, "playing", () => (this.#stalled.value = false));
    if (media.requestVideoFrameCallback) this.#watchFrames(media, scope);
    else this.#watchTime(media, scope);
  }

  detach(): void {
    this.#loaded?.dispose();
    this.#attached?.dispose();
    this.#attached = null;
    this.#media.value = null;
  }

  /** Plays from `source`, to begin at `frame`. */
  load(source: Source, frame: number): void {
    const { media } = this;
    if (!media) return;
    this.#unloadStream();
    this.#source.value = source;
    this.#status.value = "loading";
    this.#stalled.value = false;
    this.#offset = "url" in source ? source.offset : 0;
    this.seeker.restart(frame);
    const url = "url" in source ? source.url : this.#openStream(source.stream, frame).url;
    if (!takesOver(media, url)) {
      media.src = url;
      media.load();
    }
    if (media.readyState >= HAVE_METADATA) this.#hasLoaded();
  }

  unload(): void {
    this.#unloadStream();
    this.seeker.cancel();
    this.#source.value = null;
    this.#status.value = "empty";
    this.media?.pause();
    this.media?.removeAttribute("src");
    this.media?.load();
  }

  #openStream(open: (scope: Scope) => Stream, frame: number): Stream {
    const scope = this.#scope.child();
    this.#loaded = scope;
    const stream = open(scope);
    stream.onArrival = () => this.seeker.arrived();
    stream.want({ frame, speed: 0 });
    this.#stream.value = stream;
    return stream;
  }

  #unloadStream(): void {
    this.#loaded?.dispose();
    this.#loaded = null;
    this.#stream.value = null;
  }

  #hasLoaded(): void {
    if (this.#status.peek() !== "loading") return;
    this.#status.value = "ready";
    this.seeker.arrived();
    this.#watcher.loaded(this);
  }

  #hasFailed(): void {
    // An element whose source was taken away says so too.
    if (this.#source.peek() === null) return;
    this.#status.value = "failed";
    this.#watcher.failed(this);
  }

  #go(frame: number, aim: number): boolean {
    const { media } = this;
    if (!media || this.#status.peek() !== "ready" || this.#stream.peek()?.has(frame) === false) return false;
    const waited = this.seeker.held.peek();
    media.currentTime = this.#clock.seekTime(frame, aim) + this.#offset;
    if (waited) this.#watcher.went(this);
    return true;
  }

  /** The frame that is shown at `mediaTime` seconds of what is played. */
  frameAt(mediaTime: number): number {
    return this.#inside(this.#clock.frameOfMediaTime(mediaTime - this.#offset));
  }

  #inside(frame: number): number {
    return Math.max(0, Math.min(this.#clock.frames - 1, frame));
  }

  #watchFrames(media: MediaLike, scope: Scope): void {
    let handle = 0;
    const next = () => {
      handle =
        media.requestVideoFrameCallback?.((_now, { mediaTime }) => {
          if (scope.ended) return;
          next();
          if (this.#status.peek() !== "ready") return;
          this.#watcher.presented(this, this.frameAt(mediaTime));
        }) ?? 0;
    };
    next();
    scope.add(() => media.cancelVideoFrameCallback?.(handle));
  }

  /** Sound alone: there is no frame to present, so time is read on every frame of the display, and `seeked` ends a seek. */
  #watchTime(media: MediaLike, scope: Scope): void {
    const heard = (frame: number) => this.#watcher.presented(this, this.#inside(frame));
    const read = () => {
      if (!media.paused) heard(Math.floor((media.currentTime - this.#offset) * this.#clock.nominal));
      scope.frame(read);
    };
    scope.frame(read);
    scope.on(media, "seeked", () => {
      const wanted = this.seeker.wanted.peek();
      if (wanted !== null) heard(wanted);
    });
  }
}
