import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiProblem, api } from "../../api/client";
import Workbench from "./Workbench.svelte";

const refused = (status: number) =>
  new ApiProblem({ status, code: "refused", title: "Refused", detail: "The drive sleeps." });

describe("a recording that cannot be had", () => {
  let shown: ReturnType<typeof mount>;
  const open = async (status: number): Promise<string> => {
    vi.spyOn(api, "get").mockRejectedValue(refused(status));
    shown = mount(Workbench, { target: document.body, props: { projectId: "p1", footageId: "f1" } });
    flushSync();
    await vi.waitFor(() => expect(document.querySelector("main a")).not.toBeNull());
    return document.querySelector("main")?.textContent ?? "";
  };
  afterEach(() => void unmount(shown));

  it("because it is not there or not for this person leads back to the library", async () => {
    const text = await open(404);
    expect(text).toContain("No such page");
    expect(text).not.toContain("Try again");
    expect(document.querySelector("main a")?.getAttribute("href")).toBe("/projects/p1/library");
  });

  it("for another reason says so, and can be tried again", async () => {
    const text = await open(503);
    expect(text).toContain("The drive sleeps.");
    expect(text).toContain("Try again");
  });
});
