import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { whenHandsRest } from "./rest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const press = () => window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyO" }));

it("waits while keys are pressed, and is done once when they rest", () => {
  const then = vi.fn();
  whenHandsRest(then);
  for (let pressed = 0; pressed < 10; pressed += 1) {
    vi.advanceTimersByTime(400);
    press();
  }
  expect(then).not.toHaveBeenCalled();
  vi.advanceTimersByTime(500);
  expect(then).toHaveBeenCalledOnce();
  press();
  vi.advanceTimersByTime(5000);
  expect(then).toHaveBeenCalledOnce();
});

it("is given up", () => {
  const then = vi.fn();
  whenHandsRest(then)();
  press();
  vi.advanceTimersByTime(5000);
  expect(then).not.toHaveBeenCalled();
});
