import { expect, it } from "vitest";
import type { VolumeEntry } from "../../api/types";
import { foldersAbove, inOrder } from "./volumes";

function entry(name: string, type: VolumeEntry["type"]): VolumeEntry {
  return { name, path: name, type, size: null, modified_at: "2017-06-03T10:00:00Z", footage: null };
}

it("names every folder on the way down", () => {
  expect(foldersAbove("2017/june/card 1")).toEqual([
    { name: "2017", path: "2017" },
    { name: "june", path: "2017/june" },
    { name: "card 1", path: "2017/june/card 1" },
  ]);
  expect(foldersAbove("")).toEqual([]);
});

it("puts folders first and counts numbers as numbers", () => {
  const names = inOrder([entry("10.mp4", "file"), entry("2.mp4", "file"), entry("z", "folder")]).map((one) => one.name);
  expect(names).toEqual(["z", "2.mp4", "10.mp4"]);
});
