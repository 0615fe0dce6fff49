import { expect, test } from "vitest";
import { FEWEST_ROWS, LaneRows, MOST_ROWS } from "./laneRows";

class Shelf {
  readonly kept = new Map<string, string>();
  getItem = (place: string) => this.kept.get(place) ?? null;
  setItem = (place: string, value: string) => void this.kept.set(place, value);
  removeItem = (place: string) => void this.kept.delete(place);
}

test("the room for lanes is kept for each person, and stays between its bounds", () => {
  const shelf = new Shelf();
  const rows = new LaneRows("nadia", shelf);
  const usual = rows.count.value;
  rows.choose(usual + 2.4);
  expect(new LaneRows("nadia", shelf).count.value).toBe(usual + 2);
  expect(new LaneRows("omar", shelf).count.value).toBe(usual);
  rows.choose(-3);
  expect(rows.count.value).toBe(FEWEST_ROWS);
  rows.choose(1000);
  expect(rows.count.value).toBe(MOST_ROWS);
  rows.reset();
  expect(rows.count.value).toBe(usual);
  expect(shelf.kept.size).toBe(0);
});

test.each(["", "no number", "6.5", "0", "21", "-4"])(
  "what is kept and is no number of rows (%j) is passed over",
  (kept) => {
    const shelf = new Shelf();
    const usual = new LaneRows("nadia", shelf).count.value;
    new LaneRows("nadia", shelf).choose(9);
    for (const place of shelf.kept.keys()) shelf.kept.set(place, kept);
    expect(new LaneRows("nadia", shelf).count.value).toBe(usual);
  },
);
