import { effect, type Signal, signal } from "@preact/signals-core";
import { ownPlace } from "../../../core/ownPlace";
import type { Scope } from "../../../core/scope";
import { type Look, PLAIN } from "../../../media/sight";
import { CHANNELS, type Channel, MOST_BOOST_DB } from "../../../media/sound";

/** The speeds of Space. J, K and L shuttle in whole ones. */
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
export type Rate = (typeof RATES)[number];
export const CAPTIONS = ["off", "original", "translation", "both"] as const;
export type Captions = (typeof CAPTIONS)[number];
/** Factors between which the picture can be adjusted. */
export const LOOK_RANGE = { least: 0.35, most: 2.8 } as const;

type Shelf = Pick<Storage, "getItem" | "setItem">;

const place = (person: string): string => ownPlace("player", person);

/** How this person likes to watch in this browser. It is kept here, for every recording, and nobody else learns of it. */
export class Habits {
  readonly volume: Signal<number>;
  readonly muted: Signal<boolean>;
  /** In dB. */
  readonly boost: Signal<number>;
  readonly channel: Signal<Channel>;
  readonly rate: Signal<Rate>;
  readonly captions: Signal<Captions>;
  readonly look: Signal<Look>;

  constructor(scope: Scope, person: string, shelf: Shelf = localStorage) {
    const before = shelf.getItem(place(person));
    const kept = read(before);
    const look: Record<string, unknown> = isRecord(kept.look) ? kept.look : {};
    const factor = (value: unknown) => between(value, LOOK_RANGE.least, LOOK_RANGE.most, 1);
    this.volume = signal(between(kept.volume, 0, 1, 1));
    this.muted = signal(kept.muted === true);
    this.boost = signal(between(kept.boost, 0, MOST_BOOST_DB, 0));
    this.channel = signal(oneOf<Channel>(CHANNELS, kept.channel, "both"));
    this.rate = signal<Rate>(oneOf<Rate>(RATES, kept.rate, 1));
    this.captions = signal(oneOf<Captions>(CAPTIONS, kept.captions, "translation"));
    this.look = signal({
      brightness: factor(look.brightness),
      contrast: factor(look.contrast),
      gamma: factor(look.gamma),
    });
    let last = before;
    scope.add(
      effect(() => {
        const now = this.#written();
        // What nobody chose is not kept: a better default may come.
        if (last === null) last = now;
        if (now !== last) shelf.setItem(place(person), now);
        last = now;
      }),
    );
  }

  adjust(change: Partial<Look>): void {
    const { least, most } = LOOK_RANGE;
    const wanted = { ...this.look.peek(), ...change };
    const inside = (value: number) => Math.round(Math.min(most, Math.max(least, value)) * 100) / 100;
    this.look.value = {
      brightness: inside(wanted.brightness),
      contrast: inside(wanted.contrast),
      gamma: inside(wanted.gamma),
    };
  }

  plainPicture(): void {
    this.look.value = PLAIN;
  }

  #written(): string {
    const { volume, muted, boost, channel, rate, captions, look } = this;
    return JSON.stringify({
      volume: volume.value,
      muted: muted.value,
      boost: boost.value,
      channel: channel.value,
      rate: rate.value,
      captions: captions.value,
      look: look.value,
    });
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** What was kept; anything else that lies there counts as nothing. */
function read(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const between = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === "number" && value >= least && value <= most ? value : otherwise;

const oneOf = <T>(choices: readonly T[], value: unknown, otherwise: T): T =>
  choices.find((choice) => choice === value) ?? otherwise;

/** The choice after `now`, the first one after the last. */
export function nextOf<T>(choices: readonly T[], now: T): T {
  const next = choices[(choices.indexOf(now) + 1) % choices.length];
  return next === undefined ? now : next;
}
