import { describe, expect, it } from "vitest";
import { problemFrom } from "../../api/problem";
import { detailsBody, isAboutShared, NO_DETAILS } from "./details";

const refused = (fields: Record<string, string[]>) => problemFrom(400, { detail: "Write it as 2017-06.", fields });

describe("a refusal of one of several recordings", () => {
  it("belongs to the shared fields only when nothing else is wrong", () => {
    expect(isAboutShared(refused({ recorded_on: ["No date."] }))).toBe(true);
    expect(isAboutShared(refused({ "languages.0": ["Too long."] }))).toBe(true);
    expect(isAboutShared(refused({ recorded_on: ["No date."], title: ["Needed."] }))).toBe(false);
    expect(isAboutShared(refused({}))).toBe(false);
  });
});

it("sends languages as a list", () => {
  expect(detailsBody({ ...NO_DETAILS, languages: "ko ru" }).languages).toEqual(["ko", "ru"]);
});
