/**
 * What the server refuses most often, by the code of the refusal. It says in English why, and a page in another language
 * says it by itself; a refusal that is not in this list stands as it came. None is here of whose reasons one sentence
 * could not tell.
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
  "not_signed_in",
  "password_change_required",
  "place_taken",
  "stale_version",
  "throttled",
  "volume_offline",
] as const;

export type Refusals = Readonly<Record<(typeof REFUSALS)[number], string>>;
