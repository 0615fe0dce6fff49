import { describe, expect, it } from "vitest";
import type { Derivative, Footage } from "../../api/types";
import {
  derivativesInOrder,
  filterFootage,
  groupByPlace,
  languagesFrom,
  runningNow,
  sortFootage,
  titleFromFile,
  workState,
  workUnderWay,
} from "./rows";

function derivative(kind: Derivative["kind"], state: Derivative["state"]): Derivative {
  return { kind, state, progress: 0, error: null, same_as_original: false, job: "job", remaining_seconds: null };
}

function footage(parts: Partial<Footage>): Footage {
  return {
    id: parts.title ?? "id",
    title: "",
    place: "",
    recorded_on: "",
    creator: "",
    languages: [],
    created_at: "2026-01-01T00:00:00Z",
    state: "ready",
    playable: true,
    clock: { rate: "25/1", frames: 100, start_timecode: "00:00:00:00", drop_frame: false },
    derivatives: [],
    ...parts,
  } as Footage;
}

const titles = (list: readonly Footage[]) => list.map((one) => one.title);
const unwatched = () => 0;

describe("filterFootage", () => {
  const list = [
    footage({ title: "Video 2", place: "Благовещенск", languages: ["ko", "ru"] }),
    footage({ title: "Ёлка", place: "Vladivostok" }),
  ];

  it("finds every word, in any field, in any script and case", () => {
    expect(titles(filterFootage(list, "БЛАГО 2"))).toEqual(["Video 2"]);
    expect(titles(filterFootage(list, "елка"))).toEqual(["Ёлка"]);
    expect(filterFootage(list, "video vladivostok")).toEqual([]);
  });

  it("keeps all without a text", () => {
    expect(filterFootage(list, "  ")).toHaveLength(2);
  });
});

describe("sortFootage", () => {
  const list = [
    footage({ title: "video 10", place: "B", created_at: "2026-01-03T00:00:00Z" }),
    footage({ title: "video 2", place: "B", created_at: "2026-01-01T00:00:00Z" }),
    footage({ title: "video 1", place: "A", created_at: "2026-01-02T00:00:00Z" }),
  ];

  it("counts numbers in titles as numbers", () => {
    expect(titles(sortFootage(list, "title", unwatched))).toEqual(["video 1", "video 2", "video 10"]);
    expect(titles(sortFootage(list, "place", unwatched))).toEqual(["video 1", "video 2", "video 10"]);
  });

  it("puts the newest, or the least watched, first", () => {
    expect(titles(sortFootage(list, "newest", unwatched))).toEqual(["video 10", "video 1", "video 2"]);
    const watched = (one: Footage) => (one.title === "video 2" ? 0 : 1);
    expect(titles(sortFootage(list, "leastWatched", watched))[0]).toBe("video 2");
  });

  it("groups neighbours of a place", () => {
    const groups = groupByPlace(sortFootage(list, "place", unwatched));
    expect(groups.map((group) => [group.place, group.footage.length])).toEqual([
      ["A", 1],
      ["B", 2],
    ]);
  });
});

describe("workState", () => {
  const layers = (frames: number) => ({ watched: [{ start: 0, end: frames }], coded: [], reviewed: [], noise: [] });
  const none = { watched: [], coded: [], reviewed: [], noise: [] };

  it("follows the work", () => {
    expect(workState(footage({}), none, 0, 0)).toBe("untouched");
    expect(workState(footage({}), layers(40), 3, 3)).toBe("coding");
    expect(workState(footage({}), layers(100), 3, 1)).toBe("inReview");
    expect(workState(footage({}), layers(100), 3, 0)).toBe("reviewed");
    expect(workState(footage({}), layers(100), 0, 0)).toBe("coding");
  });

  it("says first what keeps a recording from being worked on", () => {
    expect(workState(footage({ state: "failed" }), layers(100), 3, 0)).toBe("failed");
    expect(workState(footage({ state: "registered", playable: false, clock: null }), none, 0, 0)).toBe("registered");
    expect(workState(footage({ state: "processing", playable: false }), none, 0, 0)).toBe("untouched");
    expect(workState(footage({ state: "processing" }), none, 0, 0)).toBe("untouched");
  });
});

describe("derivatives", () => {
  const one = footage({ derivatives: [derivative("proxy", "running"), derivative("audio", "ready")] });

  it("stand in the order in which they are made", () => {
    expect(derivativesInOrder(one).map((each) => each.kind)).toEqual(["audio", "proxy"]);
  });

  it("name what is being made", () => {
    expect(runningNow(one)?.kind).toBe("proxy");
    expect(runningNow(footage({}))).toBeUndefined();
  });
});

describe("workUnderWay", () => {
  it("names the reading of a recording, then what is made from it, and nothing that waits", () => {
    const reading = footage({ title: "a", state: "registered", job: "read", progress: 0.5 });
    const making = footage({ title: "b", state: "processing", derivatives: [derivative("peaks", "running")] });
    const waiting = footage({ title: "c", state: "processing", derivatives: [derivative("peaks", "waiting")] });
    const under = workUnderWay([reading, making, waiting]);
    expect(under.map((work) => [work.footage.title, work.kind, work.cancel])).toEqual([
      ["a", null, "/jobs/read/cancel/"],
      ["b", "peaks", `/footage/${making.id}/derivatives/peaks/cancel/`],
    ]);
  });
});

describe("what a person types", () => {
  it("gives a title from a file's name and keeps dates and versions whole", () => {
    expect(titleFromFile("Blagoveshchensk_video-two.mov")).toBe("Blagoveshchensk video two");
    expect(titleFromFile("take 2017-06-03.v2.mp4")).toBe("take 2017-06-03.v2");
    expect(titleFromFile("no extension")).toBe("no extension");
  });

  it("reads languages however they are separated", () => {
    expect(languagesFrom("KO, ru;en  ko")).toEqual(["ko", "ru", "en"]);
    expect(languagesFrom(" ")).toEqual([]);
  });
});
