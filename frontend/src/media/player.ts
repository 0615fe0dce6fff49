import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import { contains, type Span } from "../core/spans";
import { Ahead } from "./ahead";
import { Backwards } from "./backwards";
import { Deck, type DeckStatus, type MediaLike, type PlayerClock, type Source } from "./deck";
import { Turn } from "./turn";

export type { MediaLike, PlayerClock, Source } from "./deck";

const SPEEDS = [1, 2, 4, 8] as const;
/** A better source that could not be loaded is tried again after this long. */
const TRY_AGAIN_MS = 10_000;

/**
 * Frame-exact control of what is watched. Nothing here trusts `currentTime`: what is shown is what was presented.
 *
 * What changes together is told together (`batch`), after the element was asked: the decoder waits for no screen.
 *
 * Of two elements one is in front. A better source is loaded into the other one, which follows every seek and takes
 * over as soon as it has presented exactly the wanted frame, where the picture breaks anyway: at rest, at a seek, or
 * when the one in front has run out. While playing nobody could hide it: sound from two elements never meets to the
 * sample. With nothing better to load, the other element stands one step ahead (`Ahead`).
 */
export class Player {
  readonly #clock: PlayerClock;
  readonly #scope: Scope;
  readonly #front: Signal<Deck>;
  #spare: Deck;
  /** What was last to be played; the element in front may still play something else. */
  #best: Source | null = null;
  readonly #shown: Signal<number>;
  readonly #speed: Signal<number> = signal(0);
  readonly #turn: Turn;
  readonly #backwards: Backwards;
  readonly #ahead: Ahead;
  #cancelRetry = () => {};

  /** The frame on the screen. */
  readonly shown: ReadonlySignal<number>;
  /** The frame that edits refer to: while anything moves the one that is seen, at rest the one that is on its way. */
  readonly frame: ReadonlySignal<number>;
  /** 0 at rest, negative backwards. */
  readonly speed: ReadonlySignal<number> = this.#speed;
  readonly status: ReadonlySignal<DeckStatus>;
  /** The element that is looked at. */
  readonly front: ReadonlySignal<MediaLike | null>;
  /** What it plays: the kind of its source; empty while there is none. */
  readonly playing: ReadonlySignal<string>;
  /** The frame on its way; null when the wanted frame is shown. */
  readonly wanted: ReadonlySignal<number | null>;
  /** How often the pending seek has been tried again. */
  readonly attempts: ReadonlySignal<number>;
  /** The frame that cannot be shown because the stream does not have it; null while there is none. */
  readonly starving: ReadonlySignal<number | null>;
  /** Why the stream gets nothing, as it was thrown. */
  readonly problem: ReadonlySignal<unknown>;
  /** The speed of Space. */
  readonly rate = signal(1);
  /** Plays this span again and again, and shows no frame outside of it. */
  readonly loop: Signal<Span | null> = signal(null);
  /** Called when somebody asks for a frame, with that frame; a loop that turns back asks for nothing. */
  onSought: (frame: number) => void = () => {};
  /** Called for every frame presented, with the speed it was presented at. */
  onPresented: (frame: number, speed: number) => void = () => {};

  constructor(scope: Scope, clock: PlayerClock, first = 0) {
    this.#scope = scope;
    this.#clock = clock;
    this.#turn = new Turn(clock.nominal);
    this.#backwards = new Backwards(scope, {
      nominal: clock.nominal,
      go: (frame) => batch(() => this.#go(frame)),
      waits: () => this.#deck.seeker.held.peek(),
      atStart: () => this.#rest(),
    });
    const watcher = {
      presented: (deck: Deck, frame: number) => this.#presented(deck, frame),
      loaded: (deck: Deck) => this.#loaded(deck),
      failed: (deck: Deck) => this.#failed(deck),
      ended: (deck: Deck) => deck === this.#deck && this.#ended(),
      went: (deck: Deck) => deck === this.#deck && this.#resume(),
    };
    this.#front = signal(new Deck(scope, clock, watcher));
    this.#spare = new Deck(scope, clock, watcher);
    this.#ahead = new Ahead(scope, clock.frames);
    this.#shown = signal(first);
    this.shown = this.#shown;
    this.status = computed(() => this.#front.value.status.value);
    this.front = computed(() => this.#front.value.media);
    this.playing = computed(() => this.#front.value.source.value?.kind ?? "");
    this.wanted = computed(() => this.#front.value.seeker.wanted.value);
    this.attempts = computed(() => this.#front.value.seeker.attempts.value);
    this.problem = computed(() => this.#front.value.stream.value?.problem.value ?? null);
    this.frame = computed(() =>
      this.#speed.value !== 0 ? this.#shown.value : (this.wanted.value ?? this.#shown.value),
    );
    this.starving = computed(() => this.#starving());
    scope.add(effect(() => this.#onStall(this.#front.value.stalled.value)));
    scope.add(effect(() => this.#feed(this.wanted.value ?? this.#shown.value, this.#speed.value)));
  }

  get #deck(): Deck {
    return this.#front.peek();
  }

  /** Takes over one element, or two that lie one over the other, until `detach` or the end of the scope. */
  attach(media: MediaLike, spare?: MediaLike): void {
    this.#deck.attach(media);
    if (spare) this.#spare.attach(spare);
  }

  detach(): void {
    this.#ahead.forget();
    this.#deck.detach();
    this.#spare.detach();
  }

  /**
   * Plays from `source`, at the frame where the last one was: at once where there is none or only one element, else as
   * soon as nobody notices.
   */
  use(source: Source): void {
    const at = this.#target();
    const smooth = this.#spare.media && this.#deck.source.peek() && this.#deck.status.peek() !== "failed";
    const deck = smooth ? this.#spare : this.#deck;
    this.#best = source;
    if (deck.source.peek() === source) return;
    this.#cancelRetry();
    // What it holds is a copy of what has failed.
    if (!smooth && this.#spare.source.peek()) this.#spare.unload();
    deck.load(source, at);
  }

  /** Loads again what failed. */
  retry(): void {
    const deck = this.#deck;
    const source = deck.source.peek();
    if (deck.status.peek() === "failed" && source) deck.load(source, this.#target());
    else deck.stream.peek()?.retry();
  }

  /** Goes to a frame; while playing, either way, plays on from there. */
  seek(frame: number): void {
    const inside = Math.max(0, Math.min(this.#clock.frames - 1, frame));
    this.#backwards.goOnFrom(inside);
    batch(() => this.#go(inside));
    this.onSought(inside);
  }

  #go(inside: number): void {
    const settled = this.wanted.peek() === null && this.#shown.peek() === inside;
    if (settled && this.#speed.peek() <= 0 && this.status.peek() === "ready") return;
    this.#ahead.wait();
    const rests = this.#speed.peek() === 0 && this.wanted.peek() === null;
    if (rests && this.#ahead.shows(inside, this.#deck, this.#spare)) {
      this.#exchange(inside);
      return;
    }
    this.#deck.seeker.seek(inside);
    if (this.#getsReady) this.#spare.seeker.seek(inside);
    // What lies elsewhere must not run on while the wanted place is not there.
    if (this.#deck.seeker.held.peek()) this.#deck.media?.pause();
  }

  /** Stops and moves by whole frames. */
  step(frames: number): void {
    const from = this.frame.peek();
    this.#ahead.stride = frames;
    batch(() => {
      if (this.#speed.peek() !== 0) this.#rest();
      this.seek(from + frames);
    });
  }

  play(speed: number = this.rate.peek()): void {
    const { media, seeker } = this.#deck;
    if (!media) return;
    this.#ahead.wait();
    batch(() => {
      // It turns round where one sees it turn.
      if (this.#speed.peek() < 0) this.pause();
      media.playbackRate = speed;
      this.#speed.value = speed;
      if (!seeker.held.peek()) this.#run(media);
    });
  }

  /** Stops on the frame that is shown, and makes sure that it stays the one shown. */
  pause(): void {
    const speed = this.#speed.peek();
    if (speed === 0) return;
    // What is on its way while shuttling back was asked for by the clock, and nobody has seen it.
    const at = speed < 0 ? this.#shown.peek() : this.#target();
    batch(() => {
      this.#rest();
      this.#restart(at);
    });
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

  /** The frame that the element in front shows at `mediaTime` seconds. */
  frameAt(mediaTime: number): number {
    return this.#deck.frameAt(mediaTime);
  }

  /** A still of `frame` is on the screen in place of the picture that is on its way. */
  stillShown(frame: number): void {
    if (this.wanted.peek() === frame) this.#shown.value = frame;
  }

  #target(): number {
    return this.wanted.peek() ?? this.#shown.peek();
  }

  /** Whether a better source is on its way in the element behind. */
  get #getsReady(): boolean {
    return this.#spare.source.peek() === this.#best && this.#deck.source.peek() !== this.#best;
  }

  #restart(frame: number): void {
    this.#ahead.wait();
    this.#deck.seeker.restart(frame);
    if (this.#getsReady) this.#spare.seeker.restart(frame);
  }

  #playBackwards(speed: number): void {
    const from = this.#target();
    batch(() => {
      this.#rest();
      this.#speed.value = -speed;
      this.#backwards.run(from, speed);
    });
  }

  #rest(): void {
    this.#backwards.stop();
    this.#deck.media?.pause();
    this.#speed.value = 0;
  }

  #run(media: MediaLike): void {
    if (media.paused) void media.play().catch((error: unknown) => this.#playRefused(media, error));
  }

  /** Plays on in the deck in front if the person has not stopped. */
  #resume(): void {
    const { media } = this.#deck;
    const speed = this.#speed.peek();
    if (!media || speed <= 0) return;
    media.playbackRate = speed;
    this.#run(media);
  }

  #playRefused(media: MediaLike, error: unknown): void {
    const interrupted = error instanceof DOMException && error.name === "AbortError";
    if (!interrupted && media === this.#deck.media) this.#rest();
  }

  #loaded(deck: Deck): void {
    if (deck === this.#deck) this.#resume();
  }

  #failed(deck: Deck): void {
    if (deck === this.#deck) return;
    const source = deck.source.peek();
    const better = this.#getsReady;
    deck.unload();
    if (!better) this.#ahead.refuse(source);
    else this.#cancelRetry = this.#scope.after(TRY_AGAIN_MS, () => source && this.use(source));
  }

  #presented(deck: Deck, frame: number): void {
    batch(() => (deck === this.#deck ? this.#show(frame) : this.#spareShows(frame)));
  }

  #show(frame: number): void {
    const speed = this.#speed.peek();
    const passing = { frame, before: this.#shown.peek(), heading: this.wanted.peek(), speed };
    this.#shown.value = frame;
    this.#deck.seeker.presented(frame, this.#slack(speed));
    this.onPresented(frame, speed);
    if (this.#deck.stalled.peek()) this.#onStall(true);
    if (speed === 0 && this.wanted.peek() === null) this.#ahead.look(frame, this.#deck, this.#spare);
    const loop = this.loop.peek();
    const due = loop && speed > 0 && this.#turn.isDue(loop, passing);
    if (due && this.wanted.peek() === null) this.#go(loop.start);
  }

  /** How many frames after the wanted one count as it, because the video is running; in a loop none behind its end. */
  #slack(speed: number): number {
    if (speed <= 0) return 0;
    const slack = Math.ceil((this.#clock.nominal * speed) / 2);
    const loop = this.loop.peek();
    const wanted = this.wanted.peek();
    return loop && wanted !== null && contains(loop, wanted) ? Math.min(slack, loop.end - 1 - wanted) : slack;
  }

  /** The end of the recording is the end of a loop, too. */
  #ended(): void {
    const { media } = this.#deck;
    const loop = this.loop.peek();
    if (loop && media && this.#speed.peek() > 0) {
      batch(() => this.#go(loop.start));
      this.#run(media);
    } else this.pause();
  }

  #spareShows(frame: number): void {
    this.#spare.seeker.presented(frame, 0);
    if (frame === this.#target() && (this.#getsReady ? this.#breaks() : this.#isAwaited())) this.#exchange(frame);
  }

  /** Whether the picture breaks anyway, so that another source may take over. */
  #breaks(): boolean {
    const { stalled, status } = this.#deck;
    const runs = this.#speed.peek() > 0 && this.wanted.peek() === null && status.peek() === "ready";
    return !runs || stalled.peek();
  }

  /** Whether the element behind was sent ahead and has come before the one in front, which was asked for the same. */
  #isAwaited(): boolean {
    return this.#speed.peek() === 0 && this.wanted.peek() !== null && this.#ahead.arrived(this.#spare);
  }

  /** The other element takes over, showing the very frame that is wanted. */
  #exchange(frame: number): void {
    const old = this.#deck;
    const next = this.#spare;
    const left = old.source.peek();
    this.#spare = old;
    this.#front.value = next;
    this.#show(frame);
    this.#resume();
    old.media?.pause();
    // Its picture stays until the other one is surely painted over it.
    // By then a yet better source may be loading there.
    const unused = () => old === this.#spare && old.source.peek() === left && left !== next.source.peek();
    this.#scope.frame(() => this.#scope.frame(() => unused() && old.unload()));
  }

  /** The frame that the stream lacks: the one on its way, or the next one while playing has run out. */
  #starving(): number | null {
    const deck = this.#front.value;
    const stream = deck.stream.value;
    if (!stream) return null;
    const wanted = deck.seeker.wanted.value;
    if (wanted !== null) return deck.seeker.held.value ? wanted : null;
    if (!deck.stalled.value || this.#speed.value <= 0) return null;
    // The browser stops a few frames before the end of what it has.
    const next = this.#shown.value + 1;
    return stream.lacking(next, Math.min(this.#clock.frames, next + this.#clock.nominal));
  }

  /** Playing has run out: the one that waits takes over. */
  #onStall(stalled: boolean): void {
    if (!stalled || this.#speed.peek() <= 0 || !this.#getsReady) return;
    this.#spare.seeker.restart(this.#target());
  }

  /** Tells the streams where the playhead is. */
  #feed(frame: number, speed: number): void {
    untracked(() => {
      for (const deck of [this.#deck, this.#spare]) deck.stream.peek()?.want({ frame, speed });
    });
  }
}
