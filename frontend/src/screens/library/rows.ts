/** What the library shows, as pure functions of footage and coverage. */
import type { Derivative, DerivativeKind, Footage } from "../../api/types";
import { total } from "../../core/spans";
import { folded } from "../../core/text";
import { byName } from "../../i18n/format";
import type { Layers } from "../../ui/coverage/runs";

function haystack(footage: Footage): string {
  return folded([footage.title, footage.place, footage.recorded_on, footage.creator, ...footage.languages].join(" "));
}

/** Footage in which every word of `text` occurs somewhere. */
export function filterFootage(list: readonly Footage[], text: string): Footage[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return list.filter((footage) => {
    const found = haystack(footage);
    return words.every((word) => found.includes(word));
  });
}

export const SORTS = ["place", "title", "newest", "leastWatched"] as const;
export type Sort = (typeof SORTS)[number];

type Compare = (a: Footage, b: Footage) => number;
const byTitle: Compare = (a, b) => byName(a.title, b.title) || (a.id < b.id ? -1 : 1);

/** `watched` gives the share of a recording, 0 to 1, that somebody has watched. */
export function sortFootage(list: readonly Footage[], sort: Sort, watched: (footage: Footage) => number): Footage[] {
  const by: Record<Sort, Compare> = {
    place: (a, b) => byName(a.place, b.place) || byTitle(a, b),
    title: byTitle,
    newest: (a, b) => (a.created_at === b.created_at ? byTitle(a, b) : a.created_at < b.created_at ? 1 : -1),
    leastWatched: (a, b) => watched(a) - watched(b) || byTitle(a, b),
  };
  return [...list].sort(by[sort]);
}

export interface PlaceGroup {
  place: string;
  footage: Footage[];
}

/** Neighbours of the same place together, in the order given. */
export function groupByPlace(list: readonly Footage[]): PlaceGroup[] {
  const groups: PlaceGroup[] = [];
  for (const footage of list) {
    const last = groups.at(-1);
    if (last?.place === footage.place) last.footage.push(footage);
    else groups.push({ place: footage.place, footage: [footage] });
  }
  return groups;
}

/** The order in which derivatives are shown: as they are made. */
export const KINDS: readonly DerivativeKind[] = ["audio", "peaks", "keyframes", "sprites", "proxy"];

export function derivativesInOrder(footage: Footage): Derivative[] {
  return KINDS.flatMap((kind) => footage.derivatives.filter((one) => one.kind === kind));
}

export function isWorking(footage: Footage): boolean {
  return footage.state === "registered" || footage.state === "processing" || Boolean(footage.check);
}

/** What is put together from the same parts is named after the proxy, which is what people wait for. */
const NAMED: readonly DerivativeKind[] = ["audio", "peaks", "proxy", "keyframes", "sprites"];

/** The derivative to name beside the boxes: what is being made now. */
export function runningNow(footage: Footage): Derivative | undefined {
  const running = footage.derivatives.filter((one) => one.state === "running");
  return NAMED.flatMap((kind) => running.filter((one) => one.kind === kind))[0];
}

/** Something under way for one recording: reading it, or making something from it. */
export interface Work {
  footage: Footage;
  /** What is being made; null while the recording itself is read; a file that is compared with what was registered. */
  kind: DerivativeKind | "footage.verify" | "footage.relink" | null;
  /** 0 to 1. */
  progress: number;
  /** Seconds, of what is made; null while nothing can be said. */
  remaining: number | null;
  /** What a POST to stops it. */
  cancel: string;
}

/** What is under way now, one entry for each recording, in the order given. */
export function workUnderWay(list: readonly Footage[]): Work[] {
  return list.flatMap((footage): Work[] => {
    if (footage.state === "registered" && footage.job !== null && footage.progress > 0) {
      return [
        { footage, kind: null, progress: footage.progress, remaining: null, cancel: `/jobs/${footage.job}/cancel/` },
      ];
    }
    if (footage.check) {
      const { kind, progress, job } = footage.check;
      const what = kind === "footage.relink" ? kind : "footage.verify";
      return [{ footage, kind: what, progress, remaining: null, cancel: `/jobs/${job}/cancel/` }];
    }
    const made = runningNow(footage);
    if (!made) return [];
    const { kind, progress, remaining_seconds: remaining } = made;
    return [{ footage, kind, progress, remaining, cancel: `/footage/${footage.id}/derivatives/${kind}/cancel/` }];
  });
}

export type WorkState = "registered" | "processing" | "failed" | "untouched" | "coding" | "inReview" | "reviewed";

/** How far the work on a recording is. `open`: segments not reviewed yet. */
export function workState(footage: Footage, layers: Layers, segments: number, open: number): WorkState {
  if (footage.state === "failed") return "failed";
  if (!footage.clock) return footage.state === "registered" ? "registered" : "processing";
  const { frames } = footage.clock;
  const watched = total(layers.watched);
  if (watched === 0 && segments === 0) return "untouched";
  if (watched < frames || segments === 0) return "coding";
  return open > 0 ? "inReview" : "reviewed";
}

/** A title to begin with, from a file's name: no extension, separators read as spaces. */
export function titleFromFile(name: string): string {
  const bare = name.replace(/\.[^.]{1,5}$/, "");
  return bare
    .replace(/[_]+|(?<=\D)-(?=\D)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Language tags from what a person typed: "ko, ru en". */
export function languagesFrom(text: string): string[] {
  const tags = text
    .split(/[\s,;·/]+/)
    .filter(Boolean)
    .map((tag) => tag.toLowerCase());
  return [...new Set(tags)];
}
