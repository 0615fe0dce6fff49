import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../i18n/load";
import { problemFrom, sentenceAt } from "./problem";

const refused = (detail: string, fields: Record<string, string[]>) => problemFrom(400, { detail, fields });

describe("sentenceAt", () => {
  it("says the whole sentence where the refusal is about this field alone", () => {
    expect(sentenceAt(refused("There is a code “debt” here already.", { name: ["In use."] }), "name")).toBe(
      "There is a code “debt” here already.",
    );
  });

  it("says the note where it says more, or where the sentence only repeats it", () => {
    const password = "It is too short. It must contain at least 10 characters.";
    expect(sentenceAt(refused("Too easy to guess.", { password: [password] }), "password")).toBe(password);
    expect(
      sentenceAt(refused("Nothing was changed. name: May not be blank.", { name: ["May not be blank."] }), "name"),
    ).toBe("May not be blank.");
  });

  it("says each field's own note where several are wrong, and nothing at the others", () => {
    const two = refused("Two things are wrong with this.", { name: ["In use."], place: ["Too long."] });
    expect(sentenceAt(two, "place")).toBe("Too long.");
    expect(sentenceAt(two, "title")).toBeUndefined();
    expect(sentenceAt(undefined, "title")).toBeUndefined();
  });
});

describe("problemFrom", () => {
  afterEach(() => speak("en"));
  const refusal = (code: string) => problemFrom(422, { code, detail: "As the server says it." }).detail;

  it("says in the page's language what the server refuses most often, and passes on the rest", async () => {
    expect(refusal("approved")).toBe("As the server says it.");
    await speak("ko");
    expect(refusal("approved")).toMatch(/^승인된 구간/);
    expect([refusal("unheard_of"), refusal("toString")]).toEqual(["As the server says it.", "As the server says it."]);
  });
});
