/**
 * What the server refuses most often, by the code of the refusal. It says in English why, and a page in another language
 * says it by itself; a refusal that is not in this list stands as it came. None is here whose code has several reasons.
 */
export const REFUSALS = [
  "another_member",
  "approved",
  "audio_in_noise",
  "carries_work",
  "code_retired",
  "codebook_circle",
  "deleted",
  "empty_span",
  "has_copies",
  "internal_error",
  "last_lead",
  "line_in_noise",
  "not_allowed",
  "password_change_required",
  "place_taken",
  "stale_version",
  "volume_offline",
] as const;

export type Refusals = Readonly<Record<(typeof REFUSALS)[number], string>>;
