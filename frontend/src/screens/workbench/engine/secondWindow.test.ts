import { signal } from "@preact/signals-core";
import { expect, it, vi } from "vitest";
import { Scope } from "../../../core/scope";
import { SecondWindow } from "./secondWindow";
import type { SessionState } from "./session";

it("a picture window is never asked for by the name of one that may just be closing", () => {
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const notice = signal("");
  const second = new SecondWindow(new Scope(), { notice } as unknown as SessionState);
  second.toggle();
  second.toggle();
  const names = open.mock.calls.map(([, name]) => name);
  expect(new Set(names).size).toBe(2);
  expect(notice.value).not.toBe("");
});
