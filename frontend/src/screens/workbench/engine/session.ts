import { type Signal, signal } from "@preact/signals-core";
import type { Basis, Change, Segment } from "../../../core/model";
import type { Gesture } from "../../../timeline/gestures";
import type { Viewport } from "../../../timeline/viewport";
import { KeyNames } from "./keyNames";

export type Tab = "segment" | "lines" | "codes" | "witnesses" | "shots" | "history";
export type Popup = "codes" | "witnesses" | "goto" | "keys" | "palette" | "import" | "conflict" | "excerpts";

export interface AskedExcerpt {
  readonly kind: "clip" | "still";
  readonly start: { readonly frame: number };
  readonly end?: { readonly frame: number };
}

export interface LineDraft {
  readonly translation: string;
  readonly reason: string;
}

/** A segment that is made, or one that is changed. */
export type SegmentChange = Change & { readonly kind: "segment"; readonly after: Segment };

/** A segment that was begun by a code's key and is still open. */
export interface Growing {
  readonly code: string;
  /** Its first frame. */
  readonly start: number;
}

/** What the person is in the middle of on this screen. Nothing of it is stored, synced or undone. */
export class SessionState {
  readonly keys = new KeyNames();
  /** The start marked by I, until O makes a segment of it. */
  readonly markIn = signal<number | null>(null);
  /** The segment that keys act on: the last one committed or selected. */
  readonly current = signal<string | null>(null);
  /** All that is selected, where that is more than the current segment; it counts only while that is among them. */
  readonly many = signal<ReadonlySet<string>>(new Set());
  /** The codes of the segment that O will make; they go with it. */
  readonly nextCodes = signal<readonly string[]>([]);
  readonly nextBasis: Signal<Basis>;
  /** Witnesses that stay on for the next segment. */
  readonly sticky = signal<readonly string[]>([]);
  /** Where a noise section was opened by N. */
  readonly noiseOpen = signal<number | null>(null);
  /** What the noise stands in the way of, oldest first: not made, not sent, until the person chooses a way out. */
  readonly held = signal<readonly SegmentChange[]>([]);
  /** Whether the key of a pinned code opens and closes a segment of its own while playing. */
  readonly live = signal(false);
  /** Segments that grow, oldest first, each until its key is pressed again. */
  readonly growing = signal<readonly Growing[]>([]);
  readonly editingLine = signal<string | null>(null);
  /** What stands in the editor of that line. */
  readonly draft = signal<LineDraft>({ translation: "", reason: "" });
  /** Asks that editor for the focus; counts up. */
  readonly draftAsked = signal(0);
  /** The segment in one of whose fields something is being written. */
  readonly typing = signal<string | null>(null);
  readonly tab = signal<Tab>("segment");
  readonly popup = signal<Popup | null>(null);
  /** Where in the window the menu of what is selected is open. Px. */
  readonly menu = signal<{ readonly x: number; readonly y: number } | null>(null);
  /** Whether the sound and picture controls are open. */
  readonly tuning = signal(false);
  /** What the list of clips and stills asks the server for as soon as it opens. */
  readonly asked = signal<AskedExcerpt | null>(null);
  /** A sentence about the last key that could not be done; gone with the next thing that could. */
  readonly notice = signal("");
  readonly follow = signal(true);
  readonly view: Signal<Viewport>;
  readonly gesture = signal<Gesture | null>(null);
  /** What an undo brought back or somebody else changed, for a moment. */
  readonly flashing = signal<ReadonlySet<string>>(new Set());
  /** The memo is to be written; the field that takes it says so by setting this back. */
  readonly memoAsked = signal(false);

  /** `basis`: what the first mark rests on. */
  constructor(frames: number, basis: Basis = "both") {
    this.nextBasis = signal(basis);
    this.view = signal({ start: 0, span: frames, width: 1000, frames });
  }
}
