import type { Scope } from "../core/scope";

/** About a frame of the display: a picture that is late by more would be late by what nobody waited for. */
const TICK_MS = 16;

interface Film {
  /** Frames a second. */
  readonly nominal: number;
  /** Asks for a frame; called with the one that is due now, however few of those before it could be shown. */
  readonly go: (frame: number) => void;
  /** The picture cannot be had just now: the film waits for it, as it does when it runs forwards. */
  readonly waits: () => boolean;
  /** The first frame is asked for. */
  readonly atStart: () => void;
}

/** A film that runs backwards by the clock. No element can play so; the picture follows as fast as it is decoded. */
export class Backwards {
  readonly #scope: Scope;
  readonly #film: Film;
  #speed = 0;
  #from = 0;
  /** When it was at `from`, in milliseconds of `performance.now`. */
  #began = 0;
  #asked = 0;
  #stop = () => {};

  constructor(scope: Scope, film: Film) {
    this.#scope = scope;
    this.#film = film;
  }

  /** `speed`: how many seconds of the recording pass in one. */
  run(frame: number, speed: number): void {
    this.stop();
    this.#speed = speed;
    this.goOnFrom(frame);
    this.#stop = this.#scope.every(TICK_MS, () => this.#tick());
  }

  goOnFrom(frame: number): void {
    this.#from = frame;
    this.#asked = frame;
    this.#began = performance.now();
  }

  stop(): void {
    this.#stop();
  }

  #tick(): void {
    if (this.#film.waits()) {
      this.goOnFrom(this.#asked);
      return;
    }
    this.#asked = this.#due();
    this.#film.go(this.#asked);
    if (this.#asked === 0) this.#film.atStart();
  }

  #due(): number {
    const passed = ((performance.now() - this.#began) / 1000) * this.#speed * this.#film.nominal;
    return Math.max(0, this.#from - Math.round(passed));
  }
}
