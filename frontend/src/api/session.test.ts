import { beforeEach, expect, it, vi } from "vitest";
import { session } from "./client";
import { goOnAs } from "./session";
import type { User } from "./types";

const member = (id: string): User => ({
  id,
  username: id,
  display_name: "",
  admin: false,
  must_change_password: false,
});
const fetched = vi.fn<typeof fetch>();
const json = { headers: { "Content-Type": "application/json" } };

/** The server, where `signedIn` is who the cookie belongs to. */
function serve(signedIn: string | null): void {
  fetched.mockImplementation(async (_, init) => {
    const meant = new Headers(init?.headers).get("X-Signed-In-As");
    if (signedIn === null) return new Response("{}", { status: 401, ...json });
    if (meant && meant !== signedIn) return new Response('{"code": "another_member"}', { status: 403, ...json });
    return new Response(JSON.stringify({ user: member(signedIn) }), json);
  });
}

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  session.value = { state: "expired", user: member("ana") };
});

it("goes on where the member was, when they have signed in again", async () => {
  serve("ana");
  await goOnAs(member("ana"));
  expect(session.value).toEqual({ state: "in", user: member("ana") });
});

it.each(["bo", null])("never turns the page into that of %s", async (signedIn) => {
  serve(signedIn);
  await expect(goOnAs(member("ana"))).rejects.toThrow();
  expect(session.value).toMatchObject({ state: "expired", user: { id: "ana" } });
});
