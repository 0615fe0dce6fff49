import { type Signal, signal } from "@preact/signals-core";
import type { Basis } from "../../../core/model";
import type { Gesture } from "../../../timeline/gestures";
import type { Viewport } from "../../../timeline/viewport";

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

/** What the person is in the middle of on this screen. Nothing of it is stored, synced or undone. */
export class SessionState {
  /** The start marked by I, until O makes a segment of it. */
  readonly markIn = signal<number | null>(null);
  /** The segment that keys act on: the last one committed or selected. */
  readonly current = signal<string | null>(null);
  readonly nextBasis: Signal<Basis>;
  /** Witnesses that stay on for the next segment. */
  readonly sticky = signal<readonly string[]>([]);
  /** Where a noise section was opened by N. */
  readonly noiseOpen = signal<number | null>(null);
  readonly editingLine = signal<string | null>(null);
  /** What stands in the editor of that line. */
  readonly draft = signal<LineDraft>({ translation: "", reason: "" });
  readonly tab = signal<Tab>("segment");
  readonly popup = signal<Popup | null>(null);
  /** Whether the sound and picture controls are open. */
  readonly tuning = signal(false);
  /** What the list of clips and stills asks the server for as soon as it opens. */
  readonly asked = signal<AskedExcerpt | null>(null);
  /** A sentence about the last key that could not be done; gone with the next thing that could. */
  readonly notice = signal("");
  readonly follow = signal(true);
  readonly view: Signal<Viewport>;
  readonly gesture = signal<Gesture | null>(null);
  /** What an undo brought back, for a moment. */
  readonly flashing = signal<ReadonlySet<string>>(new Set());
  /** Asks the inspector's memo for the focus; counts up. */
  readonly memoAsked = signal(0);

  /** `basis`: what the first mark rests on. */
  constructor(frames: number, basis: Basis = "both") {
    this.nextBasis = signal(basis);
    this.view = signal({ start: 0, span: frames, width: 1000, frames });
  }
}
