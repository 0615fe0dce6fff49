/** The shapes of the API by the names that the screens use: aliases of what is generated from its schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

/** What every stored object carries. `version` is what If-Match takes. */
export type Stored = Pick<Schemas["Project"], "id" | "version" | "created_at" | "updated_at">;

/** A place on a recording's clock. `seconds` is exact: a decimal or a reduced fraction. */
export type Position = Schemas["Moment"];
export type Duration = Schemas["Duration"];
/** A position as a request may give it: frames, source timecode, or exact seconds. */
export type PositionInput = { frame: number } | string;
/** A half-open span [start, end) in frames. */
export type FramePair = readonly [start: number, end: number];

export type User = Schemas["User"];
export type Preferences = Schemas["Preferences"];
export type Role = Schemas["RoleEnum"];
/** The schema has the role as any text; it is one of three. */
export type Project = Omit<Schemas["Project"], "role"> & { role: Role };
export type Member = Schemas["Member"];
export type NewMember = Schemas["NewMember"];
export type Scope = Schemas["ScopesEnum"];
/** The schema has scopes as any texts; each is one of three. */
export type Token = Omit<Schemas["Token"], "scopes"> & { scopes: Scope[] };
/** A token just made: `token` is the secret, shown this once. */
export type NewToken = Token & Pick<Schemas["NewToken"], "token">;

export type Footage = Schemas["Footage"];
export type FootageState = Schemas["FootageState"];
export type Clock = Schemas["Clock"];
export type Track = Schemas["Track"];
export type Derivative = Schemas["Derivative"];
export type DerivativeKind = Schemas["DerivativeKind"];
export type DerivativeState = Schemas["DerivativeState"];
export type Job = Schemas["Job"];

/** A page of the changes feed. */
export type Changes = Schemas["Events"];

/** An exact clip or still of a recording, as a file that may leave. */
export type Excerpt = Schemas["Excerpt"];
export type ExcerptKind = Schemas["ExcerptKind"];

/** A recording on its way from a browser, as its owner sees it. */
export type Upload = Schemas["Upload"];
export type UploadList = Schemas["Uploads"];

export type Volume = Schemas["Volume"];
/** A volume as an admin sees it, with the projects it is linked to. */
export type LinkedVolume = Schemas["LinkedVolume"];
/** What the last scan of a volume found. */
export type VolumeScan = Schemas["Scan"];
export type VolumeEntry = Schemas["Entry"];
/** What lies in a folder of a volume. */
export type VolumeListing = Required<Omit<Schemas["Browsed"], "results">>;
/** The volumes from which a project may take recordings. */
export type VolumeList = Required<Pick<Schemas["Browsed"], "results">>;

export type Code = Schemas["Code"];
export type Witness = Schemas["Witness"];
export type Basis = Schemas["BasisEnum"];
/** All that lies on one recording; its rows have their borders in frames. */
export type Whole = Schemas["Whole"];
export type SegmentRow = Schemas["SegmentRow"];
export type LineRow = Schemas["LineRow"];
export type NoiseRow = Schemas["NoiseRow"];

export type Segment = Schemas["Segment"];
export type SegmentStatus = Schemas["StatusEnum"];
export type Review = Schemas["Review"];
export type Line = Schemas["Line"];
export type Noise = Schemas["Noise"];
export type NoiseState = Schemas["NoiseState"];

/** How much of a recording one depth of work covers. The schema language cannot say that spans are pairs. */
export type Covered = Omit<Schemas["Frames"], "spans"> & { spans: FramePair[] };
export type CoveredBySegments = Covered & Pick<Schemas["Coded"], "segments">;
export type FootageNoise = Covered & Pick<Schemas["FootageNoise"], "footage">;

/** One coder's work on one recording. */
export type CoverageRow = Pick<Schemas["PersonCoverage"], "footage" | "coder" | "coder_name"> & {
  watched: Covered;
  coded: CoveredBySegments;
  reviewed: CoveredBySegments;
};

export interface Coverage {
  results: CoverageRow[];
  /** Confirmed noise. */
  noise: FootageNoise[];
}
