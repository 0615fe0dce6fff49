import { batch, computed, signal } from "@preact/signals-core";
import { describe, expect, it, vi } from "vitest";
import { reading } from "./reading";

describe("a reading", () => {
  it("is told once that it is outdated, by whatever it was made of", () => {
    const [used, unused, chosen] = [signal(1), signal(1), signal(true)];
    const doubled = computed(() => 2 * used.value);
    const outdated = vi.fn();
    const { value } = reading(() => (chosen.value ? doubled.value : unused.value), outdated);
    expect(value()).toBe(2);
    unused.value = 2;
    expect(outdated).not.toHaveBeenCalled();
    used.value = 2;
    used.value = 3;
    chosen.value = false;
    expect(outdated).toHaveBeenCalledOnce();
  });

  it("is told of many changes together once, and reads nothing for whoever is told", () => {
    const [used, other] = [signal(1), signal(1)];
    const outdated = vi.fn(() => void other.value);
    reading(() => used.value, outdated);
    batch(() => {
      used.value = 2;
      used.value = 3;
    });
    other.value = 2;
    expect(outdated).toHaveBeenCalledOnce();
  });

  it("that fails is told of the next change all the same", () => {
    const used = signal(1);
    const outdated = vi.fn();
    const { value } = reading(() => {
      if (used.value === 1) throw new Error("No window yet.");
    }, outdated);
    expect(value).toThrow("No window yet.");
    used.value = 2;
    expect(outdated).toHaveBeenCalledOnce();
  });

  it("is not told after its end", () => {
    const used = signal(1);
    const outdated = vi.fn();
    reading(() => used.value, outdated).stop();
    used.value = 2;
    expect(outdated).not.toHaveBeenCalled();
  });
});
