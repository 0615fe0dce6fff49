import { beforeEach, expect, it, vi } from "vitest";
import { session } from "./api/client";
import { readSession } from "./api/session";

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  history.replaceState(null, "", "/projects");
});

it("asks who is signed in before the page is there, which then asks no more", async () => {
  const user = { id: "u", username: "olga" };
  const headers = { "Content-Type": "application/json", "X-Signed-In-As": "u" };
  fetched.mockImplementation(async () => new Response(JSON.stringify({ user }), { headers }));
  await import("./begin");
  expect(fetched.mock.calls.map(([url]) => url)).toEqual(["/api/v1/session/"]);
  await readSession();
  expect(fetched).toHaveBeenCalledOnce();
  expect(session.value).toEqual({ state: "in", user });
});
