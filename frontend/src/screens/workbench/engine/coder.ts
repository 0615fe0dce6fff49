import type { Editor } from "../../../core/editor";
import { type Basis, type Change, type Noise, type NoiseState, type Segment, sameValue } from "../../../core/model";
import { contains, type Span } from "../../../core/spans";
import type { Store } from "../../../core/store";
import { t } from "../../../i18n";
import type { SessionState } from "./session";

const BASES: readonly Basis[] = ["both", "audio", "picture"];

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
  readonly newId: () => string;
}

/** What a coder does to segments and noise. Every method is one key; what can't be done says why in `session.notice`. */
export class Coder {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  markIn(): void {
    if (!this.#mayCode()) return;
    this.#tools.session.notice.value = "";
    this.#tools.session.markIn.value = this.#tools.frame();
  }

  /** Commits the segment from the mark to the shown frame, which is the first one outside. */
  markOut(): void {
    const { session, frame } = this.#tools;
    const start = session.markIn.peek();
    if (start === null) {
      this.#say(t("workbench.notice.noIn"));
      return;
    }
    const end = frame();
    if (end <= start) {
      this.#say(t("workbench.notice.outBeforeIn"));
      return;
    }
    session.markIn.value = null;
    this.commit({ start, end });
  }

  /** A new segment with the basis and the witnesses that are set for the next one. */
  commit(span: Span, fields: Partial<Segment> = {}): void {
    if (!this.#mayCode()) return;
    const { session, editor, me, newId } = this.#tools;
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
      inNoise: false,
      review: null,
      ...fields,
    };
    editor.create("segment", segment, "mark");
    this.select(segment.id);
  }

  select(id: string | null): void {
    this.#tools.session.notice.value = "";
    this.#tools.session.current.value = id;
  }

  toggleCode(code: string): void {
    const segment = this.#editable();
    if (segment) this.#set(segment, { codes: toggled(segment.codes, code) }, "codes");
  }

  /** On the current segment, and from then on for the next ones; while a mark is open, for the next ones only. */
  toggleWitness(witness: string): void {
    const { session } = this.#tools;
    const segment = this.#between() ? null : this.#segment();
    if (!segment) {
      session.notice.value = "";
      session.sticky.value = toggled(session.sticky.peek(), witness);
      return;
    }
    if (!this.#mayChange(segment)) return;
    const witnesses = toggled(segment.witnesses, witness);
    session.sticky.value = witnesses;
    this.#set(segment, { witnesses }, "witnesses");
  }

  cycleBasis(): void {
    const { session } = this.#tools;
    const segment = this.#between() ? null : this.#segment();
    const now = segment ? segment.basis : session.nextBasis.peek();
    const next = BASES[(BASES.indexOf(now) + 1) % BASES.length] ?? "both";
    if (segment) this.setBasis(next);
    else session.nextBasis.value = next;
  }

  setBasis(basis: Basis): void {
    const segment = this.#editable();
    if (segment) this.#set(segment, { basis }, "basis");
  }

  setMemo(id: string, memo: string): void {
    const segment = this.#tools.store.peek("segment", id);
    if (segment && this.#mayChange(segment)) this.#set(segment, { memo }, "memo");
  }

  trim(edge: "start" | "end", to: number = this.#tools.frame()): void {
    const segment = this.#editable();
    if (!segment) return;
    const span = { start: segment.start, end: segment.end, [edge]: to };
    if (span.end <= span.start) {
      this.#say(t("workbench.notice.trimEmpty"));
      return;
    }
    this.#set(segment, { start: span.start, end: span.end }, "trim");
  }

  setSpan(id: string, span: Span): void {
    const segment = this.#tools.store.peek("segment", id);
    if (segment && this.#mayChange(segment)) this.#set(segment, { start: span.start, end: span.end }, "trim");
  }

  nudge(frames: number): void {
    const segment = this.#editable();
    if (!segment) return;
    const [start, end] = [segment.start + frames, segment.end + frames];
    if (start < 0 || end > this.#tools.frames) return;
    this.#tools.session.notice.value = "";
    this.#tools.editor.set("segment", segment.id, { start, end }, "nudge", `nudge:${segment.id}`);
  }

  remove(): void {
    const segment = this.#editable();
    if (!segment) return;
    this.select(null);
    this.#tools.editor.remove("segment", segment.id, "delete");
  }

  /** Opens a noise section at the shown frame, or closes the open one there. */
  markNoise(): void {
    if (!this.#mayCode()) return;
    const { session, frame, editor, newId } = this.#tools;
    const start = session.noiseOpen.peek();
    session.notice.value = "";
    if (start === null) {
      session.noiseOpen.value = frame();
      return;
    }
    const end = frame();
    if (end <= start) {
      this.#say(t("workbench.notice.noiseEmpty"));
      return;
    }
    session.noiseOpen.value = null;
    editor.create("noise", { id: newId(), version: 0, start, end, reason: "", state: "confirmed" }, "noise");
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
    return this.#tools.store.noise.peek().find((section) => section.state === state && contains(section, frame));
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

  #set(segment: Segment, fields: Partial<Segment>, label: string): void {
    this.#tools.session.notice.value = "";
    const same = Object.entries(fields).every(([name, value]) => sameValue(segment[name as keyof Segment], value));
    if (!same) this.#tools.editor.set("segment", segment.id, fields, label);
  }

  /** A mark is open: the keys speak of the segment that is about to be. */
  #between(): boolean {
    return this.#tools.session.markIn.peek() !== null;
  }

  #segment(): Segment | null {
    const id = this.#tools.session.current.peek();
    return (id && this.#tools.store.peek("segment", id)) || null;
  }

  #editable(): Segment | null {
    const segment = this.#segment();
    if (!segment) {
      this.#say(t("workbench.notice.noSegment"));
      return null;
    }
    return this.#mayChange(segment) ? segment : null;
  }

  #mayChange(segment: Segment): boolean {
    if (this.mayChange(segment)) return true;
    this.#say(t("workbench.notice.notYours", { name: segment.coderName }));
    return false;
  }

  #mayCode(): boolean {
    if (!this.#tools.me.codes) this.#say(t("workbench.notice.reader"));
    return this.#tools.me.codes;
  }

  #say(sentence: string): void {
    this.#tools.session.notice.value = sentence;
  }
}

function toggled(list: readonly string[], id: string): readonly string[] {
  return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}
