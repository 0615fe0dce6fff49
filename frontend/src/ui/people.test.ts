import { describe, expect, it } from "vitest";
import type { Member } from "../api/types";
import { namesOfMembers, personName } from "./people";

const member = (user: string, username: string, display_name: string) => ({ user, username, display_name }) as Member;

describe("names of people", () => {
  const names = namesOfMembers([member("1", "jeong", "H. Jeong"), member("2", "kessler", "")]);

  it("shows the display name, and the user name where there is none", () => {
    expect(personName(names, "1", "jeong")).toBe("H. Jeong");
    expect(personName(names, "2", "kessler")).toBe("kessler");
  });

  it("keeps the user name of somebody who has left, and of an act without a user", () => {
    expect(personName(names, "3", "gone")).toBe("gone");
    expect(personName(names, null, "system")).toBe("system");
  });
});
