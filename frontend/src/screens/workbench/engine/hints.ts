/** Where each stands; the picture is never covered: what would lie over it goes below or beside it. */
const CODERS = [
  { name: "marks", side: "below" },
  { name: "codes", side: "left" },
  { name: "save", side: "below" },
  { name: "keys", side: "below" },
] as const;
const READERS = [CODERS[3]] as const;

export type Hint = (typeof CODERS)[number];

/** The first things to know, in their order, for a member who codes or one who reads. */
export const hintsFor = (codes: boolean): readonly Hint[] => (codes ? CODERS : READERS);
