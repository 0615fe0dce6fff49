import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import type { Span } from "../core/spans";
import { Seeker } from "./seeker";

/** What the player uses of a `<video>` or `<audio>` element. An audio element has no frame callback. */
export interface MediaLike extends EventTarget {
  src: string;
  currentTime: number;
  playbackRate: number;
  readonly paused: boolean;
  readonly readyState: number;
  load(): void;
  play(): Promise<void>;
  pause(): void;
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

export type PlayerStatus = "empty" | "loading" | "ready" | "failed";

export const SPEEDS = [1, 2, 4, 8] as const;
const REVERSE_TICK_MS = 40;
const HAVE_METADATA = 1;

/** Frame-exact control of one media element. Nothing here trusts `currentTime`: what is shown is what was presented. */
export class Player {
  readonly #clock: PlayerClock;
  readonly #scope: Scope;
  readonly #seeker: Seeker;
  readonly #shown: Signal<number>;
  readonly #speed: Signal<number> = signal(0);
  readonly #status: Signal<PlayerStatus> = signal("empty");
  #media: MediaLike | null = null;
  #mediaScope: Scope | null = null;
  #offset = 0;
  #stopReverse = () => {};

  /** The frame on the screen. */
  readonly shown: ReadonlySignal<number>;
  /** The frame that edits refer to: the one shown, or at rest the one that is on its way. */
  readonly frame: ReadonlySignal<number>;
  /** 0 at rest, negative backwards. */
  readonly speed: ReadonlySignal<number> = this.#speed;
  readonly status: ReadonlySignal<PlayerStatus> = this.#status;
  /** The speed of Space. */
  readonly rate = signal(1);
  /** Plays this span again and again. */
  readonly loop: Signal<Span | null> = signal(null);
  /** Called for every frame presented, with the speed it was presented at. */
  onPresented: (frame: number, speed: number) => void = () => {};

  constructor(scope: Scope, clock: PlayerClock, first = 0) {
    this.#scope = scope;
    this.#clock = clock;
    this.#seeker = new Seeker(scope, { go: (frame, aim) => this.#go(frame, aim) });
    this.#shown = signal(first);
    this.shown = this.#shown;
    this.frame = computed(() =>
      this.#speed.value > 0 ? this.#shown.value : (this.#seeker.wanted.value ?? this.#shown.value),
    );
  }

  /** The frame on its way; null when the wanted frame is shown. */
  get wanted(): ReadonlySignal<number | null> {
    return this.#seeker.wanted;
  }

  get attempts(): ReadonlySignal<number> {
    return this.#seeker.attempts;
  }

  /** Takes over an element until `detach` or the end of the scope. */
  attach(media: MediaLike): void {
    this.detach();
    this.#media = media;
    const scope = this.#scope.child();
    this.#mediaScope = scope;
    scope.on(media, "loadedmetadata", () => this.#loaded());
    scope.on(media, "error", () => (this.#status.value = "failed"));
    scope.on(media, "ended", () => this.pause());
    scope.on(media, "seeked", () => this.#seeker.decoded());
    if (media.requestVideoFrameCallback) this.#watchFrames(media, scope);
    else this.#watchTime(media, scope);
  }

  detach(): void {
    this.#mediaScope?.dispose();
    this.#mediaScope = null;
    this.#media = null;
  }

  /** Plays from `url`, at the frame where the last source was. `offset`: the time of frame 0 in it, in seconds. */
  setSource(url: string, offset: number): void {
    const media = this.#media;
    if (!media) return;
    this.#offset = offset;
    this.#status.value = "loading";
    const at = this.frame.peek();
    this.#seeker.cancel();
    this.#shown.value = at;
    media.src = url;
    media.load();
    if (media.readyState >= HAVE_METADATA) this.#loaded();
  }

  /** Goes to a frame; while playing, plays on from there. */
  seek(frame: number): void {
    const inside = Math.max(0, Math.min(this.#clock.frames - 1, frame));
    const settled = this.#seeker.wanted.peek() === null && this.#shown.peek() === inside;
    if (settled && this.#speed.peek() <= 0 && this.#status.peek() === "ready") return;
    this.#seeker.seek(inside);
  }

  /** Stops and moves by whole frames. */
  step(frames: number): void {
    const from = this.frame.peek();
    if (this.#speed.peek() !== 0) this.#rest();
    this.seek(from + frames);
  }

  play(speed: number = this.rate.peek()): void {
    const media = this.#media;
    if (!media) return;
    this.#stopReverse();
    media.playbackRate = speed;
    this.#speed.value = speed;
    if (media.paused) void media.play().catch((error: unknown) => this.#playRefused(error));
  }

  /** Stops on the frame that is shown, and makes sure that it stays the one shown. */
  pause(): void {
    if (this.#speed.peek() === 0) return;
    const at = this.#speed.peek() > 0 ? (this.#seeker.wanted.peek() ?? this.#shown.peek()) : this.frame.peek();
    this.#rest();
    this.#seeker.restart(at);
  }

  toggle(): void {
    if (this.#speed.peek() === 0) this.play();
    else this.pause();
  }

  /** J and L: from rest or the other direction at single speed, then twice as fast each time, at most eight times. */
  shuttle(direction: 1 | -1): void {
    const now = this.#speed.peek() * direction;
    const speed = SPEEDS.find((candidate) => candidate > now) ?? SPEEDS[SPEEDS.length - 1] ?? 1;
    if (direction > 0) this.play(speed);
    else this.#playBackwards(speed);
  }

  #playBackwards(speed: number): void {
    const from = this.frame.peek();
    this.#rest();
    this.#speed.value = -speed;
    const began = performance.now();
    this.#stopReverse = this.#scope.every(REVERSE_TICK_MS, () => {
      const passed = ((performance.now() - began) / 1000) * speed * this.#clock.nominal;
      const target = Math.max(0, from - Math.round(passed));
      this.seek(target);
      if (target === 0) this.pause();
    });
  }

  #rest(): void {
    this.#stopReverse();
    this.#media?.pause();
    this.#speed.value = 0;
  }

  #playRefused(error: unknown): void {
    const interrupted = error instanceof DOMException && error.name === "AbortError";
    if (!interrupted) this.#rest();
  }

  #loaded(): void {
    if (this.#status.peek() === "ready") return;
    this.#status.value = "ready";
    this.#seeker.restart(this.frame.peek());
    if (this.#speed.peek() > 0) this.play(this.#speed.peek());
  }

  #go(frame: number, aim: number): void {
    if (this.#media && this.#status.peek() === "ready") {
      this.#media.currentTime = this.#clock.seekTime(frame, aim) + this.#offset;
    }
  }

  #presented(frame: number): void {
    const speed = this.#speed.peek();
    const inside = Math.max(0, Math.min(this.#clock.frames - 1, frame));
    this.#shown.value = inside;
    this.#seeker.presented(inside, speed > 0 ? Math.ceil((this.#clock.nominal * speed) / 2) : 0);
    this.onPresented(inside, speed);
    const loop = this.loop.peek();
    if (loop && speed > 0 && inside >= loop.end && this.#seeker.wanted.peek() === null) this.seek(loop.start);
  }

  #watchFrames(media: MediaLike, scope: Scope): void {
    let handle = 0;
    const next = () => {
      handle =
        media.requestVideoFrameCallback?.((_now, { mediaTime }) => {
          if (scope.ended) return;
          next();
          if (this.#status.peek() !== "ready") return;
          this.#presented(this.#clock.frameOfMediaTime(mediaTime - this.#offset));
        }) ?? 0;
    };
    next();
    scope.add(() => media.cancelVideoFrameCallback?.(handle));
  }

  /** Sound alone: there is no frame to present, so time is read on every frame of the display, and `seeked` ends a seek. */
  #watchTime(media: MediaLike, scope: Scope): void {
    const read = () => {
      if (!media.paused) this.#presented(Math.floor((media.currentTime - this.#offset) * this.#clock.nominal));
      scope.frame(read);
    };
    scope.frame(read);
    scope.on(media, "seeked", () => this.#presented(this.#seeker.wanted.peek() ?? this.#shown.peek()));
  }
}
