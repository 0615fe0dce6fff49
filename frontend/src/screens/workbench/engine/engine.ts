import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { address, api, session as signIn } from "../../../api/client";
import type * as Api from "../../../api/types";
import { CoverageTracker } from "../../../core/coverage";
import { Editor } from "../../../core/editor";
import { History } from "../../../core/history";
import type { Code, Line, Noise, Segment } from "../../../core/model";
import { Outbox } from "../../../core/outbox";
import { Scope } from "../../../core/scope";
import { contains } from "../../../core/spans";
import { Store } from "../../../core/store";
import type { Timebase } from "../../../core/time";
import { t } from "../../../i18n";
import { Player } from "../../../media/player";
import { type Heights, type Lane, type Layout, layoutOf } from "../../../timeline/layout";
import { type Peaks, peaksOf } from "../../../timeline/peaks";
import type { Sprites } from "../../../timeline/sprites";
import { following } from "../../../timeline/viewport";
import { whyAway } from "../../../ui/source";
import { playerClock, timebaseOf } from "./clock";
import { Coder, type Person } from "./coder";
import { type Keyframes, type KeyframesManifest, keyframesOf } from "./keyframes";
import { LineWork } from "./lines";
import { loadDocuments, loadWatched, type Recording, reportWatched } from "./load";
import { Picture } from "./picture";
import { pinsOf, readPins, toggledPin, writePins } from "./pins";
import { Playback } from "./playback";
import { SessionState } from "./session";
import { ApiTransport } from "./transport";

const FLASH_MS = 240;
const POLL_MS = 3000;

/** Everything of one open recording: document, session and moment, joined and alive until `dispose`. */
export class Engine {
  readonly scope = new Scope();
  readonly store = new Store();
  readonly history = new History();
  readonly outbox: Outbox;
  readonly editor: Editor;
  readonly clock: Timebase;
  readonly session: SessionState;
  readonly player: Player;
  readonly picture: Picture;
  readonly playback: Playback;
  readonly coverage: CoverageTracker;
  readonly coder: Coder;
  readonly lineWork: LineWork;
  readonly footage;
  readonly peaks = signal<Peaks | null>(null);
  readonly sprites = signal<Sprites | null>(null);
  readonly keyframes = signal<Keyframes | null>(null);
  readonly loaded = signal(false);
  readonly sound: boolean;

  readonly current: ReadonlySignal<Segment | null>;
  readonly lineNow: ReadonlySignal<Line | null>;
  readonly noiseNow: ReadonlySignal<Noise | null>;
  /** The codes that the member chose for the keys 1–9; null while it is the first nine. */
  readonly pinned: Signal<readonly string[] | null>;
  readonly pins: ReadonlySignal<readonly Code[]>;

  constructor(
    footage: Recording,
    readonly me: Person,
  ) {
    this.footage = signal<Api.Footage>(footage);
    this.clock = timebaseOf(footage.clock);
    this.sound = this.clock.rate.nominal >= 1000;
    const { scope, store, history, clock } = this;
    this.session = new SessionState(clock.frames, this.sound ? "audio" : "both");
    this.outbox = new Outbox(store, new ApiTransport(footage.id), {
      refused: (refusal, names) => history.forget(refusal.kind, refusal.id, names),
    });
    scope.add(() => this.outbox.dispose());
    this.editor = new Editor(store, history, this.outbox, () => performance.now());
    this.player = new Player(scope, playerClock(clock));
    this.picture = new Picture({ scope, clock, player: this.player, footage: this.footage });
    this.playback = new Playback({ scope, store, session: this.session, player: this.player, person: me.id });
    this.coverage = new CoverageTracker(scope, clock.rate.nominal, (spans, leaving) =>
      me.codes ? reportWatched(footage.id, spans, leaving) : Promise.resolve([]),
    );
    const { session, editor, player } = this;
    const newId = () => crypto.randomUUID();
    const frame = () => player.frame.peek();
    this.coder = new Coder({ store, editor, session, me, frames: clock.frames, frame, newId });
    this.lineWork = new LineWork({ store, editor, session, player, newId });

    this.current = computed(() => (session.current.value && store.get("segment", session.current.value)) || null);
    this.lineNow = computed(() => spanAt(store.lines.value, player.shown.value));
    this.noiseNow = computed(() =>
      spanAt(
        store.noise.value.filter((section) => section.state === "confirmed"),
        player.shown.value,
      ),
    );
    this.pinned = signal(readPins(footage.project, me.id));
    this.pins = computed(() => pinsOf(store.codes.value, this.pinned.value));
    this.#connect();
  }

  get id(): string {
    return this.footage.peek().id;
  }

  async load(signal: AbortSignal): Promise<void> {
    const footage = this.footage.peek();
    await loadDocuments(footage, this.store, signal);
    this.loaded.value = true;
    if (this.me.codes) this.coverage.add(await loadWatched(footage, this.me.id, signal));
  }

  /** Heights of the lanes of clips in CSS pixels; the timeline sets them from the theme. */
  readonly laneHeights: Signal<Heights> = signal({ category: 26, other: 20 });
  #layout: Layout | null = null;
  readonly lanes: ReadonlySignal<readonly Lane[]> = computed(() => {
    const sources = {
      segments: this.store.segments.value,
      codes: this.store.codes.value,
      me: this.me.id,
      uncodedLabel: t("workbench.lane.uncoded"),
    };
    this.#layout = layoutOf(sources, this.laneHeights.value, this.#layout);
    return this.#layout.lanes;
  });

  undo(): void {
    this.#flash(this.editor.undo());
  }

  redo(): void {
    this.#flash(this.editor.redo());
  }

  /** Puts a code on the first free key of 1–9, or takes it off. */
  togglePin(code: string): void {
    const pinned = toggledPin(this.pins.peek(), code);
    this.pinned.value = pinned;
    writePins(this.footage.peek().project, this.me.id, pinned);
  }

  mediaUrl(kind: string): string {
    return address(`/footage/${this.id}/media/${kind}`);
  }

  /** A frame as a small picture. */
  stillUrl(frame: number): string {
    return address(`/footage/${this.id}/frame/${frame}.jpg?width=320`);
  }

  /** Frames where something begins or ends, in order: where ↑ and ↓ go, and what a drag sticks to. */
  readonly edges = computed(() => {
    const { segments, lines, noise } = this.store;
    const shown = noise.value.filter((section) => section.state !== "rejected");
    const marks = [...segments.value, ...lines.value, ...shown].flatMap(({ start, end }) => [start, end]);
    const all = [...marks, ...(this.keyframes.value?.shots ?? [])];
    return [...new Set(all)].sort((a, b) => a - b);
  });

  goToEdge(direction: 1 | -1): void {
    const at = this.player.frame.peek();
    const edges = this.edges.peek();
    const next = direction > 0 ? edges.find((edge) => edge > at) : edges.findLast((edge) => edge < at);
    if (next !== undefined) this.player.seek(Math.min(next, this.clock.frames - 1));
  }

  dispose(): void {
    void this.coverage.report(true);
    this.scope.dispose();
  }

  #connect(): void {
    const { scope, player, session, coverage } = this;
    player.onPresented = (frame, speed) => coverage.shown(frame, speed);
    scope.add(effect(() => this.#follow()));
    scope.add(effect(() => this.#onSpeed(player.speed.value)));
    scope.add(effect(() => this.#onSignIn(signIn.value.state)));
    scope.add(effect(() => this.#fetchDerived(this.footage.value)));
    scope.on(window, "online", () => this.outbox.resume());
    scope.on(window, "pagehide", () => this.#leave());
    scope.on(window, "beforeunload", (event) => {
      if (this.outbox.state.peek().is !== "saved") event.preventDefault();
    });
    scope.every(POLL_MS, () => void this.#poll());
    scope.add(
      session.markIn.subscribe((frame) => {
        if (frame !== null) session.tab.value = "segment";
      }),
    );
  }

  #follow(): void {
    const { session, player } = this;
    const frame = player.frame.value;
    if (session.gesture.peek()) return;
    const view = session.view.peek();
    const next = following(view, frame);
    if (next !== view) session.view.value = next;
  }

  #onSpeed(speed: number): void {
    if (speed === 0) void this.coverage.report();
  }

  #onSignIn(state: string): void {
    if (state === "in" && this.outbox.state.peek().is === "signin") this.outbox.resume();
  }

  #leave(): void {
    this.outbox.flushOnLeave();
    void this.coverage.report(true);
  }

  /** Until every derivative is made, asks how far they are; the player and the timeline take each as it comes. */
  async #poll(): Promise<void> {
    const { state } = this.footage.peek();
    const settled = state === "ready" || state === "failed";
    if (!settled || whyAway(this.footage.peek())) await this.refresh();
  }

  /** Reads anew what is made of the recording and whether its original is there. */
  async refresh(): Promise<void> {
    const footage = await api.get<Api.Footage>(`/footage/${this.id}/`).catch(() => null);
    if (footage) this.footage.value = footage;
  }

  #fetchDerived(footage: Api.Footage): void {
    for (const { kind, state } of footage.derivatives) {
      if (state !== "ready" || this.#fetching.has(kind)) continue;
      if (kind === "peaks") void this.#fetch(kind, this.peaks, () => this.#fetchPeaks());
      if (kind === "sprites") void this.#fetch(kind, this.sprites, () => this.#fetchSprites());
      if (kind === "keyframes") void this.#fetch(kind, this.keyframes, () => this.#fetchKeyframes());
    }
  }

  readonly #fetching = new Set<string>();

  /** Once, and again until it came: nobody asks any more when all is made. */
  async #fetch(kind: string, into: Signal<unknown>, get: () => Promise<void>): Promise<void> {
    if (into.peek() !== null || this.scope.ended) return;
    this.#fetching.add(kind);
    await get();
    this.scope.after(POLL_MS, () => void this.#fetch(kind, into, get));
  }

  async #fetchPeaks(): Promise<void> {
    const answer = await fetch(this.mediaUrl("peaks"), { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok) this.peaks.value = peaksOf(await answer.arrayBuffer());
  }

  async #fetchSprites(): Promise<void> {
    const made = await api.get<SpriteManifest>(`/footage/${this.id}/media/sprites`).catch(() => null);
    if (!made) return;
    const { tile, columns, rows, every_frames: everyFrames, sheets } = made;
    this.sprites.value = { tileWidth: tile.width, tileHeight: tile.height, columns, rows, everyFrames, sheets };
  }

  async #fetchKeyframes(): Promise<void> {
    const made = await api.get<KeyframesManifest>(`/footage/${this.id}/media/keyframes`).catch(() => null);
    if (made) this.keyframes.value = keyframesOf(made, this.clock.frames);
  }

  #flash(ids: readonly string[]): void {
    const { session, scope } = this;
    session.notice.value = "";
    session.flashing.value = new Set(ids);
    const [only] = ids;
    if (only && ids.length === 1 && this.store.peek("segment", only)) session.current.value = only;
    scope.after(FLASH_MS, () => (session.flashing.value = new Set()));
  }
}

interface SpriteManifest {
  readonly tile: { readonly width: number; readonly height: number };
  readonly columns: number;
  readonly rows: number;
  readonly every_frames: number;
  readonly sheets: number;
}

function spanAt<T extends { readonly start: number; readonly end: number }>(
  list: readonly T[],
  frame: number,
): T | null {
  return list.find((span) => contains(span, frame)) ?? null;
}
