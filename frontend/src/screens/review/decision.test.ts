import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, session } from "../../api/client";
import type { Segment } from "../../api/types";
import { preferencesOf } from "../../ui/preferences";
import Decision from "./Decision.svelte";

const at = (frame: number) => ({ frame, timecode: `01:00:0${frame}:00`, seconds: "0" });
const segment = {
  ...{ id: "s1", version: 1, footage: "f1", footage_title: "Video 2", start: at(1), end: at(2), basis: "both" },
  ...{ codes: [], code_names: [], witnesses: [], pseudonyms: [], memo: "", coder: "c", coder_name: "H. Jeong" },
  ...{ in_noise: false, review: null, status: "open" },
} as unknown as Segment;

describe("the keys of a decision", () => {
  let shown: ReturnType<typeof mount>;
  const post = () => vi.mocked(api.post);
  const press = (code: string) => {
    window.dispatchEvent(new KeyboardEvent("keydown", { code, cancelable: true }));
    flushSync();
  };

  beforeEach(() => {
    vi.spyOn(api, "post").mockResolvedValue(segment);
    vi.spyOn(api, "patch").mockRejectedValue(new TypeError("no network"));
    session.value = { state: "in", user: { id: "lead" } } as typeof session.value;
    const props = { projectId: "p1", segment, footage: undefined, codes: new Map(), mayReview: true };
    shown = mount(Decision, { target: document.body, props: { ...props, onchanged: () => {} } });
    flushSync();
  });
  afterEach(() => {
    preferencesOf("lead").change({ singleKeys: true });
    void unmount(shown);
  });

  it("approve and return while characters alone are commands", () => {
    press("KeyR");
    expect(document.querySelector("#reason")).not.toBeNull();
    press("KeyA");
    expect(post()).toHaveBeenCalledWith("/segments/s1/review/", expect.anything());
  });

  it("do nothing and are not printed when they are not", () => {
    preferencesOf("lead").change({ singleKeys: false });
    flushSync();
    press("KeyA");
    press("KeyR");
    expect(post()).not.toHaveBeenCalled();
    expect(document.querySelector("#reason")).toBeNull();
    expect(document.querySelector("kbd")).toBeNull();
  });
});
