import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, session } from "../../api/client";
import type { Project, Segment } from "../../api/types";
import type { ChoiceChanges } from "../../core/preferences";
import { preferencesOf } from "../../ui/preferences";
import { project } from "../../ui/project";
import Review from "./Review.svelte";

const at = (frame: number) => ({ frame, timecode: `01:00:0${frame}:00`, seconds: "0" });
const segmentOf = (id: string) =>
  ({
    ...{ id, version: 1, footage: "f1", footage_title: "Video 2", start: at(1), end: at(2), basis: "both" },
    ...{ codes: [], code_names: [], witnesses: [], pseudonyms: [], memo: "", coder: "c", coder_name: "H. Jeong" },
    ...{ in_noise: false, review: null, status: "open" },
  }) as unknown as Segment;
const page = (path: string) => ({
  results: path.endsWith("/segments/") ? [segmentOf("s1"), segmentOf("s2")] : [],
  next: null,
});

describe("the keys of the review", () => {
  let shown: ReturnType<typeof mount>;
  let people = 0;
  const post = () => vi.mocked(api.post);
  const choose = (changes: ChoiceChanges) => {
    preferencesOf(`lead${people}`).change(changes);
    flushSync();
  };
  const press = (code: string, init: KeyboardEventInit = {}, target: Element = document.body) => {
    const event = new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...init });
    target.dispatchEvent(event);
    flushSync();
    return event;
  };
  const reason = () => document.querySelector<HTMLTextAreaElement>("#reason");
  const write = (text: string) => {
    const field = reason() as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return field;
  };
  const chosen = () => [...document.querySelectorAll("[role=option]")].map((one) => one.getAttribute("aria-selected"));
  const printed = () => [...document.querySelectorAll(".foot kbd")].map((key) => key.textContent);
  const open = async (role: Project["role"] = "lead") => {
    project.value = { id: "p1", role } as Project;
    shown = mount(Review, { target: document.body, props: { projectId: "p1" } });
    await vi.waitFor(() => {
      flushSync();
      expect(document.querySelectorAll("[role=option]")).toHaveLength(2);
    });
  };

  beforeEach(() => {
    people += 1;
    vi.spyOn(api, "get").mockImplementation((path) => Promise.resolve(page(path) as never));
    vi.spyOn(api, "post").mockReturnValue(new Promise(() => {}));
    vi.spyOn(api, "patch").mockRejectedValue(new TypeError("no network"));
    session.value = {
      state: "in",
      user: { id: `lead${people}`, username: "lead", display_name: "Lead" },
    } as typeof session.value;
  });
  afterEach(() => {
    void unmount(shown);
    document.body.replaceChildren();
    project.value = null;
  });

  it("go through the list, ask why, and approve", async () => {
    await open();
    expect(chosen()).toEqual(["true", "false"]);
    press("ArrowDown");
    expect(chosen()).toEqual(["false", "true"]);
    press("KeyR");
    expect(reason()).not.toBeNull();
    press("KeyA");
    expect(post()).toHaveBeenCalledWith("/segments/s2/review/", expect.objectContaining({ ifMatch: 1 }));
  });

  it("are letters while the reason is written, which goes with Ctrl Enter and not without words", async () => {
    await open();
    press("KeyR");
    const field = write(" ");
    expect(press("KeyA", {}, field).defaultPrevented).toBe(false);
    press("Enter", { ctrlKey: true }, field);
    expect(post()).not.toHaveBeenCalled();
    write("Too long.");
    press("Escape", { isComposing: true }, field);
    expect(reason()).not.toBeNull();
    press("Enter", { ctrlKey: true }, field);
    const body = { decision: "return", reason: "Too long." };
    expect(post()).toHaveBeenCalledWith("/segments/s1/review/", { body, ifMatch: 1 });
    press("Escape", {}, field);
    expect(reason()).toBeNull();
  });

  it("are those that the person chose, in print too", async () => {
    choose({ keys: { approve: ["Ctrl+Alt+KeyP"], nextSegment: ["KeyN"] } });
    await open();
    expect(printed()).toEqual(["↑", "N", "Space", "Enter", "Ctrl Alt P", "R"]);
    expect(document.querySelector(".act .prime kbd")?.textContent).toBe("Ctrl Alt P");
    press("KeyA");
    expect(post()).not.toHaveBeenCalled();
    press("KeyN");
    press("KeyP", { ctrlKey: true, altKey: true });
    expect(post()).toHaveBeenCalledWith("/segments/s2/review/", expect.anything());
  });

  it("do nothing and are not printed where characters alone are no commands", async () => {
    await open();
    choose({ singleKeys: false });
    press("KeyA");
    press("KeyR");
    press("Slash", { shiftKey: true });
    expect(post()).not.toHaveBeenCalled();
    expect([reason(), document.querySelector("dialog")]).toEqual([null, null]);
    expect(printed()).toEqual(["↑", "↓", "Space", "Enter"]);
    expect(document.querySelector(".act kbd")).toBeNull();
  });

  it("decide nothing for who may not, and are not offered", async () => {
    await open("reader");
    press("KeyA");
    expect(post()).not.toHaveBeenCalled();
    expect(printed()).toEqual(["↑", "↓", "Space", "Enter"]);
  });

  it("take the focus along in the list, and from nowhere else", async () => {
    await open();
    const [first, second] = [...document.querySelectorAll<HTMLElement>("[role=option]")];
    press("ArrowDown");
    await vi.waitFor(() => expect(chosen()).toEqual(["false", "true"]));
    await new Promise((resolve) => setTimeout(resolve));
    expect(document.activeElement).toBe(document.body);
    second?.focus();
    press("ArrowUp", {}, second);
    await vi.waitFor(() => expect(document.activeElement).toBe(first));
  });

  it("may be given back what they had by themselves", async () => {
    await open();
    press("Slash", { shiftKey: true });
    const key = () => document.querySelector<HTMLElement>("[data-command=openSegment] .key:not(.more)") as HTMLElement;
    await vi.waitFor(() => {
      flushSync();
      expect(key()).not.toBeNull();
    });
    for (const code of ["F8", "Enter"]) {
      key().click();
      flushSync();
      press(code, {}, key());
      expect(printed()).toContain(code);
    }
  });

  it("stand on the sheet, which moves them and no key of the workbench", async () => {
    choose({ keys: { in: ["KeyU"] } });
    await open();
    press("Slash", { shiftKey: true });
    await vi.waitFor(() => {
      flushSync();
      expect(document.querySelector("dialog[open] [data-command=approve]")).not.toBeNull();
    });
    expect(document.querySelector("[data-command=in]")).toBeNull();
    const key = document.querySelector<HTMLElement>("[data-command=approve] .key:not(.more)") as HTMLElement;
    key.click();
    flushSync();
    press("F8", {}, key);
    expect(printed()).toContain("F8");
    const everything = [...document.querySelectorAll<HTMLButtonElement>("dialog footer button")][0];
    everything?.click();
    flushSync();
    expect(printed()).toContain("A");
    expect(preferencesOf(`lead${people}`).now.value.keys).toEqual({ in: ["KeyU"] });
  });
});
