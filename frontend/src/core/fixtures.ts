import type { Line, Noise, Segment } from "./model";

/** Objects for tests: plausible values, any of them replaced by `fields`. */
export const segmentOf = (fields: Partial<Segment> = {}): Segment => ({
  id: "s1",
  version: 1,
  start: 100,
  end: 200,
  basis: "both",
  codes: [],
  witnesses: [],
  memo: "",
  coder: "me",
  coderName: "D. Oh",
  status: "open",
  review: null,
  ...fields,
});

export const lineOf = (fields: Partial<Line> = {}): Line => ({
  id: "l1",
  version: 1,
  number: 1,
  start: 100,
  end: 200,
  language: "ko",
  text: "집",
  translation: "house",
  preliminary: "house",
  revisions: 0,
  witness: null,
  ...fields,
});

export const noiseOf = (fields: Partial<Noise> = {}): Noise => ({
  id: "n1",
  version: 1,
  start: 100,
  end: 200,
  reason: "",
  state: "confirmed",
  ...fields,
});
