import { describe, expect, it } from "vitest";
import { lineOf, noiseOf, segmentOf } from "../../../core/fixtures";
import { type Documents, EDITABLE, type Kind } from "../../../core/model";
import { FrameRate, Timebase } from "../../../core/time";
import { versionRows } from "./versions";

const names = {
  clock: Timebase.startingAt(FrameRate.fromText("25/1"), 1000, "01:00:00:00", false),
  codes: new Map([["x", { id: "x", name: "debt", parent: null, definition: "", color: 1, retired: false }]]),
  witnesses: new Map([["a", { id: "a", pseudonym: "A", description: "" }]]),
  languages: [],
};
const objects: Documents = { segment: segmentOf(), line: lineOf(), noise: noiseOf() };
const OTHER: Readonly<Record<string, unknown>> = {
  ...{ start: 50, end: 300, basis: "audio", codes: ["x"], witnesses: ["a"], memo: "why" },
  ...{ language: "ru", text: "дом", translation: "home", witness: "a", reason: "wind", state: "rejected" },
};
const fields = (Object.keys(EDITABLE) as Kind[]).flatMap((kind) => EDITABLE[kind].map((name) => [kind, name] as const));

describe("the two versions of a conflict", () => {
  it.each(fields)("differ to the eye when only a %s's %s differs", (kind, name) => {
    const mine = versionRows(kind, objects[kind], names);
    const theirs = versionRows(kind, { ...objects[kind], [name]: OTHER[name] }, names);
    expect(theirs.map(({ label }) => label)).toEqual(mine.map(({ label }) => label));
    expect(theirs.filter(({ value }, index) => value !== mine[index]?.value)).toHaveLength(1);
  });

  it("say in which language the words of a line are, and of no other row", () => {
    const languages = versionRows("line", objects.line, names).flatMap(({ label, lang }) =>
      lang ? [[label, lang]] : [],
    );
    expect(languages).toEqual([["Words spoken", "ko"]]);
    const untold = versionRows("line", lineOf({ language: "" }), names);
    expect(untold.filter(({ lang }) => lang !== undefined)).toEqual([]);
  });

  it("say that one of them is deleted", () => {
    expect(versionRows("noise", null, names)).toEqual([{ label: "Deleted", value: "" }]);
  });
});
