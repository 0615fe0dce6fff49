/** What is known of the originals of a project, as pure functions of its footage. */
import type { Footage } from "../../api/types";

export interface OfflineVolume {
  id: string;
  name: string;
  /** How many recordings lie on it. */
  count: number;
}

/** The volumes whose drive is away, in the order in which their recordings come. */
export function offlineVolumes(list: readonly Footage[]): OfflineVolume[] {
  const found = new Map<string, OfflineVolume>();
  for (const { availability, source } of list) {
    if (availability !== "offline") continue;
    const known = found.get(source.volume) ?? { id: source.volume, name: source.volume_name, count: 0 };
    found.set(source.volume, { ...known, count: known.count + 1 });
  }
  return [...found.values()];
}

export interface Verified {
  /** Recordings that were hashed when they were registered. */
  of: number;
  intact: number;
  /** Found to be another file, by a verification or by a scan. */
  differ: number;
}

/** How many originals were verified and are, as far as anybody knows, still what was registered. */
export function verified(list: readonly Footage[]): Verified {
  const hashed = list.filter((one) => one.sha256 !== null);
  const differ = hashed.filter((one) => one.availability === "changed" || one.intact === false);
  const intact = hashed.filter((one) => one.intact === true && !differ.includes(one));
  return { of: hashed.length, intact: intact.length, differ: differ.length };
}

/** Whether another file can be taken for the recording: it is known by its hash, and has a clock. */
export const canBeRelinked = (footage: Footage): boolean => footage.sha256 !== null && footage.clock !== null;

/** Whether the recording never got a clock, so that nothing hangs on it, or is in the project a second time. */
export const canBeRemoved = (footage: Footage): boolean =>
  footage.state === "failed" && (footage.clock === null || footage.same_as !== null);

/** Whether reading a recording again that failed may help. */
export const canBeReadAgain = (footage: Footage): boolean => footage.same_as === null;
