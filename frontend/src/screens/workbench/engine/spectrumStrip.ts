import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { ownPlace } from "../../../core/ownPlace";
import type { Scope } from "../../../core/scope";
import type { FrameRate } from "../../../core/time";
import { rampOf } from "../../../timeline/spectrum/ramp";
import { isTooLong, keyOf, ROWS, TILE_COLUMNS, type Tile, tilesIn } from "../../../timeline/spectrum/tiles";
import type { Answer, Question } from "../../../timeline/spectrum/worker";
import type { Viewport } from "../../../timeline/viewport";

/** At once: a window that moves on must not wait for what it has left. */
const MOST_ASKED = 2;
/** Some ten windows' worth, 18 kB each. */
const MOST_KEPT = 240;
const RETRY_MS = 3000;

interface Sound {
  readonly scope: Scope;
  readonly view: ReadonlySignal<Viewport>;
  readonly rate: FrameRate;
  readonly url: string;
  /** Whether the recording has sound at all. */
  readonly sounds: ReadonlySignal<boolean>;
  /** Whether there is sound to read already. */
  readonly ready: ReadonlySignal<boolean>;
  readonly person: string;
  readonly shelf?: Pick<Storage, "getItem" | "setItem">;
  readonly work?: () => Worker;
}

const startWorker = (): Worker =>
  new Worker(new URL("../../../timeline/spectrum/worker.ts", import.meta.url), { type: "module" });

/** The spectrum of what the window shows: worked out tile by tile beside the page, and only while the strip is on. */
export class SpectrumStrip {
  /** What the person chose, for every recording. */
  readonly on: Signal<boolean>;
  /** Whether there is a strip: nothing would ever come into that of a silent recording. */
  readonly drawn: ReadonlySignal<boolean>;
  /** The tiles in the window that are there. Another list whenever one has come. */
  readonly tiles: ReadonlySignal<readonly Tile[]>;
  readonly state: ReadonlySignal<"far" | "waiting" | "failed" | "shown">;
  readonly #sound: Sound;
  readonly #levels = new Map<string, Uint8Array>();
  readonly #asked = new Set<string>();
  /** Of these, what is asked again in a while. */
  readonly #lost = new Set<string>();
  readonly #came = signal(0);
  readonly #failed = signal(false);
  readonly #wanted: ReadonlySignal<readonly Tile[]>;
  readonly #images = new Map<string, OffscreenCanvas>();
  #ramp = "";
  #colours: Uint8ClampedArray = new Uint8ClampedArray();
  #worker: Worker | null = null;

  constructor(sound: Sound) {
    this.#sound = sound;
    const { scope, view, rate, sounds, ready, person, shelf = localStorage } = sound;
    const place = ownPlace("spectrum", person);
    this.on = signal(shelf.getItem(place) === "on");
    this.drawn = computed(() => this.on.value && sounds.value);
    this.#wanted = computed(() => (this.drawn.value && ready.value ? tilesIn(view.value, rate) : []));
    this.tiles = computed(() => {
      void this.#came.value;
      return this.#wanted.value.filter((tile) => this.#levels.has(keyOf(tile)));
    });
    this.state = computed(() => {
      if (!ready.value) return "waiting";
      if (isTooLong(view.value, rate)) return "far";
      return this.#failed.value && this.tiles.value.length === 0 ? "failed" : "shown";
    });
    scope.add(this.on.subscribe((on) => shelf.setItem(place, on ? "on" : "off")));
    scope.add(effect(() => this.#ask(this.#wanted.value)));
    scope.add(() => this.#worker?.terminate());
  }

  toggle(): void {
    this.on.value = !this.on.peek();
  }

  /** A tile in the colours of the theme: a pixel a column, the highest band on top. */
  image(key: string, ground: string, ink: string, gain: number): OffscreenCanvas | null {
    const ramp = `${ground}|${ink}|${gain}`;
    if (ramp !== this.#ramp) {
      this.#ramp = ramp;
      this.#colours = rampOf(ground, ink, gain);
      this.#images.clear();
    }
    const known = this.#images.get(key);
    const levels = this.#levels.get(key);
    if (known || !levels) return known ?? null;
    const made = painted(levels, this.#colours);
    this.#images.set(key, made);
    return made;
  }

  #ask(wanted: readonly Tile[]): void {
    for (const tile of wanted) {
      const key = keyOf(tile);
      if (this.#asked.size >= MOST_ASKED) return;
      if (this.#levels.has(key) || this.#asked.has(key)) continue;
      this.#asked.add(key);
      const question: Question = { url: this.#sound.url, tile };
      this.#started().postMessage(question);
    }
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = (this.#sound.work ?? startWorker)();
    this.#worker = worker;
    const { scope } = this.#sound;
    scope.on(worker, "message", (event) => this.#take((event as MessageEvent<Answer>).data));
    scope.on(worker, "error", () => this.#replace(worker));
    return worker;
  }

  /** Its file could not be fetched, or it broke: what it was asked for is asked of a new one. */
  #replace(worker: Worker): void {
    worker.terminate();
    this.#worker = null;
    this.#askAgain(...this.#asked);
  }

  /** One wait for all, so that nothing is asked twice that is lost twice. */
  #askAgain(...keys: readonly string[]): void {
    this.#failed.value = true;
    const waits = this.#lost.size > 0;
    for (const key of keys) this.#lost.add(key);
    if (waits) return;
    this.#sound.scope.after(RETRY_MS, () => {
      for (const key of this.#lost) this.#asked.delete(key);
      this.#lost.clear();
      this.#ask(this.#wanted.peek());
    });
  }

  #take({ key, levels }: Answer): void {
    if (levels === null) {
      this.#askAgain(key);
      return;
    }
    this.#failed.value = false;
    this.#asked.delete(key);
    this.#keep(key, levels);
    this.#came.value += 1;
    this.#ask(this.#wanted.peek());
  }

  #keep(key: string, levels: Uint8Array): void {
    this.#levels.set(key, levels);
    const [oldest] = this.#levels.keys();
    if (this.#levels.size <= MOST_KEPT || oldest === undefined) return;
    this.#levels.delete(oldest);
    this.#images.delete(oldest);
  }
}

function painted(levels: Uint8Array, colours: Uint8ClampedArray): OffscreenCanvas {
  const canvas = new OffscreenCanvas(TILE_COLUMNS, ROWS);
  const data = new ImageData(TILE_COLUMNS, ROWS);
  const pixels = new Uint32Array(data.data.buffer);
  const inks = new Uint32Array(colours.buffer);
  for (let column = 0; column < TILE_COLUMNS; column += 1) {
    for (let row = 0; row < ROWS; row += 1) {
      pixels[(ROWS - 1 - row) * TILE_COLUMNS + column] = inks[levels[column * ROWS + row] ?? 0] ?? 0;
    }
  }
  canvas.getContext("2d")?.putImageData(data, 0, 0);
  return canvas;
}
