import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Unclaimed } from "./unclaimed";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what nobody has claimed yet", () => {
  const letGo = vi.fn();
  const bench = () => {
    letGo.mockReset();
    return new Unclaimed<string>(letGo);
  };

  it("is claimed once, and looked at as often as one likes before", () => {
    const things = bench();
    things.keep("a", "one");
    expect([things.look("a"), things.look("a"), things.claim("a")]).toEqual(["one", "one", "one"]);
    expect([things.look("a"), things.claim("a")]).toEqual([undefined, undefined]);
    vi.advanceTimersByTime(60_000);
    expect(letGo).not.toHaveBeenCalled();
  });

  it("is let go of after half a minute", () => {
    const things = bench();
    things.keep("a", "one");
    vi.advanceTimersByTime(29_999);
    expect(things.look("a")).toBe("one");
    vi.advanceTimersByTime(1);
    expect(letGo).toHaveBeenCalledExactlyOnceWith("one");
    expect(things.claim("a")).toBeUndefined();
  });

  it("is let go of when something else is kept in its place, which has its own time", () => {
    const things = bench();
    things.keep("a", "one");
    vi.advanceTimersByTime(20_000);
    things.keep("a", "two");
    expect(letGo).toHaveBeenCalledExactlyOnceWith("one");
    vi.advanceTimersByTime(20_000);
    expect(things.claim("a")).toBe("two");
  });
});
