import { describe, expect, it } from "vitest";
import { Feed, type FeedEvent, type FeedPage, latest, versionAfter } from "./feed";

const event = (seq: number, fields: Partial<FeedEvent> = {}): FeedEvent => ({
  seq,
  at: "2026-11-22T08:00:00Z",
  actor: "mina",
  actorName: "Mina",
  action: "segment.change",
  objectType: "segment",
  objectId: "s1",
  before: { version: seq - 1 },
  after: { version: seq },
  ...fields,
});
const page = (...events: FeedEvent[]): FeedPage => ({ lastSeq: 9, headSeq: 9, more: false, events });
const seqs = (events: readonly FeedEvent[]) => events.map(({ seq }) => seq);

describe("Feed", () => {
  it("gives what is new in order, also out of a page that was shuffled and has holes", () => {
    expect(seqs(new Feed(3).fresh(page(event(8), event(3), event(5))))).toEqual([5, 8]);
  });

  it("gives nothing twice, and never goes back", () => {
    const feed = new Feed(0);
    const first = page(event(1), event(2));
    feed.advance(9);
    expect(feed.fresh(first)).toEqual([]);
    feed.advance(4);
    expect(feed.cursor).toBe(9);
  });

  it("gives a page again that could not be applied", () => {
    const feed = new Feed(0);
    expect(feed.fresh(page(event(1)))).toEqual(feed.fresh(page(event(1))));
  });
});

describe("latest", () => {
  it("is the last event of each object, objects of two kinds with one id apart", () => {
    const events = [event(1), event(2, { objectId: "s2" }), event(3), event(4, { objectType: "line" })];
    expect(seqs(latest(events))).toEqual([2, 3, 4]);
  });
});

describe("versionAfter", () => {
  it("counts a deletion", () => {
    expect(versionAfter(event(5))).toBe(5);
    expect(versionAfter(event(5, { after: null }))).toBe(5);
  });
});
