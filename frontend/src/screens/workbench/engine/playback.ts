import { effect, type Signal, signal } from "@preact/signals-core";
import type { Scope } from "../../../core/scope";
import type { Store } from "../../../core/store";
import type { Player } from "../../../media/player";
import { panned, WHOLE, type Zoom, zoomedAt } from "../../../media/sight";
import { CHANNELS, type Channel, MOST_BOOST_DB, Sound } from "../../../media/sound";
import { CAPTIONS, Habits, nextOf, RATES } from "./habits";
import { Looping } from "./looping";
import { SecondWindow } from "./secondWindow";
import type { SessionState } from "./session";

interface Tools {
  readonly scope: Scope;
  readonly store: Store;
  readonly session: SessionState;
  readonly player: Player;
  /** Whose habits these are. */
  readonly person: string;
}

const ZOOM_STEP = 1.25;
const PAN_STEP = 0.1;
const VOLUME_STEP = 0.1;
const BOOST_STEP_DB = 6;

/** How this person watches: speed, sound, what of the picture, what over it, in which window. */
export class Playback {
  readonly habits: Habits;
  readonly sound: Sound;
  readonly looping: Looping;
  readonly second: SecondWindow;
  /** What part of the picture is seen. Each recording begins with the whole. */
  readonly zoom: Signal<Zoom> = signal(WHOLE);
  /** Whether the picture fills this window's screen. */
  readonly full = signal(false);
  readonly #player: Player;

  constructor({ scope, store, session, player, person }: Tools) {
    this.habits = new Habits(scope, person);
    this.sound = new Sound(scope, this.habits);
    this.looping = new Looping({ scope, store, session, player });
    this.second = new SecondWindow(scope, session);
    this.#player = player;
    scope.add(effect(() => this.#atRate(this.habits.rate.value)));
    scope.on(document, "fullscreenchange", () => (this.full.value = document.fullscreenElement !== null));
    scope.add(() => this.#leaveFull());
    scope.add(session.editingLine.subscribe((line) => line !== null && this.#leaveFull()));
    scope.add(session.memoAsked.subscribe((asked) => asked && this.#leaveFull()));
  }

  /** The next speed of Space, slower or faster. */
  changeRate(direction: 1 | -1): void {
    const { rate } = this.habits;
    const next = RATES[RATES.indexOf(rate.peek()) + direction];
    if (next !== undefined) rate.value = next;
  }

  changeVolume(direction: 1 | -1): void {
    const { volume, muted } = this.habits;
    const next = Math.round((volume.peek() + direction * VOLUME_STEP) * 100) / 100;
    volume.value = Math.min(1, Math.max(0, next));
    if (direction > 0) muted.value = false;
  }

  toggleMute(): void {
    const { muted } = this.habits;
    muted.value = !muted.peek();
  }

  /** 6 dB more, and from the most back to none. */
  nextBoost(): void {
    const { boost } = this.habits;
    const next = (Math.floor(boost.peek() / BOOST_STEP_DB) + 1) * BOOST_STEP_DB;
    boost.value = next > MOST_BOOST_DB ? 0 : next;
  }

  nextChannel(): void {
    const { channel } = this.habits;
    channel.value = nextOf<Channel>(CHANNELS, channel.peek());
  }

  nextCaptions(): void {
    const { captions } = this.habits;
    captions.value = nextOf(CAPTIONS, captions.peek());
  }

  zoomBy(steps: number): void {
    this.zoom.value = zoomedAt(this.zoom.peek(), ZOOM_STEP ** steps);
  }

  /** To the side that is named by these signs; the picture goes the other way. */
  look(x: number, y: number): void {
    this.zoom.value = panned(this.zoom.peek(), { x: -x * PAN_STEP, y: -y * PAN_STEP });
  }

  wholePicture(): void {
    this.zoom.value = WHOLE;
  }

  /** Nothing about the picture is altered any more. */
  plain(): void {
    this.wholePicture();
    this.habits.plainPicture();
  }

  /** All of the page, so that what opens over the picture is there too; in the window in which it was asked for. */
  toggleFull(): void {
    const { page } = this.second;
    if (page.fullscreenElement) void page.exitFullscreen();
    else void page.documentElement.requestFullscreen();
  }

  /** What is to be written stands beside the picture. */
  #leaveFull(): void {
    if (!this.full.peek()) return;
    this.full.value = false;
    void document.exitFullscreen();
  }

  /** A new speed counts at once where Space plays; shuttling goes on as it is. */
  #atRate(rate: number): void {
    const { speed } = this.#player;
    const playing = speed.peek() > 0 && speed.peek() === this.#player.rate.peek();
    this.#player.rate.value = rate;
    if (playing) this.#player.play(rate);
  }
}
