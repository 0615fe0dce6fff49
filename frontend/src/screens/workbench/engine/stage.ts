import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { FramePair } from "../../../api/types";
import type { Span } from "../../../core/spans";
import { t } from "../../../i18n";
import type { Lane } from "../../../timeline/layout";
import { witnessBars } from "../../../timeline/layout";
import { planOverview } from "../../../timeline/overview";
import { Palette, paint } from "../../../timeline/paint";
import { columnsOf } from "../../../timeline/peaks";
import {
  type Band,
  type ClipState,
  coveredLabels,
  planLane,
  planLines,
  planPicture,
  planRuler,
  planSound,
  planVeil,
  planWitnesses,
} from "../../../timeline/plan";
import { INK, type Shape } from "../../../timeline/shapes";
import { resized, type Viewport } from "../../../timeline/viewport";
import type { Engine } from "./engine";

/** Heights of the bands in CSS pixels, from the tokens of the theme. */
export interface BandHeights {
  readonly overview: number;
  readonly ruler: number;
  readonly thumbs: number;
  readonly wave: number;
  readonly lines: number;
  readonly wit: number;
  readonly cat: number;
  readonly other: number;
}

export interface StageElements {
  readonly root: HTMLElement;
  readonly track: HTMLElement;
  readonly overview: HTMLCanvasElement;
  readonly base: HTMLCanvasElement;
  readonly clips: HTMLCanvasElement;
  readonly probe: HTMLElement;
}

interface Plan {
  readonly shapes: readonly Shape[];
  readonly width: number;
  readonly height: number;
}

const FIRST_SECONDS = 200;
const NAMES = ["overview", "ruler", "thumbs", "wave", "lines", "wit", "cat", "other"] as const;
const DEFAULTS: BandHeights = { overview: 42, ruler: 22, thumbs: 44, wave: 64, lines: 36, wit: 22, cat: 26, other: 20 };

/**
 * The canvases of the timeline, layered by how often they change: the overview with the document, the base and the
 * clips with the window too. Nothing here repaints while playing; the playhead is an element of its own.
 */
export class Stage {
  readonly heights: Signal<BandHeights> = signal(DEFAULTS);
  readonly hovered: Signal<string | null> = signal(null);
  readonly focused: Signal<string | null> = signal(null);
  readonly lanes: ReadonlySignal<readonly Lane[]>;
  readonly #engine: Engine;
  readonly #theme = signal(0);
  readonly #sheetsLoaded = signal(0);
  readonly #sheets = new Map<number, HTMLImageElement>();
  readonly #bars: ReadonlySignal<ReturnType<typeof witnessBars>>;

  constructor(engine: Engine) {
    this.#engine = engine;
    const { store } = engine;
    const laneHeights = computed(() => `${this.heights.value.cat} ${this.heights.value.other}`);
    const lanes = computed(() => {
      const [cat = DEFAULTS.cat, other = DEFAULTS.other] = laneHeights.value.split(" ").map(Number);
      return engine.lanes(cat, other);
    });
    this.lanes = computed(() => lanes.value.value);
    this.#bars = computed(() => witnessBars(store.segments.value, store.lines.value, store.witnesses.value));
  }

  /** Bands of the base canvas, from its own top. */
  bands(): Record<"ruler" | "thumbs" | "wave" | "lines" | "wit", Band> {
    const { ruler, thumbs, wave, lines, wit } = this.heights.value;
    const from = (top: number, height: number): Band => ({ top, height });
    return {
      ruler: from(0, ruler),
      thumbs: from(ruler, thumbs),
      wave: from(ruler + thumbs, wave),
      lines: from(ruler + thumbs + wave, lines),
      wit: from(ruler + thumbs + wave + lines, wit),
    };
  }

  mount(elements: StageElements): void {
    const { scope, session } = this.#engine;
    const palette = new Palette(elements.probe);
    const measure = () => this.#measure(elements);
    const observer = new ResizeObserver(measure);
    observer.observe(elements.track);
    scope.add(() => observer.disconnect());
    const repaint = () => {
      palette.forget();
      this.#theme.value += 1;
    };
    const themes = new MutationObserver(repaint);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    scope.add(() => themes.disconnect());
    scope.on(matchMedia("(prefers-color-scheme: light)"), "change", repaint);
    scope.on(document.fonts, "loadingdone", repaint);
    measure();
    const { frames, width } = session.view.peek();
    session.view.value = resized(
      { start: 0, span: FIRST_SECONDS * this.#engine.clock.rate.nominal, frames, width },
      width,
    );

    this.#layer(() => this.#planOverview(), elements.overview, palette);
    this.#layer(() => this.#planBase(), elements.base, palette);
    this.#layer(() => this.#planClips(), elements.clips, palette);
  }

  #measure({ root, track }: StageElements): void {
    const { session } = this.#engine;
    const style = getComputedStyle(root);
    const read = (name: keyof BandHeights) =>
      Number.parseFloat(style.getPropertyValue(`--h-${name}`)) || DEFAULTS[name];
    this.heights.value = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as unknown as BandHeights;
    session.view.value = resized(session.view.peek(), Math.max(1, track.clientWidth));
  }

  /** Plans and paints at once for the first time, and then once before a display frame when anything it read has changed. */
  #layer(plan: () => Plan, canvas: HTMLCanvasElement, palette: Palette): void {
    const { scope } = this.#engine;
    const planned = computed(plan);
    let queued = false;
    const show = () => {
      queued = false;
      const { shapes, ...size } = planned.value;
      paint(canvas, palette, shapes, size, (sheet) => this.#sheet(sheet));
    };
    scope.add(
      planned.subscribe(() => {
        if (queued) return;
        queued = true;
        scope.frame(show);
      }),
    );
  }

  #sheet(index: number): CanvasImageSource | null {
    const known = this.#sheets.get(index);
    if (known) return known.complete && known.naturalWidth > 0 ? known : null;
    const image = new Image();
    this.#sheets.set(index, image);
    image.onload = () => {
      this.#sheetsLoaded.value += 1;
    };
    image.src = this.#engine.mediaUrl(`sprites/${index}.jpg`);
    return null;
  }

  #planOverview(): Plan {
    const { store, coverage, me, clock } = this.#engine;
    void this.#theme.value;
    const width = this.#width.value;
    const height = this.heights.value.overview;
    const own = store.segments.value.filter((segment) => segment.coder === me.id);
    const sources = {
      frames: clock.frames,
      watched: pairs(coverage.watched.value),
      coded: pairs(own),
      reviewed: pairs(own.filter((segment) => segment.status === "approved")),
      noise: pairs(store.noise.value.filter((section) => section.state === "confirmed")),
      lanes: this.lanes.value,
    };
    return { shapes: planOverview(sources, width, height), width, height };
  }

  /** As text, so that playing repaints the ruler only when the tag reaches or leaves a label. */
  readonly #covered = computed(() => {
    const { clock, session, player } = this.#engine;
    return coveredLabels(clock, session.view.value, player.frame.value).join(" ");
  });

  readonly #width = computed(() => this.#engine.session.view.value.width);

  #planBase(): Plan {
    const { store, clock, peaks, sprites, session, lineNow } = this.#engine;
    void this.#theme.value;
    void this.#sheetsLoaded.value;
    const view = session.view.value;
    const bands = this.bands();
    const noise = store.noise.value;
    const height = bands.wit.top + bands.wit.height;
    const ground: Shape = { is: "box", x: 0, y: bands.lines.top, w: view.width, h: height, ink: INK.lane };
    const shapes = [
      ...planRuler(clock, view, bands.ruler, new Set(this.#covered.value.split(" ").map(Number))),
      ...planPicture(sprites.value, view, bands.thumbs),
      ...planSound(this.#columns(view, peaks.value), noise, view, bands.wave, t("workbench.noise.label")),
      ground,
      ...planVeil(noise, view, { top: bands.lines.top, height: height - bands.lines.top }),
      ...planLines(store.lines.value, lineNow.value?.id ?? null, view, bands.lines),
      ...planWitnesses(this.#bars.value, view, bands.wit),
      ...Object.values(bands).map((band): Shape => {
        return { is: "box", x: 0, y: band.top + band.height - 1, w: view.width, h: 1, ink: INK.line };
      }),
    ];
    return { shapes, width: view.width, height };
  }

  #columns(view: Viewport, peaks: ReturnType<Engine["peaks"]["peek"]>) {
    if (!peaks) return null;
    const { num, den } = this.#engine.clock.rate;
    const seconds = (frame: number) => (frame * den) / num;
    return columnsOf(peaks, seconds(view.start), seconds(view.start + view.span), Math.round(view.width));
  }

  #planClips(): Plan {
    const { store, session } = this.#engine;
    void this.#theme.value;
    const view = session.view.value;
    const lanes = this.lanes.value;
    const state = this.#clipState();
    const height = lanes.reduce((sum, lane) => sum + lane.height, 0);
    const shapes = lanes.flatMap((lane): Shape[] => [
      ground(lane, view.width),
      ...(lane.kind === "peer" ? [] : planVeil(store.noise.value, view, lane)),
      ...planLane(lane, view, state),
      { is: "box", x: 0, y: lane.top + lane.height - 1, w: view.width, h: 1, ink: INK.line },
    ]);
    return { shapes, width: view.width, height };
  }

  #clipState(): ClipState {
    const { session, outbox } = this.#engine;
    const gesture = session.gesture.value;
    const ids = (keys: Iterable<string>) => new Set([...keys].map((key) => key.slice(key.indexOf(":") + 1)));
    return {
      selected: session.current.value,
      hovered: this.hovered.value,
      focused: this.focused.value,
      preview: gesture?.is === "trim" ? { id: gesture.id, span: gesture.preview } : null,
      unsaved: ids(outbox.unsaved.value),
      conflicts: ids(outbox.conflicts.value.keys()),
      flashing: session.flashing.value,
    };
  }
}

const pairs = (spans: readonly Span[]): FramePair[] => spans.map(({ start, end }) => [start, end]);

function ground(lane: Lane, width: number): Shape {
  const ink = lane.kind === "category" ? INK.lane : INK.pit;
  return { is: "box", x: 0, y: lane.top, w: width, h: lane.height, ink };
}
