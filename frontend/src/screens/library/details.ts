/** The metadata that a lead gives to a recording, as the forms hold it. */
import type { ApiProblem } from "../../api/client";
import type { Footage } from "../../api/types";
import { languagesFrom } from "./rows";

export interface Details {
  place: string;
  recorded_on: string;
  languages: string;
  creator: string;
  credits: string;
  provenance: string;
  notes: string;
}

export const NO_DETAILS: Readonly<Details> = {
  place: "",
  recorded_on: "",
  languages: "",
  creator: "",
  credits: "",
  provenance: "",
  notes: "",
};

export function detailsOf(footage: Footage): Details {
  const { place, recorded_on, creator, credits, provenance, notes } = footage;
  return { place, recorded_on, languages: footage.languages.join(", "), creator, credits, provenance, notes };
}

const SHARED: ReadonlySet<string> = new Set([...Object.keys(NO_DETAILS), "start_timecode", "frame_rate"]);

/** Whether a refusal is only about what is filled in once for several recordings. */
export function isAboutShared(problem: ApiProblem): boolean {
  const names = Object.keys(problem.fields);
  return names.length > 0 && names.every((name) => SHARED.has(name.split(".")[0] ?? ""));
}

/** The details as the API takes them. */
export function detailsBody(details: Details): Record<string, string | string[]> {
  return { ...details, languages: languagesFrom(details.languages) };
}
