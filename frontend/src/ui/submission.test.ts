import { describe, expect, it } from "vitest";
import { problemFrom } from "../api/problem";
import { Submission } from "./submission.svelte";

async function refused(fields: Record<string, string[]>): Promise<Submission> {
  const sending = new Submission();
  const went = await sending.run(() => Promise.reject(problemFrom(400, { detail: "No.", fields })));
  expect(went).toBe(false);
  return sending;
}

describe("Submission", () => {
  it("shows a refusal above the form unless every field of it has a place", async () => {
    expect((await refused({ name: ["Used."] })).unplaced("name")).toBeUndefined();
    expect((await refused({ name: ["Used."], other: ["Bad."] })).unplaced("name")?.detail).toBe("No.");
    expect((await refused({})).unplaced("name")?.detail).toBe("No.");
    expect((await refused({ name: ["Used."] })).field("name")).toBe("Used.");
  });

  it("runs once at a time and forgets an old refusal", async () => {
    const sending = await refused({});
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    const first = sending.run(() => promise);
    expect(sending.problem).toBeUndefined();
    expect(await sending.run(() => Promise.resolve())).toBe(false);
    resolve();
    expect(await first).toBe(true);
    expect(sending.busy).toBe(false);
  });

  it("throws on what is no refusal: that is a bug", async () => {
    await expect(new Submission().run(() => Promise.reject(new RangeError("bug")))).rejects.toThrow(RangeError);
  });
});
