import { expect, it } from "vitest";
import { rebased } from "./rebase";

it("keeps what only I changed and takes everything else from them", () => {
  const base = { title: "old", place: "old", notes: "old" };
  const mine = { title: "mine", place: "mine", notes: "old" };
  const theirs = { title: "old", place: "theirs", notes: "theirs" };
  expect(rebased(base, mine, theirs)).toEqual({ title: "mine", place: "theirs", notes: "theirs" });
});

it("takes over what only they have", () => {
  expect(rebased({ a: 1, version: 1 }, { a: 1, version: 1 }, { a: 1, version: 2 })).toEqual({ a: 1, version: 2 });
});
