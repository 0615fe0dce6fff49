import { describe, expect, it, vi } from "vitest";
import type { Command } from "./commands";
import { CoverageTracker } from "./coverage";
import { commandFor, keyLabel, pressOf } from "./keymap";
import type { Code } from "./model";
import { Registry } from "./registry";
import { Scope } from "./scope";
import { subtract, total, union } from "./spans";
import { categoryOf } from "./store";

const key = (code: string, more: object = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...more,
});
const command = (id: string, presses: string[], more: Partial<Command> = {}): Command => ({
  id,
  name: id,
  group: "test",
  context: "screen",
  presses,
  run: () => {},
  ...more,
});

describe("keymap", () => {
  it("matches the physical key with its modifiers, whatever the layout writes", () => {
    expect(pressOf(key("KeyI"))).toBe("KeyI");
    expect(pressOf(key("KeyZ", { metaKey: true, shiftKey: true }))).toBe("Ctrl+Shift+KeyZ");
  });

  it("is silent while an input method composes and does not repeat what should not repeat", () => {
    const registry = new Registry();
    registry.add(command("in", ["KeyI"]), command("step", ["ArrowLeft"], { repeats: true }));
    expect(commandFor(registry, key("KeyI"), "screen")?.id).toBe("in");
    expect(commandFor(registry, key("KeyI", { isComposing: true }), "screen")).toBeUndefined();
    expect(commandFor(registry, key("KeyI", { keyCode: 229 }), "screen")).toBeUndefined();
    expect(commandFor(registry, key("KeyI", { repeat: true }), "screen")).toBeUndefined();
    expect(commandFor(registry, key("ArrowLeft", { repeat: true }), "screen")?.id).toBe("step");
    expect(commandFor(registry, key("KeyI"), "field")).toBeUndefined();
  });

  it("prints keys as they are engraved", () => {
    expect(
      ["KeyI", "Digit1", "Shift+BracketLeft", "Shift+Slash", "Ctrl+Shift+KeyZ", "Shift+ArrowLeft"].map(keyLabel),
    ).toEqual(["I", "1", "{", "?", "Ctrl Shift Z", "Shift ←"]);
  });
});

describe("Registry", () => {
  it("refuses two commands on one key in one context, and two of one name", () => {
    const registry = new Registry();
    registry.add(command("a", ["KeyA"]));
    expect(() => registry.add(command("b", ["KeyA"]))).toThrow(/share the key KeyA/);
    expect(() => registry.add(command("a", ["KeyB"]))).toThrow(/two commands/);
    registry.add(command("c", ["KeyA"], { context: "field" }));
    expect(registry.press("a")).toBe("KeyA");
  });

  it("does not run what is switched off", () => {
    const registry = new Registry();
    const run = vi.fn();
    registry.add(command("a", [], { run, enabled: () => false }));
    expect(registry.run("a")).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });
});

describe("spans", () => {
  it("unites, counts and subtracts", () => {
    const spans = [
      { start: 5, end: 9 },
      { start: 0, end: 5 },
      { start: 20, end: 20 },
      { start: 12, end: 15 },
    ];
    expect(union(spans)).toEqual([
      { start: 0, end: 9 },
      { start: 12, end: 15 },
    ]);
    expect(total(spans)).toBe(12);
    expect(subtract({ start: 3, end: 14 }, [{ start: 5, end: 12 }])).toEqual([
      { start: 3, end: 5 },
      { start: 12, end: 14 },
    ]);
    expect(subtract({ start: 3, end: 14 }, [{ start: 0, end: 20 }])).toEqual([]);
  });
});

describe("CoverageTracker", () => {
  const bench = () => {
    const scope = new Scope();
    const sent: unknown[] = [];
    let online = true;
    const tracker = new CoverageTracker(scope, 25, async (spans) => {
      sent.push(spans);
      return online ? spans : null;
    });
    return { scope, sent, tracker, go: (on: boolean) => (online = on) };
  };

  it("counts what was played at watching speed, not what was jumped over or raced through", async () => {
    const { tracker, sent, scope } = bench();
    for (const frame of [10, 11, 13]) tracker.shown(frame, 1);
    for (const frame of [500, 501]) tracker.shown(frame, 2);
    for (const frame of [501, 540]) tracker.shown(frame, 4);
    for (const frame of [900, 901]) tracker.shown(frame, 0);
    await tracker.report();
    expect(sent).toEqual([
      [
        { start: 10, end: 14 },
        { start: 500, end: 502 },
      ],
    ]);
    scope.dispose();
  });

  it("keeps what could not be sent", async () => {
    const { tracker, sent, scope, go } = bench();
    go(false);
    for (const frame of [1, 2]) tracker.shown(frame, 1);
    await tracker.report();
    for (const frame of [3, 4]) tracker.shown(frame, 1);
    go(true);
    await tracker.report();
    expect(sent.at(-1)).toEqual([{ start: 1, end: 5 }]);
    await tracker.report();
    expect(sent).toHaveLength(2);
    scope.dispose();
  });
});

describe("Scope", () => {
  it("ends everything once, inner scopes too", () => {
    vi.useFakeTimers();
    const scope = new Scope();
    const ran = vi.fn();
    const ended = vi.fn();
    const target = new EventTarget();
    scope.on(target, "x", ran);
    scope.after(10, ran);
    scope.every(10, ran);
    scope.child().add(ended);
    scope.dispose();
    scope.dispose();
    target.dispatchEvent(new Event("x"));
    vi.advanceTimersByTime(100);
    expect(ran).not.toHaveBeenCalled();
    expect(ended).toHaveBeenCalledTimes(1);
    scope.add(ended);
    expect(ended).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });
});

describe("categoryOf", () => {
  it("climbs to the top-level code", () => {
    const code = (id: string, parent: string | null): [string, Code] => [
      id,
      { id, name: id, parent, definition: "", color: 1, retired: false },
    ];
    const codes = new Map([code("money", null), code("debt", "money"), code("interest", "debt")]);
    expect(categoryOf(codes, "interest")?.id).toBe("money");
    expect(categoryOf(codes, "money")?.id).toBe("money");
    expect(categoryOf(codes, "gone")).toBeUndefined();
  });
});
