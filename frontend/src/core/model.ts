/** The document of the workbench: what coders make. All times are whole frames of the footage's clock, ends exclusive. */

export type Basis = "both" | "audio" | "picture";
/** In the order in which a key goes through them. */
export const BASES: readonly Basis[] = ["both", "audio", "picture"];
export type SegmentStatus = "open" | "approved" | "returned";
export type NoiseState = "suggested" | "confirmed" | "rejected";

export interface Review {
  readonly decision: string;
  readonly reason: string;
  readonly reviewer: string;
  readonly at: string;
}

export interface Segment {
  readonly id: string;
  /** The server's version; 0 until the server has acknowledged it. */
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly basis: Basis;
  readonly codes: readonly string[];
  readonly witnesses: readonly string[];
  readonly memo: string;
  readonly coder: string;
  readonly coderName: string;
  readonly status: SegmentStatus;
  readonly review: Review | null;
}

export interface Line {
  readonly id: string;
  readonly version: number;
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly language: string;
  readonly text: string;
  readonly translation: string;
  /** Revision 0: the translation that came with the footage, never changed. */
  readonly preliminary: string;
  readonly revisions: number;
  readonly witness: string | null;
}

export interface Noise {
  readonly id: string;
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly state: NoiseState;
}

export interface Code {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly definition: string;
  /** Index 1..12 into the theme's code colours. */
  readonly color: number;
  readonly retired: boolean;
}

export interface Witness {
  readonly id: string;
  readonly pseudonym: string;
  readonly description: string;
}

export interface Documents {
  segment: Segment;
  line: Line;
  noise: Noise;
}
export type Kind = keyof Documents;

/** What a person may change, per kind; everything else comes from the server. */
export const EDITABLE = {
  segment: ["start", "end", "basis", "codes", "witnesses", "memo"],
  line: ["start", "end", "language", "text", "translation", "witness"],
  noise: ["start", "end", "reason", "state"],
} as const satisfies { [K in Kind]: readonly (keyof Documents[K])[] };

export type Fields = Readonly<Record<string, unknown>>;

/** One object before and after; `null` where it does not exist. */
export type Change = {
  [K in Kind]: {
    readonly kind: K;
    readonly id: string;
    readonly before: Documents[K] | null;
    readonly after: Documents[K] | null;
    /** Why, where the server keeps a reason (a translation's revision). */
    readonly reason?: string;
  };
}[Kind];

export const keyOf = (kind: Kind, id: string): string => `${kind}:${id}`;

/** Equal values; lists are sets of ids, whose order means nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value) => b.includes(value));
}

/** The editable fields of `to` that differ from `from` (all of them when `from` is null). */
export function difference(kind: Kind, from: object | null, to: object): Fields {
  const before = from as Fields | null;
  const after = to as Fields;
  const names: readonly string[] = EDITABLE[kind];
  return Object.fromEntries(
    names.filter((name) => before === null || !sameValue(before[name], after[name])).map((name) => [name, after[name]]),
  );
}
