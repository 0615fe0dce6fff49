import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals-core";
import { ApiProblem, api } from "../../../api/client";
import type * as Api from "../../../api/types";
import type { Scope } from "../../../core/scope";
import { contains, type Span, spansFrom } from "../../../core/spans";
import type { Timebase } from "../../../core/time";
import { t } from "../../../i18n";
import { ChunkStream } from "../../../media/feeder";
import { type FetchChunk, Unreadable } from "../../../media/lane";
import { Making, type Parts } from "../../../media/making";
import type { Player, Source } from "../../../media/player";
import { Stills } from "../../../media/stills";
import { comesInParts, type Source as FileSource, fileOf, sourceOf, whyAway } from "../../../ui/source";

const STILL_WIDTH = 960;

interface Sight {
  readonly scope: Scope;
  readonly clock: Timebase;
  readonly player: Player;
  readonly footage: ReadonlySignal<Api.Footage>;
}

/** Why the picture that is wanted is not there, and what helps. `retry`: the kind of help that a person can ask for. */
export interface Lack {
  readonly text: string;
  readonly retry: "fetch" | "make" | null;
}

/**
 * What the picture comes from: the proxy or the original as a file, else the parts of the proxy that are made, and
 * stills where none is. Swaps to the better one as soon as it is there.
 */
export class Picture {
  readonly stills: Stills<ImageBitmap>;
  /** Spans of frames that are made, while not all are; null when that is of no interest any more. */
  readonly made: ReadonlySignal<readonly Span[] | null>;
  /** The frame that waits for its part to be made; null while there is none. */
  readonly unmade: ReadonlySignal<number | null>;
  /** What went wrong, in a sentence. */
  readonly lack: ReadonlySignal<Lack | null>;
  readonly #sight: Sight;
  readonly #making: Making;
  readonly #proxy: ReadonlySignal<Api.Derivative | undefined>;
  readonly #inParts: ReadonlySignal<boolean>;
  #using = "";
  readonly #originalFails = signal(false);

  constructor(sight: Sight) {
    const { scope, clock, player, footage } = sight;
    this.#sight = sight;
    const { id } = footage.peek();
    this.#making = new Making(scope, clock.frames, (frame, signal) => askParts(id, frame, signal));
    this.stills = new Stills(scope, (frame, signal) => fetchStill(id, frame, signal));
    this.#proxy = computed(() => footage.value.derivatives.find((made) => made.kind === "proxy"));
    this.#inParts = computed(() => comesInParts(footage.value) && this.#proxy.value?.state !== "ready");
    const parts = this.#making.parts;
    this.made = computed(() => (this.#inParts.value ? (parts.value?.made ?? []) : null));
    this.unmade = computed(() => {
      const frame = player.starving.value;
      const there = parts.value?.made.some((span) => frame !== null && contains(span, frame));
      return there ? null : frame;
    });
    this.lack = computed(() => this.#lack());
  }

  /** Begins to play into the player, which has its elements. */
  begin(scope: Scope): void {
    const { player, footage } = this.#sight;
    this.#using = "";
    scope.add(effect(() => this.#useBest(footage.value)));
    scope.add(effect(() => this.#fallBack(player.status.value)));
    scope.add(effect(() => this.#ask(player.frame.value, player.speed.value, this.unmade.value)));
    scope.add(effect(() => this.#still(player.wanted.value, this.unmade.value)));
    scope.add(effect(() => this.#stillShown(this.stills.shown.value?.frame ?? null)));
  }

  retry(): void {
    this.#sight.player.retry();
  }

  #useBest(footage: Api.Footage): void {
    const best = sourceOf(footage);
    const file = best?.kind === "original" && this.#originalFails.value && comesInParts(footage) ? null : best;
    const kind = file?.kind ?? (comesInParts(footage) ? "chunks" : "");
    if (kind === this.#using) return;
    this.#using = kind;
    if (kind === "") return;
    untracked(() => this.#sight.player.use(file ? this.#file(file) : this.#chunks()));
  }

  /** An original that went away, or that the browser cannot show after all, is not tried again: its parts can be. */
  #fallBack(status: string): void {
    if (status === "failed" && this.#using === "original") this.#originalFails.value = true;
  }

  #file(file: FileSource): Source {
    return { ...file, url: fileOf(this.#id, file) };
  }

  #chunks(): Source {
    const { clock, footage } = this.#sight;
    const fetch =
      (track: string): FetchChunk =>
      (chunk, signal) =>
        fetchChunk(this.#id, chunk, track, signal);
    const origin = {
      clock: { frames: clock.frames, rate: clock.rate },
      making: this.#making,
      picture: fetch("picture"),
      sound: footage.peek().has_sound ? fetch("sound") : null,
    };
    return { kind: "chunks", stream: (scope) => new ChunkStream(scope, origin) };
  }

  get #id(): string {
    return this.#sight.footage.peek().id;
  }

  #ask(frame: number, speed: number, unmade: number | null): void {
    const { value: inParts } = this.#inParts;
    const coming = this.#proxy.value?.state !== "failed" && this.#sight.footage.value.availability === "online";
    untracked(() => {
      if (!inParts) this.#making.rest();
      else if (unmade !== null && coming) this.#making.want(unmade, "starving");
      else this.#making.want(frame, speed === 0 ? "resting" : "playing");
    });
  }

  /** A still covers until the wanted frame has been presented; where playing has run out, its last frame stays. */
  #still(wanted: number | null, unmade: number | null): void {
    if (wanted === null) this.stills.want(null);
    else if (unmade !== null) this.stills.want(unmade);
    else this.stills.enough();
  }

  #stillShown(frame: number | null): void {
    if (frame !== null) untracked(() => this.#sight.player.stillShown(frame));
  }

  #lack(): Lack | null {
    const { player, footage } = this.#sight;
    const { availability, source } = footage.value;
    const away = whyAway(footage.value) ?? (this.unmade.value !== null ? availability : "online");
    if (away !== "online") return { text: t(`workbench.picture.${away}`, { volume: source.volume_name }), retry: null };
    if (player.status.value === "empty") return null;
    const fetching = sentence(player.problem.value);
    if (fetching) return { text: fetching, retry: "fetch" };
    if (player.starving.value === null) return null;
    const asking = sentence(this.#making.problem.value);
    if (asking) return { text: asking, retry: null };
    const { state, error } = this.#proxy.value ?? {};
    if (this.unmade.value !== null && state === "failed" && error) return { text: error, retry: "make" };
    const still = sentence(this.stills.problem.value);
    return still ? { text: still, retry: null } : null;
  }
}

function sentence(problem: unknown): string {
  if (problem === null) return "";
  if (problem instanceof ApiProblem) return problem.detail;
  return t(problem instanceof Unreadable ? "workbench.picture.unreadable" : "workbench.picture.failed");
}

interface MadeAnswer {
  readonly chunk_frames: number;
  readonly made: readonly Api.FramePair[];
}

async function askParts(id: string, frame: number, signal: AbortSignal): Promise<Parts> {
  const answer = await api.post<MadeAnswer>(`/footage/${id}/wanted/`, { body: { frame }, signal });
  return { size: answer.chunk_frames, made: spansFrom(answer.made) };
}

async function fetchChunk(id: string, chunk: number, track: string, signal: AbortSignal): Promise<ArrayBuffer | null> {
  try {
    return await api.bytes(`/footage/${id}/media/chunks/${chunk}/${track}`, { signal });
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.code === "not_made") return null;
    throw thrown;
  }
}

async function fetchStill(id: string, frame: number, signal: AbortSignal): Promise<ImageBitmap> {
  const query = { width: STILL_WIDTH };
  return createImageBitmap(new Blob([await api.bytes(`/footage/${id}/frame/${frame}.jpg`, { query, signal })]));
}
