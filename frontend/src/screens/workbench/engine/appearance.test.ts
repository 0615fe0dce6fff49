import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Scope } from "../../../core/scope";
import { watchAppearance } from "./appearance";

const queries: { readonly asked: string; readonly target: EventTarget }[] = [];

beforeEach(() => {
  queries.length = 0;
  // Which happy-dom has not.
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  vi.stubGlobal("matchMedia", (asked: string) => {
    const target = new EventTarget();
    queries.push({ asked, target });
    return target;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(document, "fonts");
});

it("repaints when a canvas was given back, and with every resolution that the window comes to", () => {
  const scope = new Scope();
  const canvas = document.createElement("canvas");
  const repaint = vi.fn();
  vi.stubGlobal("devicePixelRatio", 1);
  watchAppearance(scope, [canvas], repaint);
  canvas.dispatchEvent(new Event("contextrestored"));
  expect(repaint).toHaveBeenCalledTimes(1);
  for (const ratio of [2, 1.5]) {
    vi.stubGlobal("devicePixelRatio", ratio);
    queries.at(-1)?.target.dispatchEvent(new Event("change"));
    expect(queries.at(-1)?.asked).toBe(`(resolution: ${ratio}dppx)`);
  }
  expect(repaint).toHaveBeenCalledTimes(3);
  scope.dispose();
  queries.at(-1)?.target.dispatchEvent(new Event("change"));
  canvas.dispatchEvent(new Event("contextrestored"));
  expect(repaint).toHaveBeenCalledTimes(3);
});
