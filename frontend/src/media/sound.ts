import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Scope } from "../core/scope";
import type { MediaLike } from "./deck";

/** Which channel both ears hear. Interviews often have the questions on one and the answers on the other. */
export const CHANNELS = ["both", "left", "right"] as const;
export type Channel = (typeof CHANNELS)[number];
export const MOST_BOOST_DB = 18;

/** What a person wants to hear. */
export interface Hearing {
  /** 0 to 1. */
  readonly volume: ReadonlySignal<number>;
  readonly muted: ReadonlySignal<boolean>;
  /** Above full volume, in dB; what would be too loud for the loudspeaker is held back. */
  readonly boost: ReadonlySignal<number>;
  readonly channel: ReadonlySignal<Channel>;
}

/** What is used of Web Audio, so that tests can look on. */
export interface Studio {
  /** A context that runs, or null while the browser wants a gesture first. */
  open(): Promise<AudioContext | null>;
  /** The sound of an element, which is heard through the context alone from then on; once for each element. */
  tap(context: AudioContext, media: MediaLike): AudioNode;
}

/** A context that does not run by then will not before the next gesture. */
const STARTING_MS = 1000;

const BROWSER: Studio = {
  async open() {
    // A context made before a gesture stays silent, and an element that plays into it stands still.
    if (!navigator.userActivation.hasBeenActive) return null;
    const context = new AudioContext({ latencyHint: "interactive" });
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, STARTING_MS))]);
    if (context.state === "running") return context;
    await context.close();
    return null;
  },
  tap: (context, media) => context.createMediaElementSource(media as unknown as HTMLMediaElement),
};

const LIMIT_DB = -3;
const RATIO = 20;
/** Web Audio's compressor makes everything louder by this much, by its standard; it is taken away again. */
const MAKE_UP_DB = 0.6 * -LIMIT_DB * (1 - 1 / RATIO);
/** Seconds in which a change is faded in, so that it does not click. */
const FADE = 0.015;

export const factorOf = (decibels: number): number => 10 ** (decibels / 20);

/**
 * The sound of the media elements. Volume and mute are the elements' own. Only what they cannot do goes through Web
 * Audio: boost and the choice of a channel; until one of them is wanted nothing is routed through it.
 */
export class Sound {
  readonly #scope: Scope;
  readonly #hearing: Hearing;
  readonly #studio: Studio;
  #elements: readonly MediaLike[] = [];
  #desk: Desk | null = null;
  #opening = false;

  constructor(scope: Scope, hearing: Hearing, studio: Studio = BROWSER) {
    this.#scope = scope;
    this.#hearing = hearing;
    this.#studio = studio;
  }

  /** Takes over the sound of these elements; they are the only ones until the scope ends. */
  attach(elements: readonly MediaLike[]): void {
    this.#elements = elements;
    const { volume, muted, boost, channel } = this.#hearing;
    const scope = this.#scope;
    scope.add(
      effect(() => {
        for (const media of elements) {
          media.volume = volume.value;
          media.muted = muted.value;
        }
      }),
    );
    scope.add(
      effect(() => {
        this.#desk?.set(boost.value, channel.value);
        if (boost.value > 0 || channel.value !== "both") void this.#open();
      }),
    );
    // By then there was a gesture, and a context that the system has stopped must run again.
    for (const media of elements) scope.on(media, "play", () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const { boost, channel } = this.#hearing;
    if (this.#desk) await this.#desk.context.resume();
    else if (boost.peek() > 0 || channel.peek() !== "both") await this.#open();
  }

  async #open(): Promise<void> {
    if (this.#desk || this.#opening) return;
    this.#opening = true;
    const context = await this.#studio.open().finally(() => (this.#opening = false));
    if (!context) return;
    this.#scope.add(() => void context.close());
    if (this.#scope.ended) return;
    const { boost, channel } = this.#hearing;
    this.#desk = new Desk(context);
    this.#desk.set(boost.peek(), channel.peek());
    for (const media of this.#elements) this.#studio.tap(context, media).connect(this.#desk.input);
  }
}

/** The graph: two channels → crossed gains → boost → past the limiter, or through it. */
class Desk {
  readonly context: AudioContext;
  readonly input: GainNode;
  readonly #gains: Readonly<Record<"ll" | "lr" | "rl" | "rr" | "boost" | "dry" | "wet", GainNode>>;

  constructor(context: AudioContext) {
    this.context = context;
    const gain = () => context.createGain();
    this.input = gain();
    // Else one channel would come out on the left only.
    this.input.channelCount = 2;
    this.input.channelCountMode = "explicit";
    this.#gains = { ll: gain(), lr: gain(), rl: gain(), rr: gain(), boost: gain(), dry: gain(), wet: gain() };
    this.#connect();
  }

  set(boost: number, channel: Channel): void {
    const { ll, lr, rl, rr, boost: level, dry, wet } = this.#gains;
    const fade = (node: GainNode, value: number) =>
      node.gain.setTargetAtTime(value, this.context.currentTime, FADE / 3);
    fade(ll, channel === "right" ? 0 : 1);
    fade(lr, channel === "left" ? 1 : 0);
    fade(rl, channel === "right" ? 1 : 0);
    fade(rr, channel === "left" ? 0 : 1);
    fade(level, factorOf(boost));
    fade(dry, boost > 0 ? 0 : 1);
    fade(wet, boost > 0 ? factorOf(-MAKE_UP_DB) : 0);
  }

  #connect(): void {
    const { context, input } = this;
    const { ll, lr, rl, rr, boost, dry, wet } = this.#gains;
    const apart = context.createChannelSplitter(2);
    const together = context.createChannelMerger(2);
    input.connect(apart);
    for (const [node, from, to] of [
      [ll, 0, 0],
      [lr, 0, 1],
      [rl, 1, 0],
      [rr, 1, 1],
    ] as const) {
      apart.connect(node, from);
      node.connect(together, 0, to);
    }
    together.connect(boost);
    boost.connect(dry).connect(context.destination);
    boost.connect(this.#limiter()).connect(wet).connect(context.destination);
  }

  #limiter(): DynamicsCompressorNode {
    const limiter = this.context.createDynamicsCompressor();
    limiter.threshold.value = LIMIT_DB;
    limiter.knee.value = 0;
    limiter.ratio.value = RATIO;
    limiter.attack.value = 0.001;
    limiter.release.value = 0.15;
    return limiter;
  }
}
