import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Segment } from "../../../core/model";
import { reading } from "../../../core/reading";
import { type Span, union } from "../../../core/spans";
import { t } from "../../../i18n";
import { kilohertz } from "../../../i18n/format";
import { planLane } from "../../../timeline/clips";
import type { Gesture } from "../../../timeline/gestures";
import type { Lane } from "../../../timeline/layout";
import type { ClipState } from "../../../timeline/looks";
import { planOverview } from "../../../timeline/overview";
import { Painter, type Pictures } from "../../../timeline/paint";
import { Palette } from "../../../timeline/palette";
import { columnsOf, type Peaks } from "../../../timeline/peaks";
import {
  type Band,
  coveredLabels,
  type NoiseLook,
  planLines,
  planNotice,
  planPicture,
  planRuler,
  planShots,
  planSound,
  planVeil,
  planWitnesses,
} from "../../../timeline/plan";
import { repaintOf, type Shown } from "../../../timeline/repaint";
import { ticks } from "../../../timeline/ruler";
import { INK, type Shape } from "../../../timeline/shapes";
import { planSpectrum } from "../../../timeline/spectrum/plan";
import { Thumbs } from "../../../timeline/thumbs";
import { NOISE_LANE } from "../../../timeline/twin";
import { pixelsPerFrame, resized, type Viewport } from "../../../timeline/viewport";
import { type WitnessBar, type WitnessBars, witnessBars } from "../../../timeline/witnesses";
import { watchAppearance } from "./appearance";
import type { Engine } from "./engine";
import { Sheets } from "./sheets";

/** Heights of the bands in CSS pixels, from the tokens of the theme. */
export interface BandHeights {
  readonly overview: number;
  readonly ruler: number;
  readonly thumbs: number;
  readonly wave: number;
  /** 0 while the strip is off. */
  readonly spectrum: number;
  readonly lines: number;
  readonly wit: number;
  readonly cat: number;
  readonly other: number;
}

export interface StageElements {
  readonly root: HTMLElement;
  /** From the ruler to the witnesses; as wide as the window on the recording. */
  readonly strips: HTMLElement;
  readonly overview: HTMLCanvasElement;
  readonly base: HTMLCanvasElement;
  readonly witnesses: HTMLCanvasElement;
  readonly clips: HTMLCanvasElement;
  readonly probe: HTMLElement;
}

interface Plan {
  readonly shapes: readonly Shape[];
  /** Painted over what is there, instead of anew. */
  readonly over?: boolean;
  readonly width: number;
  readonly height: number;
}

const FIRST_SECONDS = 200;
/** The overview may lag behind: nobody aims at single frames there, and while playing it grows with every frame. */
const OVERVIEW_MS = 250;
/** Around the lanes in sight: how far they are scrolled before the page learns of it. */
const SPARE_PX = 40;
/** After which a window that was moved is at rest. */
const REST_MS = 160;
const NAMES = ["overview", "ruler", "thumbs", "wave", "spectrum", "lines", "wit", "cat", "other"] as const;
const DEFAULTS: BandHeights = {
  overview: 42,
  ruler: 22,
  thumbs: 44,
  wave: 64,
  spectrum: 64,
  lines: 36,
  wit: 22,
  cat: 26,
  other: 20,
};

/**
 * The canvases of the timeline, layered by how often they change: the overview with the document, the base and the
 * clips with the window too. The playhead is an element of its own, so while playing only the overview is painted again,
 * and the base where a line or a label comes under the playhead.
 */
export class Stage {
  readonly heights: Signal<BandHeights> = signal(DEFAULTS);
  readonly hovered: Signal<string | null> = signal(null);
  readonly focused: Signal<ClipState["focused"]> = signal(null);
  readonly lanes: ReadonlySignal<readonly Lane[]>;
  /** The part of the lanes that is not scrolled away, in pixels from the top of all. */
  readonly sight: Signal<Band> = signal({ top: 0, height: Number.POSITIVE_INFINITY });
  /** The window as it was when it last came to rest: what may follow it later does not follow each of its frames. */
  readonly rested: ReadonlySignal<Viewport>;
  readonly #rested: Signal<Viewport>;
  readonly #engine: Engine;
  readonly #theme = signal(0);
  readonly #sheets = new Sheets((sheet) => this.#engine.mediaUrl(`sprites/${sheet}.jpg`));
  readonly #thumbs = new Thumbs((sheet) => this.#sheets.image(sheet));
  #witnesses: WitnessBars | null = null;
  #shown: Shown | null = null;
  readonly #bars: ReadonlySignal<readonly WitnessBar[]>;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { store, session } = engine;
    this.lanes = engine.lanes;
    this.#rested = signal(session.view.peek());
    this.rested = this.#rested;
    this.#bars = computed(() => {
      const sources = { segments: store.segments.value, lines: store.lines.value, witnesses: store.witnesses.value };
      this.#witnesses = witnessBars(sources, this.#witnesses);
      return this.#witnesses.bars;
    });
  }

  /** Bands of the base canvas, from its own top. */
  bands(): Record<"ruler" | "thumbs" | "wave" | "spectrum" | "lines", Band> {
    const { ruler, thumbs, wave, spectrum, lines } = this.heights.value;
    const from = (top: number, height: number): Band => ({ top, height });
    return {
      ruler: from(0, ruler),
      thumbs: from(ruler, thumbs),
      wave: from(ruler + thumbs, wave),
      spectrum: from(ruler + thumbs + wave, spectrum),
      lines: from(ruler + thumbs + wave + spectrum, lines),
    };
  }

  mount(elements: StageElements): void {
    const { scope, session } = this.#engine;
    const palette = new Palette(elements.probe);
    let measured = false;
    const measure = () => {
      this.#measure(elements);
      if (!measured) this.#paintFromNowOn(elements, palette);
      measured = true;
    };
    // Which tells of the size it begins with, too. To ask for that would make all be laid out that stands until now.
    const observer = new ResizeObserver(measure);
    observer.observe(elements.strips);
    scope.add(() => observer.disconnect());
    const repaint = () => {
      palette.forget();
      this.#thumbs.forget();
      this.#theme.value += 1;
    };
    const { overview, base, witnesses, clips } = elements;
    watchAppearance(scope, [overview, base, witnesses, clips], repaint);
    this.#waitForRest();
    scope.add(this.#engine.spectrum.drawn.subscribe(() => measured && measure()));
    const { frames, width } = session.view.peek();
    session.view.value = resized(
      { start: 0, span: FIRST_SECONDS * this.#engine.clock.rate.nominal, frames, width },
      width,
    );
  }

  #paintFromNowOn(elements: StageElements, palette: Palette): void {
    const { scope } = this.#engine;
    const soon = (show: () => void) => this.#atNextFrame(show);
    const later = (show: () => void) => scope.after(OVERVIEW_MS, show);
    this.#layer(() => this.#planOverview(), elements.overview, palette, later);
    this.#layer(() => this.#planBase(), elements.base, palette, soon);
    this.#layer(() => this.#planWitnesses(), elements.witnesses, palette, soon);
    this.#layer(() => this.#planClips(), elements.clips, palette, soon);
  }

  #waitForRest(): void {
    const { scope, session } = this.#engine;
    let cancel = () => {};
    const stop = session.view.subscribe((view) => {
      cancel();
      cancel = scope.after(REST_MS, () => (this.#rested.value = view));
    });
    scope.add(stop);
  }

  #measure({ root, strips }: StageElements): void {
    const { session } = this.#engine;
    const style = getComputedStyle(root);
    const read = (name: keyof BandHeights) =>
      Number.parseFloat(style.getPropertyValue(`--h-${name}`)) || DEFAULTS[name];
    const all = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as unknown as BandHeights;
    const heights = {
      ...all,
      thumbs: this.#engine.sound ? 0 : all.thumbs,
      spectrum: this.#engine.spectrum.drawn.peek() ? all.spectrum : 0,
    };
    const before = this.heights.peek();
    if (NAMES.some((name) => heights[name] !== before[name])) {
      this.heights.value = heights;
      this.#engine.laneHeights.value = { category: heights.cat, other: heights.other };
    }
    session.view.value = resized(session.view.peek(), Math.max(1, strips.clientWidth));
  }

  /**
   * Plans and paints before a display frame (or `later`), and again once anything that the plan has read changes: the theme,
   * too, by which the painter finds its colours. Never inside a key's handler.
   */
  #layer(plan: () => Plan, canvas: HTMLCanvasElement, palette: Palette, schedule: (show: () => void) => void): void {
    const painter = new Painter(canvas, palette);
    const pictures = this.#pictures(palette);
    let stop = () => {};
    const read = () => {
      void this.#theme.value;
      return plan();
    };
    const show = () => {
      const planned = reading(read, () => schedule(show));
      stop = planned.stop;
      const { shapes, over, ...size } = planned.value();
      painter.paint(shapes, size, pictures, over);
    };
    this.#engine.scope.add(() => stop());
    schedule(show);
  }

  readonly #due: (() => void)[] = [];

  /** One display frame is asked for, however many layers wait for it. */
  #atNextFrame(show: () => void): void {
    if (this.#due.push(show) > 1) return;
    this.#engine.scope.frame(() => {
      for (const paintLayer of this.#due.splice(0)) {
        try {
          paintLayer();
        } catch (thrown) {
          // The others are shown all the same.
          reportError(thrown);
        }
      }
    });
  }

  #pictures(palette: Palette): Pictures {
    const { spectrum, derived } = this.#engine;
    const tile = (key: string) =>
      spectrum.image(key, palette.ink(INK.pit), palette.ink(INK.text), derived.peaks.peek()?.gain ?? 1);
    return { thumb: (thumb, ratio) => this.#thumbs.cut(thumb, ratio), tile };
  }

  #planOverview(): Plan {
    const { store, coverage, me, clock } = this.#engine;
    const width = this.#width.value;
    const height = this.heights.value.overview;
    const own = store.segments.value.filter((segment) => segment.coder === me.id);
    const sources = {
      frames: clock.frames,
      watched: coverage.watched.value,
      coded: own,
      reviewed: own.filter((segment) => segment.status === "approved"),
      noise: store.noise.value.filter((section) => section.state === "confirmed"),
      lanes: this.lanes.value,
    };
    return { shapes: planOverview(sources, width, height), width, height };
  }

  readonly #ticks = computed(() => {
    const { clock, session } = this.#engine;
    const view = session.view.value;
    return ticks(clock, view.start, view.start + view.span, pixelsPerFrame(view));
  });

  /** As text, so that playing repaints the ruler only when the tag reaches or leaves a label. */
  readonly #covered = computed(() => {
    const { session, player } = this.#engine;
    return coveredLabels(this.#ticks.value, session.view.value, player.frame.value).join(" ");
  });

  readonly #width = computed(() => this.#engine.session.view.value.width);

  #planBase(): Plan {
    // Thumbnails come while they are painted.
    void this.#sheets.came.value;
    const { store, session, lineNow, footage } = this.#engine;
    const { peaks, sprites, keyframes } = this.#engine.derived;
    const view = session.view.value;
    const bands = this.bands();
    const noise = store.noise.value;
    const height = bands.lines.top + bands.lines.height;
    const ground: Shape = { is: "box", x: 0, y: bands.lines.top, w: view.width, h: height, ink: INK.lane };
    const shapes = [
      ...planRuler(this.#ticks.value, view, bands.ruler, new Set(this.#covered.value.split(" ").map(Number))),
      ...planPicture(sprites.value, view, bands.thumbs),
      ...planShots(keyframes.value?.shots ?? [], view, bands.thumbs),
      ...planSound(this.#wave(view, peaks.value), noise, view, bands.wave, this.#noiseLook()),
      ...(footage.value.has_sound ? [] : planNotice(t("timeline.soundless"), view, bands.wave)),
      ...this.#planSpectrum(view, bands.spectrum),
      ground,
      ...planVeil(noise, view, bands.lines),
      ...planLines(store.lines.value, lineNow.value?.id ?? null, view, bands.lines),
      ...Object.values(bands).map((band): Shape => {
        return { is: "box", x: 0, y: band.top + band.height - 1, w: view.width, h: 1, ink: INK.line };
      }),
    ];
    return { shapes, width: view.width, height };
  }

  #noiseLook(): NoiseLook {
    const key = this.#engine.session.keys.label.value;
    const judge = [key("acceptNoise"), key("rejectNoise")].filter((label) => label !== "");
    const focused = this.focused.value?.lane === NOISE_LANE ? this.focused.value.id : null;
    return { confirmed: t("workbench.noise.label"), judge, focused };
  }

  #planSpectrum(view: Viewport, band: Band): Shape[] {
    const { spectrum, clock } = this.#engine;
    if (band.height === 0) return [];
    const state = spectrum.state.value;
    const notice = state === "shown" ? "" : t(`timeline.spectrum.${state}`);
    return planSpectrum(spectrum.tiles.value, notice, view, clock.rate, band, kilohertz);
  }

  #planWitnesses(): Plan {
    const { store, session } = this.#engine;
    const view = session.view.value;
    const band: Band = { top: 0, height: this.heights.value.wit };
    const shapes: Shape[] = [
      { is: "box", x: 0, y: 0, w: view.width, h: band.height, ink: INK.lane },
      ...planVeil(store.noise.value, view, band),
      ...planWitnesses(this.#bars.value, view, band),
      { is: "box", x: 0, y: band.height - 1, w: view.width, h: 1, ink: INK.line },
    ];
    return { shapes, width: view.width, height: band.height };
  }

  #wave(view: Viewport, peaks: Peaks | null) {
    if (!peaks) return null;
    const { num, den } = this.#engine.clock.rate;
    const seconds = (frame: number) => (frame * den) / num;
    const columns = columnsOf(peaks, seconds(view.start), seconds(view.start + view.span), Math.round(view.width));
    return { columns, gain: peaks.gain };
  }

  #planClips(): Plan {
    const { store, session } = this.#engine;
    const view = session.view.value;
    const lanes = this.lanes.value;
    const noise = store.noise.value;
    const state = this.#clipState.value;
    const scene = { lanes, view, noise, theme: this.#theme.value, state };
    const { whole, lanes: changed, painted } = repaintOf(scene, this.#shown, this.#wantedLanes());
    this.#shown = { ...scene, painted };
    const height = lanes.reduce((sum, lane) => sum + lane.height, 0);
    // Put together once: thousands of shapes are copied with each spreading.
    const parts = changed.flatMap((lane): Shape[][] => [
      [ground(lane, view.width)],
      lane.kind === "peer" ? [] : planVeil(noise, view, lane),
      planLane(lane, view, state),
      [{ is: "box", x: 0, y: lane.top + lane.height - 1, w: view.width, h: 1, ink: INK.line }],
    ]);
    const shapes = ([] as Shape[]).concat(...parts);
    return { shapes, width: view.width, height, over: !whole };
  }

  /** All of them once the window is at rest, so that they are there when they are scrolled to; those in sight while it moves. */
  #wantedLanes(): readonly Lane[] {
    const lanes = this.lanes.value;
    if (this.#rested.value === this.#engine.session.view.value) return lanes;
    const { top, height } = this.sight.value;
    const [from, to] = [top - SPARE_PX, top + height + SPARE_PX];
    return lanes.filter((lane) => lane.top < to && lane.top + lane.height > from);
  }

  readonly #clipState = computed((): ClipState => {
    const { session, outbox, coder } = this.#engine;
    const gesture = session.gesture.value;
    return {
      selected: gesture?.is === "band" ? gesture.preview : coder.selection.ids.value,
      hovered: this.hovered.value,
      focused: this.focused.value,
      previews: this.#previews.value,
      drowned: this.#drowned.value,
      unsaved: idsIn(outbox.unsaved.value),
      conflicts: idsIn(outbox.conflicts.value.keys()),
      flashing: session.flashing.value,
    };
  });

  readonly #previews: ReadonlySignal<ReadonlyMap<string, Span>> = computed(() =>
    previewsOf(this.#engine.session.gesture.value, this.#engine.coder.selection.segments.value),
  );

  readonly #drowned = computed(() =>
    union(this.#engine.store.noise.value.filter(({ state }) => state === "confirmed")),
  );
}

const UNMOVED: ReadonlyMap<string, Span> = new Map();

/** Where a drag shows clips instead of where they are stored. */
function previewsOf(gesture: Gesture | null, selected: readonly Segment[]): ReadonlyMap<string, Span> {
  if (gesture?.is === "trim") return new Map([[gesture.id, gesture.preview]]);
  if (gesture?.is !== "move") return UNMOVED;
  const by = gesture.preview.start - gesture.before.start;
  const moving = selected.filter(({ id }) => gesture.ids.has(id));
  return new Map(moving.map(({ id, start, end }) => [id, { start: start + by, end: end + by }]));
}

const idsIn = (keys: Iterable<string>) => new Set([...keys].map((key) => key.slice(key.indexOf(":") + 1)));

function ground(lane: Lane, width: number): Shape {
  const ink = lane.kind === "category" ? INK.lane : INK.pit;
  return { is: "box", x: 0, y: lane.top, w: width, h: lane.height, ink };
}
