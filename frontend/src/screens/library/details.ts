/** The metadata that a lead gives to a recording, as the forms hold it. */
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

/** The details as the API takes them. */
export function detailsBody(details: Details): Record<string, string | string[]> {
  return { ...details, languages: languagesFrom(details.languages) };
}
