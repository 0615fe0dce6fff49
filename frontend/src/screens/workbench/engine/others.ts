import { ownPlace } from "../../../core/ownPlace";

/** Whether this person wants to see the lanes of other coders. It is kept here, for every recording. */
const place = (member: string): string => ownPlace("others", member);
const HIDDEN = "hidden";

export const readOthersShown = (member: string): boolean => localStorage.getItem(place(member)) !== HIDDEN;

export function writeOthersShown(member: string, shown: boolean): void {
  if (shown) localStorage.removeItem(place(member));
  else localStorage.setItem(place(member), HIDDEN);
}
