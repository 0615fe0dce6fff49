import { describe, expect, it } from "vitest";
import type { Footage } from "../../api/types";
import { canBeReadAgain, canBeRelinked, canBeRemoved, offlineVolumes, verified } from "./originals";

function footage(parts: Partial<Footage>): Footage {
  const source = { volume: "1", volume_name: "강변", path: null };
  return {
    sha256: "ab",
    availability: "online",
    intact: null,
    source,
    state: "ready",
    same_as: null,
    ...parts,
  } as Footage;
}

describe("volumes that are away", () => {
  it("come once each, with how many recordings lie on them", () => {
    const other = { volume: "2", volume_name: "Tapes", path: null };
    const list = [
      footage({ availability: "offline" }),
      footage({ availability: "offline", source: other }),
      footage({ availability: "offline" }),
      footage({ availability: "missing", source: { ...other, volume: "3" } }),
    ];
    expect(offlineVolumes(list)).toEqual([
      { id: "1", name: "강변", count: 2 },
      { id: "2", name: "Tapes", count: 1 },
    ]);
  });
});

describe("what was verified", () => {
  it("counts a recording that has changed since as one that differs", () => {
    const list = [
      footage({ intact: true }),
      footage({ intact: true, availability: "changed" }),
      footage({ intact: false }),
      footage({}),
      footage({ sha256: null }),
    ];
    expect(verified(list)).toEqual({ of: 4, intact: 1, differ: 2 });
  });
});

describe("a recording", () => {
  const clock = { rate: "25/1", frames: 1, start_timecode: "00:00:00:00", drop_frame: false };
  it("is relinked when it is known by its hash, and removed when it never got a clock", () => {
    expect(canBeRelinked(footage({ clock }))).toBe(true);
    expect(canBeRelinked(footage({ clock, sha256: null }))).toBe(false);
    expect(canBeRemoved(footage({ clock: null, state: "failed" }))).toBe(true);
    expect(canBeRemoved(footage({ clock, state: "failed" }))).toBe(false);
    expect(canBeRemoved(footage({ clock: null, state: "registered" }))).toBe(false);
  });

  it("that is in the project a second time is removed, and not read again", () => {
    const copy = footage({ clock, state: "failed", same_as: "1" });
    expect([canBeRemoved(copy), canBeReadAgain(copy)]).toEqual([true, false]);
    expect(canBeReadAgain(footage({ clock: null, state: "failed" }))).toBe(true);
  });
});
