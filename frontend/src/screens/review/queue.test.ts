import { describe, expect, it } from "vitest";
import type { Segment, SegmentStatus } from "../../api/types";
import { afterDecision } from "./queue.svelte";

const segment = (id: string, status: SegmentStatus) => ({ id, status }) as Segment;

describe("afterDecision", () => {
  const list = [segment("a", "open"), segment("b", "approved"), segment("c", "approved"), segment("d", "open")];

  it("goes on to the next open one, over those that are decided", () => {
    expect(afterDecision(list, "b")).toBe("d");
  });

  it("goes back when nothing open follows, and stays when nothing is left", () => {
    expect(afterDecision(list, "d")).toBe("a");
    expect(afterDecision([segment("a", "approved")], "a")).toBe("a");
  });
});
