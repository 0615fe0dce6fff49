import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { api } from "../../../api/client";
import type * as Api from "../../../api/types";
import type { Scope } from "../../../core/scope";
import { type Peaks, peaksOf } from "../../../timeline/peaks";
import type { Sprites } from "../../../timeline/sprites";
import { type Keyframes, type KeyframesManifest, keyframesOf } from "./keyframes";

const ASK_AGAIN_MS = 3000;
/** For a picture that is this late nothing waits any longer. */
const SEEN_LATE_MS = 1500;
/** Of these there is something to be seen before all of it is made. */
const SHOWN_AS_THEY_COME: ReadonlySet<string> = new Set(["sprites", "keyframes"]);

interface Tools {
  readonly scope: Scope;
  readonly footage: ReadonlySignal<Api.Footage>;
  /** Of the recording's clock. */
  readonly frames: number;
  /** Whether the picture is there, or none will come: what is made of a long recording is megabytes, too. */
  readonly seen: ReadonlySignal<boolean>;
}

/** What was made of the recording and is drawn on the timeline, taken from the server as it comes, after the picture. */
export class Derived {
  readonly peaks: Signal<Peaks | null> = signal(null);
  readonly sprites: Signal<Sprites | null> = signal(null);
  readonly keyframes: Signal<Keyframes | null> = signal(null);
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
    const { scope, seen, footage } = tools;
    const late = signal(false);
    scope.after(SEEN_LATE_MS, () => (late.value = true));
    scope.add(
      effect(() => {
        if (seen.value || late.value) this.#take(footage.value);
      }),
    );
  }

  get #id(): string {
    return this.#tools.footage.peek().id;
  }

  #take(footage: Api.Footage): void {
    for (const { kind, state, progress } of footage.derivatives) {
      const get = this.#getters[kind];
      if (!get || this.#whole.has(kind)) continue;
      if (state === "ready") void this.#fetchWhole(kind, get);
      else if (state === "running" && SHOWN_AS_THEY_COME.has(kind)) void this.#fetchSoFar(kind, progress, get);
    }
  }

  /** Each fetches what there is of a kind; the answer is whether that was all of it. */
  readonly #getters: Readonly<Record<string, () => Promise<boolean>>> = {
    peaks: () => this.#fetchPeaks(),
    sprites: () => this.#fetchSprites(),
    keyframes: () => this.#fetchKeyframes(),
  };
  readonly #fetching = new Set<string>();
  readonly #whole = new Set<string>();
  readonly #percent = new Map<string, number>();

  /** Once, and again until it came: nobody asks any more when all is made. */
  async #fetchWhole(kind: string, get: () => Promise<boolean>): Promise<void> {
    if (this.#fetching.has(kind)) return;
    this.#fetching.add(kind);
    while (!this.#tools.scope.ended && !(await get()))
      await new Promise<void>((go) => this.#tools.scope.after(ASK_AGAIN_MS, go));
    this.#whole.add(kind);
  }

  /** With each percent that was made there may be more to see. */
  async #fetchSoFar(kind: string, progress: number, get: () => Promise<boolean>): Promise<void> {
    const percent = Math.floor(100 * progress);
    if (this.#percent.get(kind) === percent) return;
    this.#percent.set(kind, percent);
    await get();
  }

  async #fetchPeaks(): Promise<boolean> {
    const made = await api.bytes(`/footage/${this.#id}/media/peaks`).catch(() => null);
    if (made) this.peaks.value = peaksOf(made);
    return made !== null;
  }

  async #fetchSprites(): Promise<boolean> {
    const made = await api.get<SpriteManifest>(`/footage/${this.#id}/media/sprites`).catch(() => null);
    if (!made || this.#whole.has("sprites")) return false;
    const { tile, columns, rows, every_frames: everyFrames } = made;
    const sheets = new Set(made.sheets_made ?? Array.from({ length: made.sheets }, (_, sheet) => sheet));
    this.sprites.value = { tileWidth: tile.width, tileHeight: tile.height, columns, rows, everyFrames, sheets };
    return !made.sheets_made;
  }

  async #fetchKeyframes(): Promise<boolean> {
    const made = await api.get<KeyframesManifest>(`/footage/${this.#id}/media/keyframes`).catch(() => null);
    if (!made || this.#whole.has("keyframes")) return false;
    this.keyframes.value = keyframesOf(made, this.#tools.frames);
    return !made.sheets_made;
  }
}

interface SpriteManifest {
  readonly tile: { readonly width: number; readonly height: number };
  readonly columns: number;
  readonly rows: number;
  readonly every_frames: number;
  readonly sheets: number;
  /** Left out when all are there. */
  readonly sheets_made?: readonly number[];
}
