/** The shapes of the API, by the names that the screens use. */

export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

/** What every stored object carries. `version` is what If-Match takes. */
export interface Stored {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
}

/** A place on a recording's clock. `seconds` is exact: a decimal or a reduced fraction. */
export interface Position {
  frame: number;
  timecode: string;
  seconds: string;
}

export interface Duration {
  frames: number;
  seconds: string;
}

/** A position as a request may give it: frames, source timecode, or exact seconds. */
export type PositionInput = { frame: number } | string;

export interface User {
  id: string;
  username: string;
  display_name: string;
  admin: boolean;
  must_change_password: boolean;
}

export type Role = "lead" | "coder" | "reader";

export interface Project extends Stored {
  name: string;
  description: string;
  /** What the caller is in this project. */
  role: Role;
  identities: boolean;
}

export interface Member extends Stored {
  user: string;
  username: string;
  display_name: string;
  role: Role;
  identities: boolean;
  /** Only in the answer to POST; null when the account existed. */
  one_time_password?: string | null;
}

export type Scope = "read" | "write" | "media";

export interface Token extends Stored {
  name: string;
  username: string;
  scopes: Scope[];
  expires_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  /** The secret, only in the answer to POST. */
  token?: string;
}

export type FootageState = "registered" | "processing" | "ready" | "failed";
export type DerivativeKind = "proxy" | "audio" | "peaks" | "keyframes" | "sprites";
export type DerivativeState = "waiting" | "running" | "ready" | "failed" | "not_applicable";

export interface Derivative {
  kind: DerivativeKind;
  state: DerivativeState;
  /** 0 to 1. */
  progress: number;
  error: string | null;
  same_as_original: boolean;
  job: string | null;
}

export interface Track {
  index: number;
  kind: string;
  codec: string | null;
  language: string | null;
  /** Whether it is played and derived from. */
  used: boolean;
  width: number | null;
  height: number | null;
  sample_rate: number | null;
  channels: number | null;
}

export interface Clock {
  /** A fraction, such as "30000/1001". */
  rate: string;
  frames: number;
  start_timecode: string;
  drop_frame: boolean;
}

export interface FootageSource {
  volume: string;
  volume_name: string;
  /** For leads and administrators; a path can name people. */
  path: string | null;
}

export interface Footage extends Stored {
  project: string;
  title: string;
  place: string;
  recorded_on: string;
  languages: string[];
  creator: string;
  credits: string;
  provenance: string;
  notes: string;
  source: FootageSource;
  /** Bytes. */
  size: number;
  sha256: string | null;
  state: FootageState;
  error: string | null;
  /** Of reading it, 0 to 1. */
  progress: number;
  /** The job that reads it. */
  job: string | null;
  /** Whether a browser can show it now, as original or proxy. */
  playable: boolean;
  /** Why a browser cannot show the original itself. */
  not_playable: string | null;
  /** When frame 0 is shown by the original's own clock, in exact seconds. */
  picture_start: string | null;
  clock: Clock | null;
  duration: Duration | null;
  has_picture: boolean;
  has_sound: boolean;
  tracks: Track[];
  track_choice: string;
  remarks: string[];
  derivatives: Derivative[];
}

export interface Job {
  id: string;
  kind: string;
  subject: string | null;
  state: string;
  progress: number;
  note: string;
  error: string;
  attempt: number;
}

export interface Code extends Stored {
  project: string;
  name: string;
  parent: string | null;
  definition: string;
  /** 1 to 12, an index into the theme's colours. */
  color: number;
  /** The order among codes, as they were made. */
  position: number;
  retired: boolean;
  /** Segments with exactly this code. */
  segments: number;
}

export interface Witness extends Stored {
  project: string;
  pseudonym: string;
  description: string;
  disclosure: string;
  segments: number;
}

export type Basis = "both" | "audio" | "picture";
export type SegmentStatus = "open" | "approved" | "returned";

export interface Review {
  decision: "approve" | "return";
  reason: string;
  reviewer: string;
  reviewer_name: string;
  at: string;
  /** The version that the decision made; a newer one changed since. */
  version: number;
}

export interface Segment extends Stored {
  footage: string;
  footage_title: string;
  coder: string;
  coder_name: string;
  start: Position;
  end: Position;
  duration: Duration;
  basis: Basis;
  codes: string[];
  code_names: string[];
  categories: string[];
  witnesses: string[];
  pseudonyms: string[];
  memo: string;
  status: SegmentStatus;
  in_noise: boolean;
  review: Review | null;
}

export interface Line extends Stored {
  number: number;
  start: Position;
  end: Position;
  language: string;
  text: string;
  /** The current translation. */
  translation: string;
  /** Revision 0, as it came. */
  preliminary: string;
  revisions: number;
  witness: string | null;
  pseudonym: string | null;
}

export type NoiseState = "suggested" | "confirmed" | "rejected";

export interface Noise extends Stored {
  start: Position;
  end: Position;
  duration: Duration;
  reason: string;
  state: NoiseState;
}

/** A half-open span [start, end) in frames. */
export type FramePair = readonly [start: number, end: number];

/** How much of a recording one depth of work covers. */
export interface Covered {
  frames: number;
  spans: FramePair[];
}

export interface CoveredBySegments extends Covered {
  segments: number;
}

/** One coder's work on one recording. */
export interface CoverageRow {
  footage: string;
  coder: string;
  coder_name: string;
  watched: Covered;
  coded: CoveredBySegments;
  reviewed: CoveredBySegments;
}

export interface FootageNoise extends Covered {
  footage: string;
}

export interface Coverage {
  results: CoverageRow[];
  /** Confirmed noise. */
  noise: FootageNoise[];
}

export interface Volume {
  id: string;
  name: string;
  state: "online" | "offline";
}

/** A volume as an admin sees it, with the projects it is linked to. */
export interface LinkedVolume extends Volume {
  projects: { id: string; name: string }[];
}

export interface VolumeEntry {
  name: string;
  path: string;
  type: "folder" | "file";
  size: number | null;
  modified_at: string | null;
  /** The footage of this project that this file is registered as. */
  footage: string | null;
}

export interface VolumeListing {
  volume: string;
  path: string;
  entries: VolumeEntry[];
  /** How many names are left out because they cannot be registered. */
  hidden: number;
}
