import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => void vi.resetModules());
afterEach(() => void vi.doUnmock("./ru"));

it("learns a language once, whoever asks", async () => {
  const { learn } = await import("./learn");
  expect(learn("en")).toBe(learn("en"));
  expect((await learn("en")).messages["app.name"]).toBe("Annotator");
});

it("tries again what could not be fetched", async () => {
  vi.doMock("./ru", () => {
    throw new TypeError("no network");
  });
  const { learn } = await import("./learn");
  await expect(learn("ru")).rejects.toThrow();
  vi.doUnmock("./ru");
  expect((await learn("ru")).language).toBe("ru");
});
