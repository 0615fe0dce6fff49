import { describe, expect, it } from "vitest";
import { fill, pluralForm, t } from ".";

describe("messages", () => {
  it("puts values into their places", () => {
    expect(t("problem.http", { status: 502 })).toContain("502");
    expect(fill("{a} of {b}, {a}", { a: 1, b: "two" })).toBe("1 of two, 1");
  });

  it("refuses a message whose place has no value", () => {
    expect(() => fill("{missing}", {})).toThrow("missing");
  });

  it("chooses the plural form by the rules of the language", () => {
    const russian = new Intl.PluralRules("ru");
    const forms = { one: "один", few: "мало", many: "много", other: "иначе" };
    expect([1, 3, 5, 21].map((count) => pluralForm(forms, count, russian))).toEqual(["один", "мало", "много", "один"]);
  });
});
