import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { Editor } from "../../../core/editor";
import { endMeant, frameMeant } from "../../../core/lag";
import {
  BASES,
  type Basis,
  type Change,
  type Noise,
  type NoiseState,
  type Segment,
  sameValue,
} from "../../../core/model";
import { inNoise } from "../../../core/noise";
import { type Span, spanAt } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { t } from "../../../i18n";
import { Selection } from "./selection";
import type { Growing, SegmentChange, SessionState } from "./session";

export interface Person {
  readonly id: string;
  readonly name: string;
  /** May change others' segments too. */
  readonly leads: boolean;
  readonly codes: boolean;
}

interface Tools {
  readonly store: Store;
  readonly editor: Editor;
  readonly session: SessionState;
  readonly me: Person;
  readonly frames: number;
  /** The frame that edits refer to. */
  readonly frame: () => number;
  /** Frames that the hand is behind the eye just now; negative when playing backwards, 0 at rest. */
  readonly lag?: () => number;
  readonly playing?: () => boolean;
  readonly newId: () => string;
  /** Told of what is there for the first time, so that the eye finds it. */
  readonly made: (ids: readonly string[]) => void;
}

/** What a coder does to segments and noise. Every method is one key; what can't be done says why in `session.notice`. */
export class Coder {
  readonly selection: Selection;
  readonly #tools: Tools;
  /** A mark is open: the keys speak of the segment that is about to be. */
  readonly #between: ReadonlySignal<boolean>;
  /** What the keys of codes, of witnesses and of the basis start from: the next segment's, or those of all selected. */
  readonly codesMeant: ReadonlySignal<readonly string[]>;
  readonly witnessesMeant: ReadonlySignal<readonly string[]>;
  readonly basisMeant: ReadonlySignal<Basis>;

  constructor(tools: Tools) {
    this.#tools = tools;
    const { session, store } = tools;
    this.selection = new Selection(store, session);
    const { segments } = this.selection;
    this.#between = computed(() => session.markIn.value !== null);
    this.codesMeant = computed(() =>
      this.#between.value ? session.nextCodes.value : inAll(segments.value.map((segment) => segment.codes)),
    );
    this.witnessesMeant = computed(() =>
      this.#between.value || segments.value.length === 0
        ? session.sticky.value
        : inAll(segments.value.map((segment) => segment.witnesses)),
    );
    this.basisMeant = computed(() => {
      const current = session.current.value;
      const segment = this.#between.value || current === null ? undefined : store.get("segment", current);
      return segment?.basis ?? session.nextBasis.value;
    });
  }

  markIn(): void {
    if (!this.#mayCode()) return;
    const { session } = this.#tools;
    session.notice.value = "";
    if (!this.#between.peek()) session.nextCodes.value = [];
    session.markIn.value = this.#frameMeant();
  }

  /** Commits the segment from the mark to the shown frame, which is the first one outside, with what was collected. */
  markOut(): void {
    const { session } = this.#tools;
    const start = session.markIn.peek();
    if (start === null) {
      this.#say(t("workbench.notice.noIn", this.#keys("in", "out")));
      return;
    }
    const end = this.#endMeant();
    if (end <= start) {
      this.#say(t("workbench.notice.outBeforeIn", this.#keys("in", "out")));
      return;
    }
    session.markIn.value = null;
    this.commit({ start, end }, { codes: session.nextCodes.peek() });
    this.#sayWhereItEnds(end);
  }

  /** A new segment with the basis and the witnesses that are set for the next one. */
  commit(span: Span, fields: Partial<Segment> = {}): void {
    if (!this.#mayCode()) return;
    const { session, store, me, newId, made } = this.#tools;
    const segment: Segment = {
      id: newId(),
      version: 0,
      start: span.start,
      end: span.end,
      basis: session.nextBasis.peek(),
      codes: [],
      witnesses: session.sticky.peek(),
      memo: "",
      coder: me.id,
      coderName: me.name,
      status: "open",
      review: null,
      ...fields,
    };
    session.notice.value = "";
    this.#apply([{ kind: "segment", id: segment.id, before: null, after: segment }], "mark");
    if (!store.peek("segment", segment.id)) return;
    this.select(segment.id);
    made([segment.id]);
  }

  /** This segment alone, or none. */
  select(id: string | null): void {
    this.selection.set(new Set(id === null ? [] : [id]));
  }

  /** What is asked for at a segment is for all that are selected, if it is one of them, and else for it alone. */
  selectIfOutside(id: string): void {
    if (!this.selection.ids.peek().has(id)) this.select(id);
  }

  /** The key of a code: while coding live it opens a segment of its own, and closes it again; else `toggleCode`. */
  pressCode(code: string): void {
    const { session, playing } = this.#tools;
    const open = session.growing.peek().find((one) => one.code === code);
    if (open) this.#close(open);
    else if (session.live.peek() && playing?.() && !this.#between.peek()) this.#open(code);
    else this.toggleCode(code);
  }

  /** On every selected segment, unless all of them have it: then off. While a mark is open, on the next segment. */
  toggleCode(code: string): void {
    if (this.#between.peek()) {
      const { nextCodes, notice } = this.#tools.session;
      notice.value = "";
      nextCodes.value = toggled(nextCodes.peek(), code);
      return;
    }
    const segments = this.#editable();
    const on = !segments.every((segment) => segment.codes.includes(code));
    this.#edit(segments, (segment) => ({ codes: withOrWithout(segment.codes, code, on) }), "codes");
  }

  /** On what is selected, and from one segment on to the next ones; while a mark is open, for the next ones only. */
  toggleWitness(witness: string): void {
    const { session } = this.#tools;
    if (this.#between.peek() || this.selection.segments.peek().length === 0) {
      session.notice.value = "";
      session.sticky.value = toggled(session.sticky.peek(), witness);
      return;
    }
    const segments = this.#editable();
    const on = !segments.every((segment) => segment.witnesses.includes(witness));
    const after = (segment: Segment) => withOrWithout(segment.witnesses, witness, on);
    const [only] = segments;
    if (only && !this.selection.many) session.sticky.value = after(only);
    this.#edit(segments, (segment) => ({ witnesses: after(segment) }), "witnesses");
  }

  cycleBasis(): void {
    const { session } = this.#tools;
    const held = session.held.peek().at(-1);
    if (held) {
      this.release(held);
      this.withPictureOnly(held);
      return;
    }
    this.setBasis(BASES[(BASES.indexOf(this.basisMeant.peek()) + 1) % BASES.length] ?? "both");
  }

  /** Of what is selected; of the next segment while a mark is open or nothing is. */
  setBasis(basis: Basis): void {
    if (this.#between.peek() || this.selection.segments.peek().length === 0)
      this.#tools.session.nextBasis.value = basis;
    else this.#edit(this.#editable(), () => ({ basis }), "basis");
  }

  setMemo(id: string, memo: string): void {
    const segment = this.#tools.store.peek("segment", id);
    if (segment && this.#mayChange(segment)) this.#edit([segment], () => ({ memo }), "memo");
  }

  trim(edge: "start" | "end", to: number = this.#tools.frame()): void {
    const [segment] = this.#editable();
    if (!segment) return;
    const span = { start: segment.start, end: segment.end, [edge]: to };
    if (this.selection.many) this.#say(t("timeline.notice.trimOne"));
    else if (span.end <= span.start) this.#say(t("workbench.notice.trimEmpty"));
    else this.#edit([segment], () => ({ start: span.start, end: span.end }), "trim");
  }

  setSpan(id: string, span: Span): void {
    const segment = this.#tools.store.peek("segment", id);
    if (segment && this.#mayChange(segment)) {
      this.#edit([segment], () => ({ start: span.start, end: span.end }), "trim");
    }
  }

  /** Lets go of what was held back, without making it. */
  release(change: SegmentChange): void {
    const { held } = this.#tools.session;
    held.value = held.peek().filter((other) => other !== change);
  }

  nudge(frames: number): void {
    const segments = this.#editable();
    const key = segments.map((segment) => segment.id).join();
    if (this.#fits(segments, frames)) this.#edit(segments, shiftedBy(frames), "nudge", `nudge:${key}`);
  }

  /** Moves what is selected by whole frames, as a drag does. */
  move(frames: number): void {
    const segments = this.#editable();
    if (frames !== 0 && this.#fits(segments, frames)) this.#edit(segments, shiftedBy(frames), "move");
  }

  remove(): void {
    const segments = this.#editable();
    if (segments.length === 0) return;
    const changes = segments.map((before): Change => ({ kind: "segment", id: before.id, before, after: null }));
    this.#tools.session.current.value = null;
    this.#tools.editor.apply("delete", changes);
  }

  /** Opens a noise section at the shown frame, or closes the open one there. */
  markNoise(): void {
    if (!this.#mayCode()) return;
    const { session, editor, newId } = this.#tools;
    const start = session.noiseOpen.peek();
    session.notice.value = "";
    if (start === null) {
      session.noiseOpen.value = this.#frameMeant();
      return;
    }
    const end = this.#endMeant();
    if (end <= start) {
      this.#say(t("workbench.notice.noiseEmpty", this.#keys("noise", "escape")));
      return;
    }
    session.noiseOpen.value = null;
    editor.create("noise", { id: newId(), version: 0, start, end, reason: "", state: "confirmed" }, "noise");
    this.#sayWhereItEnds(end);
  }

  /** Accepts or rejects the suggestion under the playhead. */
  judgeNoise(state: NoiseState): void {
    if (!this.#mayCode()) return;
    const suggestion = this.noiseHere("suggested");
    if (!suggestion) {
      this.#say(t("workbench.notice.noSuggestion"));
      return;
    }
    this.#tools.session.notice.value = "";
    this.#tools.editor.set("noise", suggestion.id, { state }, "verdict");
  }

  noiseHere(state: NoiseState): Noise | undefined {
    const frame = this.#tools.frame();
    return spanAt(
      this.#tools.store.noise.peek().filter((section) => section.state === state),
      frame,
    );
  }

  /** Does what a refused change wanted, in a way that the noise allows: by its picture alone. */
  withPictureOnly(change: Change): void {
    if (change.kind !== "segment" || !change.after) return;
    const { start, end, codes, witnesses, memo } = change.after;
    const fields = { start, end, codes, witnesses, memo, basis: "picture" } as const;
    if (this.#tools.store.peek("segment", change.id)) this.#tools.editor.set("segment", change.id, fields, "basis");
    else this.commit({ start, end }, fields);
  }

  /** Keeps the pieces outside the noise: the first in the segment itself, the others as new ones; one undo takes all back. */
  withPiecesOutside(change: Change, pieces: readonly Span[]): void {
    if (change.kind !== "segment" || !change.after) return;
    const { after } = change;
    const before = this.#tools.store.peek("segment", change.id) ?? null;
    const changes = pieces.map((span, index): Change => {
      const keep = index === 0 && before;
      const base = keep
        ? { ...before, ...span, basis: after.basis }
        : { ...after, ...span, id: this.#tools.newId(), version: 0 };
      return { kind: "segment", id: base.id, before: keep ? before : null, after: base };
    });
    this.#tools.editor.apply("pieces", changes);
    this.select(changes[0]?.id ?? null);
  }

  mayChange(segment: Segment): boolean {
    return segment.coder === this.#tools.me.id || this.#tools.me.leads;
  }

  /** One step, and one request for each segment that it really changes. */
  #edit(
    segments: readonly Segment[],
    fieldsOf: (segment: Segment) => Partial<Segment>,
    label: string,
    mergeKey?: string,
  ): void {
    const changes = segments.flatMap((before): SegmentChange[] => {
      const after = { ...before, ...fieldsOf(before) };
      const same = Object.entries(after).every(([name, value]) => sameValue(before[name as keyof Segment], value));
      return same ? [] : [{ kind: "segment", id: before.id, before, after }];
    });
    this.#apply(changes, label, mergeKey);
  }

  /** Makes the changes as one step, but for those that the server would refuse for the noise: these are held back. */
  #apply(changes: readonly SegmentChange[], label: string, mergeKey?: string): void {
    const { session, store, editor } = this.#tools;
    const noise = store.noise.peek();
    const forbidden = changes.filter((change) => isForbidden(change, noise));
    if (forbidden.length > 0) {
      const again = new Set(forbidden.map(({ id }) => id));
      session.held.value = [...session.held.peek().filter(({ id }) => !again.has(id)), ...forbidden];
    }
    editor.apply(
      label,
      changes.filter((change) => !forbidden.includes(change)),
      mergeKey,
    );
  }

  #open(code: string): void {
    if (!this.#mayCode()) return;
    const { session } = this.#tools;
    session.notice.value = "";
    session.growing.value = [...session.growing.peek(), { code, start: this.#frameMeant() }];
  }

  #close(open: Growing): void {
    const { growing } = this.#tools.session;
    const end = this.#endMeant();
    if (end <= open.start) {
      this.#say(t("workbench.notice.liveEmpty", this.#keys("escape")));
      return;
    }
    growing.value = growing.peek().filter((other) => other !== open);
    this.commit({ start: open.start, end }, { codes: [open.code] });
    this.#sayWhereItEnds(end);
  }

  /** The frame that a mark made now refers to. */
  #frameMeant(): number {
    const { frame, frames, lag } = this.#tools;
    return frameMeant(frame(), frames, lag?.() ?? 0);
  }

  /** The first frame outside of what is closed now. */
  #endMeant(): number {
    const { frame, frames, lag, playing } = this.#tools;
    return endMeant(frame(), frames, lag?.() ?? 0, playing?.() ?? false);
  }

  #sayWhereItEnds(end: number): void {
    if (end === this.#tools.frames) this.#say(t("coding.toTheEnd"));
  }

  #fits(segments: readonly Segment[], frames: number): boolean {
    return segments.every(({ start, end }) => start + frames >= 0 && end + frames <= this.#tools.frames);
  }

  /** What is selected and may be changed; says why that is nothing, or not all. */
  #editable(): readonly Segment[] {
    const selected = this.selection.segments.peek();
    const allowed = selected.filter((segment) => this.mayChange(segment));
    const [first] = selected;
    const rest = selected.length - allowed.length;
    if (!first) this.#say(t("workbench.notice.noSegment", this.#keys("in", "out")));
    else if (rest === 0) this.#say("");
    else if (selected.length === 1) this.#say(t("workbench.notice.notYours", { name: first.coderName }));
    else this.#say(t("timeline.notice.notAllYours", { count: rest }));
    return allowed;
  }

  #mayChange(segment: Segment): boolean {
    const may = this.mayChange(segment);
    this.#say(may ? "" : t("workbench.notice.notYours", { name: segment.coderName }));
    return may;
  }

  #mayCode(): boolean {
    if (!this.#tools.me.codes) this.#say(t("workbench.notice.reader"));
    return this.#tools.me.codes;
  }

  #keys<Command extends string>(...commands: readonly Command[]): Record<Command, string> {
    return this.#tools.session.keys.named.peek()(...commands);
  }

  #say(sentence: string): void {
    this.#tools.session.notice.value = sentence;
  }
}

/** Whether the server would refuse a change because it codes sound that is confirmed noise. */
function isForbidden({ before, after }: SegmentChange, noise: readonly Noise[]): boolean {
  const heard = before && before.start === after.start && before.end === after.end && before.basis === after.basis;
  return !heard && inNoise(after, noise);
}

const shiftedBy =
  (frames: number) =>
  ({ start, end }: Segment): Partial<Segment> => ({ start: start + frames, end: end + frames });

/** What every one of the lists has. */
const inAll = ([first = [], ...others]: readonly (readonly string[])[]): readonly string[] =>
  first.filter((id) => others.every((list) => list.includes(id)));

const toggled = (list: readonly string[], id: string): readonly string[] => withOrWithout(list, id, !list.includes(id));

function withOrWithout(list: readonly string[], id: string, wanted: boolean): readonly string[] {
  if (list.includes(id) === wanted) return list;
  return wanted ? [...list, id] : list.filter((other) => other !== id);
}
