import { describe, expect, it } from "vitest";
import { unreachable } from "../api/problem";
import { Resource } from "./resource.svelte";

/** A reading whose answers the test gives one by one. */
function readings() {
  const waiting: { give: (value: string) => void; fail: (error: unknown) => void }[] = [];
  const read = () => new Promise<string>((give, fail) => waiting.push({ give, fail }));
  return { read, waiting };
}

describe("Resource", () => {
  it("keeps what it shows when a later reading fails, and says why", async () => {
    const { read, waiting } = readings();
    const made = new Resource(read);
    const first = made.reload();
    waiting[0]?.give("shown");
    await first;
    const second = made.reload();
    waiting[1]?.fail(unreachable());
    await second;
    expect(made.value).toBe("shown");
    expect(made.problem?.status).toBe(0);
  });

  it("takes the later of two readings, whichever answers first", async () => {
    const { read, waiting } = readings();
    const made = new Resource(read);
    const both = [made.reload(), made.reload()];
    waiting[1]?.give("later");
    waiting[0]?.give("earlier");
    await Promise.all(both);
    expect(made.value).toBe("later");
  });

  it("takes nothing after it is closed", async () => {
    const { read, waiting } = readings();
    const made = new Resource(read);
    const reading = made.reload();
    made.close();
    waiting[0]?.give("late");
    await reading;
    expect(made.value).toBeUndefined();
  });
});
