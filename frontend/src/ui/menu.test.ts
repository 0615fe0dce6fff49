import { describe, expect, it } from "vitest";
import { menuStep, placeMenu } from "./menu";

describe("menuStep", () => {
  it("moves by the arrows and wraps at both ends", () => {
    expect(menuStep("ArrowDown", 2, 3)).toBe(0);
    expect(menuStep("ArrowUp", 0, 3)).toBe(2);
    expect(menuStep("End", 0, 3)).toBe(2);
    expect(menuStep("Home", 2, 3)).toBe(0);
  });

  it("leaves other keys alone", () => {
    expect(menuStep("Enter", 0, 3)).toBeNull();
  });
});

describe("placeMenu", () => {
  const screen = { width: 1000, height: 600 };
  const size = { width: 200, height: 100 };

  it("stands under its button", () => {
    const anchor = { left: 50, right: 80, top: 10, bottom: 34 };
    expect(placeMenu(anchor, size, screen, "below")).toEqual({ left: 50, top: 38 });
  });

  it("turns over where there is no room below", () => {
    const anchor = { left: 50, right: 80, top: 560, bottom: 584 };
    expect(placeMenu(anchor, size, screen, "below").top).toBe(456);
  });

  it("never leaves the window", () => {
    const anchor = { left: 970, right: 994, top: 10, bottom: 34 };
    expect(placeMenu(anchor, size, screen, "below").left).toBe(792);
    expect(placeMenu({ left: 4, right: 40, top: 10, bottom: 34 }, size, screen, "below-end").left).toBe(8);
  });
});
