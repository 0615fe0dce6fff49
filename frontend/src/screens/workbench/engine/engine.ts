import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { address } from "../../../api/address";
import { session as signIn } from "../../../api/client";
import { readRecording } from "../../../api/reads";
import { goOnAs } from "../../../api/session";
import type * as Api from "../../../api/types";
import { CoverageTracker } from "../../../core/coverage";
import { edgeAfter, edgeBefore, edgesOf } from "../../../core/edges";
import { Editor } from "../../../core/editor";
import { History } from "../../../core/history";
import { framesOfLag } from "../../../core/lag";
import type { Code, Line, Noise, Segment } from "../../../core/model";
import { Outbox, type SaveState } from "../../../core/outbox";
import type { Preferences } from "../../../core/preferences";
import { Scope } from "../../../core/scope";
import { spanAt } from "../../../core/spans";
import { Store } from "../../../core/store";
import type { Timebase } from "../../../core/time";
import { t } from "../../../i18n";
import { sendAfterwards, unsentOf } from "../../../keep/afterwards";
import { Keeper } from "../../../keep/keeper";
import { BrowserTabs } from "../../../keep/tabs";
import { count, unsent } from "../../../keep/unsent";
import { Player } from "../../../media/player";
import { type Heights, type Lane, type Layout, layoutOf, othersIn } from "../../../timeline/layout";
import { following, isInside } from "../../../timeline/viewport";
import { leaveField } from "../../../ui/field";
import { calm } from "../../../ui/motion";
import { preferencesOf } from "../../../ui/preferences";
import { comesInParts, mediaOf, sourceOf, whyAway } from "../../../ui/source";
import { playerClock, timebaseOf } from "./clock";
import { Coder, type Person } from "./coder";
import { Derived } from "./derived";
import { LaneRows } from "./laneRows";
import { LineWork } from "./lines";
import { type Everything, loadWatched, type Recording, reportWatched } from "./load";
import { readOthersShown, writeOthersShown } from "./others";
import { Picture } from "./picture";
import { pinsOf, toggledPin } from "./pins";
import { Playback } from "./playback";
import { SessionState } from "./session";
import { SpectrumStrip } from "./spectrumStrip";
import { Together } from "./together";
import { ApiTransport } from "./transport";

const FLASH_MS = 240;
const NEW_FLASH_MS = 160;
/** What changes by itself must be noticed from the corner of the eye. */
const ARRIVAL_FLASH_MS = 1200;
const POLL_MS = 3000;

/** Everything of one open recording: document, session and moment, joined and alive until `dispose`. */
export class Engine {
  readonly scope = new Scope();
  readonly store = new Store();
  readonly history = new History();
  readonly outbox: Outbox;
  readonly #keeper: Keeper;
  readonly editor: Editor;
  readonly clock: Timebase;
  readonly session: SessionState;
  readonly player: Player;
  readonly picture: Picture;
  readonly playback: Playback;
  readonly coverage: CoverageTracker;
  readonly coder: Coder;
  readonly spectrum: SpectrumStrip;
  readonly lineWork: LineWork;
  readonly together: Together;
  readonly footage;
  readonly derived: Derived;
  readonly loaded = signal(false);
  #signedOut = false;
  readonly sound: boolean;

  readonly current: ReadonlySignal<Segment | null>;
  readonly lineNow: ReadonlySignal<Line | null>;
  readonly noiseNow: ReadonlySignal<Noise | null>;
  /** What the member chose for every recording, and every browser. */
  readonly preferences: Preferences;
  readonly pins: ReadonlySignal<readonly Code[]>;

  constructor(
    footage: Recording,
    readonly me: Person,
  ) {
    this.footage = signal<Api.Footage>(footage);
    this.preferences = preferencesOf(me.id);
    this.clock = timebaseOf(footage.clock);
    this.sound = this.clock.rate.nominal >= 1000;
    const { scope, store, history, clock } = this;
    this.session = new SessionState(clock.frames, this.sound ? "audio" : "both");
    this.#keeper = new Keeper(me.id, { id: footage.id, project: footage.project, title: footage.title });
    const transport = new ApiTransport(footage.id, me.id);
    this.outbox = new Outbox(
      store,
      transport,
      {
        withdrawn: ({ kind, id }, names) => history.forget(kind, id, names),
        resumed: () => void this.#resumed(),
      },
      this.#keeper,
      new BrowserTabs(this.#keeper.opened, footage.id),
    );
    scope.add(() => this.#finish());
    scope.add(this.#countUnsent());
    this.editor = new Editor(store, history, this.outbox, () => performance.now());
    this.player = new Player(scope, playerClock(clock));
    const seen = computed(() => this.#isSeen());
    this.derived = new Derived({ scope, footage: this.footage, frames: clock.frames, seen });
    this.picture = new Picture({ scope, clock, player: this.player, footage: this.footage });
    this.playback = new Playback({ scope, store, session: this.session, player: this.player, person: me.id });
    this.coverage = new CoverageTracker(scope, clock.rate.nominal, (spans, leaving) =>
      me.codes ? reportWatched(footage.id, spans, leaving) : Promise.resolve([]),
    );
    const { session, editor, player, outbox, coverage } = this;
    this.together = new Together({
      ...{ scope, store, outbox, transport, session, coverage, me, footage: this.footage },
      refresh: () => this.refresh(),
      flash: (ids) => this.#show(ids, ARRIVAL_FLASH_MS),
    });
    const newId = () => crypto.randomUUID();
    const frame = () => player.frame.peek();
    const lag = () => this.lagAt(player.speed.peek());
    const playing = () => player.speed.peek() !== 0;
    const made = (ids: readonly string[]) => this.#show(ids, NEW_FLASH_MS);
    this.coder = new Coder({ store, editor, session, me, frames: clock.frames, frame, lag, playing, newId, made });
    this.lineWork = new LineWork({ store, editor, session, player, newId });

    const isReady = ({ kind, state }: Api.Derivative) => kind === "audio" && state === "ready";
    this.spectrum = new SpectrumStrip({
      scope,
      view: session.view,
      rate: clock.rate,
      url: this.mediaUrl("audio"),
      sounds: computed(() => this.footage.value.has_sound),
      ready: computed(() => this.footage.value.derivatives.some(isReady)),
      person: me.id,
    });
    this.current = computed(() => (session.current.value && store.get("segment", session.current.value)) || null);
    this.lineNow = computed(() => spanAt(store.lines.value, player.shown.value) ?? null);
    const confirmed = ({ state }: Noise) => state === "confirmed";
    this.noiseNow = computed(() => spanAt(store.noise.value.filter(confirmed), player.shown.value) ?? null);
    this.laneRows = new LaneRows(me.id);
    this.othersShown = signal(readOthersShown(me.id));
    this.pins = computed(() => pinsOf(store.codes.value, this.preferences.now.value.pins[footage.project] ?? null));
    this.#connect();
  }

  /** How much waits for the person to decide: held back for noise, refused, or changed by somebody else meanwhile. */
  readonly undecided: ReadonlySignal<number> = computed(() => {
    const { refusals, conflicts } = this.outbox;
    return this.session.held.value.length + refusals.value.length + conflicts.value.size;
  });

  /** Whether the picture shows the frame that it should, or none will come. */
  #isSeen(): boolean {
    const { status, wanted } = this.player;
    const comes = sourceOf(this.footage.value) !== null || comesInParts(this.footage.value);
    return !comes || status.value === "failed" || (status.value === "ready" && wanted.value === null);
  }

  get id(): string {
    return this.footage.peek().id;
  }

  async load(reading: Promise<Everything>, signal: AbortSignal): Promise<void> {
    const filled = reading.then((everything) => {
      signal.throwIfAborted();
      this.together.load(everything);
    });
    await Promise.all([filled, this.#keeper.unlock()]);
    signal.throwIfAborted();
    await this.outbox.open();
    this.loaded.value = true;
    if (this.me.codes) this.coverage.add(await loadWatched(this.footage.peek(), this.me.id, signal));
  }

  readonly othersShown: Signal<boolean>;

  toggleOthers(): void {
    this.othersShown.value = !this.othersShown.peek();
    writeOthersShown(this.me.id, this.othersShown.peek());
  }

  /** Frames that pass at `speed` between the member's seeing and pressing; 0 at rest. */
  lagAt(speed: number): number {
    return framesOfLag(this.clock.rate, this.preferences.now.peek().reactionLag, speed);
  }

  readonly laneRows: LaneRows;
  /** Heights of the lanes of clips in CSS pixels; the timeline sets them from the theme. */
  readonly laneHeights: Signal<Heights> = signal({ category: 26, other: 20 });
  #laidOut: Layout | null = null;
  readonly #layout = computed(() => {
    const sources = {
      segments: this.store.segments.value,
      codes: this.store.codes.value,
      me: this.me.id,
      hideOthers: !this.othersShown.value,
      uncodedLabel: t("workbench.lane.uncoded"),
    };
    this.#laidOut = layoutOf(sources, this.laneHeights.value, this.#laidOut);
    return this.#laidOut;
  });
  readonly lanes: ReadonlySignal<readonly Lane[]> = computed(() => this.#layout.value.lanes);
  /** How many others have coded here, as far as this person may see it. */
  readonly others = computed(() => othersIn(this.#layout.value));

  undo(): void {
    this.#flash(this.editor.undo());
  }

  redo(): void {
    this.#flash(this.editor.redo());
  }

  /** Puts a code on the first free key of 1–9, or takes it off. */
  togglePin(code: string): void {
    const pins = { [this.footage.peek().project]: toggledPin(this.pins.peek(), code) };
    this.preferences.change({ pins });
  }

  mediaUrl(name: string): string {
    return mediaOf(this.id, name);
  }

  /** A frame as a small picture. */
  stillUrl(frame: number): string {
    return address(`/footage/${this.id}/frame/${frame}.jpg?width=320`);
  }

  /** Frames where something begins or ends, in order: where ↑ and ↓ go, and what a drag sticks to. */
  readonly edges = computed(() => {
    const { segments, lines, noise } = this.store;
    const shown = noise.value.filter((section) => section.state !== "rejected");
    const seen = segments.value.filter(({ coder }) => this.othersShown.value || coder === this.me.id);
    return edgesOf([...seen, ...lines.value, ...shown], this.derived.keyframes.value?.shots ?? []);
  });

  goToEdge(direction: 1 | -1): void {
    const at = this.player.frame.peek();
    const edges = this.edges.peek();
    const next = direction > 0 ? edgeAfter(edges, at) : edgeBefore(edges, at);
    if (next !== undefined) this.player.seek(Math.min(next, this.clock.frames - 1));
  }

  dispose(): void {
    void this.coverage.report(true);
    this.scope.dispose();
  }

  #connect(): void {
    const { scope, player, session, coverage } = this;
    player.onPresented = (frame, speed) => coverage.shown(frame, speed);
    player.onSought = (frame) => this.#turnTo(frame);
    scope.add(effect(() => this.#follow(player.frame.value)));
    scope.add(effect(() => this.#onSpeed(player.speed.value)));
    scope.add(effect(() => this.#onSignIn(signIn.value.state)));
    scope.add(effect(() => this.#onSave(this.outbox.state.value.is)));
    scope.on(window, "online", () => this.outbox.resume());
    scope.on(window, "pagehide", () => this.#leave());
    scope.add(() => this.lineWork.keep());
    scope.on(window, "beforeunload", (event) => {
      leaveField();
      const writing = this.outbox.state.peek().is !== "saved" && !this.outbox.kept.peek();
      if (writing || unsent.peek().onlyHere > 0) event.preventDefault();
    });
    scope.every(POLL_MS, () => void this.#poll());
    scope.add(
      session.markIn.subscribe((frame) => {
        if (frame !== null) session.tab.value = "segment";
      }),
    );
  }

  /** The frame that the window was last asked to follow. */
  #followed = 0;
  #plays = false;

  /** A playhead that walks out of the window turns the page; one that is outside already leaves the person looking. */
  #follow(frame: number): void {
    const walksOut = isInside(this.session.view.peek(), this.#followed);
    this.#followed = frame;
    if (walksOut) this.#turnTo(frame);
  }

  #turnTo(frame: number): void {
    const { gesture, view } = this.session;
    if (!gesture.peek()) view.value = following(view.peek(), frame);
  }

  /** Whoever starts it wants to see it. */
  #onSpeed(speed: number): void {
    if (speed === 0) void this.coverage.report();
    else if (!this.#plays) this.#turnTo(this.player.frame.peek());
    this.#plays = speed !== 0;
  }

  /** Whoever has signed in again here has done so for the other tabs, too; `resume` tells them. */
  #onSignIn(state: string): void {
    const again = state === "in" && this.#signedOut;
    this.#signedOut = state === "expired";
    if (!again) return;
    this.together.wake();
    this.outbox.resume();
  }

  /** The tab that sends has met the end of the session; the person may be looking at this one. */
  #onSave(is: SaveState["is"]): void {
    const now = signIn.peek();
    if (is === "signin" && now.state === "in") signIn.value = { state: "expired", user: now.user };
  }

  /** Also what noise stands in the way of: nothing keeps it until the person has chosen. */
  #countUnsent(): () => void {
    const sent = unsentOf(this.outbox);
    const { held } = this.session;
    return count(computed(() => ({ ...sent.value, onlyHere: sent.value.onlyHere + held.value.length })));
  }

  #finish(): void {
    sendAfterwards(this.outbox, () => {
      this.outbox.dispose();
      this.#keeper.close();
    });
  }

  /** The same member has signed in again in another tab. */
  async #resumed(): Promise<void> {
    const now = signIn.peek();
    if (now.state === "expired") await goOnAs(now.user).catch(() => {});
  }

  #leave(): void {
    leaveField();
    this.lineWork.keep();
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
    const footage = await readRecording(this.id).catch(() => null);
    if (footage) this.footage.value = footage;
  }

  #flash(ids: readonly string[]): void {
    const { session } = this;
    session.notice.value = "";
    this.#show(ids, FLASH_MS);
    const [only] = ids;
    if (only && ids.length === 1 && this.store.peek("segment", only)) session.current.value = only;
  }

  /** Makes these stand out for a moment: one steady change of tone and back, nothing that moves or blinks. */
  #show(ids: readonly string[], milliseconds: number): void {
    if (calm()) return;
    const { flashing } = this.session;
    flashing.value = new Set([...flashing.peek(), ...ids]);
    this.scope.after(milliseconds, () => {
      flashing.value = new Set([...flashing.peek()].filter((id) => !ids.includes(id)));
    });
  }
}
