import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem, address, all, api, session } from "./client";
import type { User } from "./types";

const user: User = { id: "u", username: "olga", display_name: "", admin: false, must_change_password: false };
const fetched = vi.fn<typeof fetch>();

function answer(status: number, body: unknown, type = "application/json"): void {
  fetched.mockResolvedValueOnce(
    new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { "Content-Type": type } }),
  );
}

function sent(): { path: string; init: RequestInit; headers: Headers } {
  const [path, init = {}] = fetched.mock.lastCall ?? [];
  return { path: String(path), init, headers: new Headers(init.headers) };
}

async function caught(work: Promise<unknown>): Promise<ApiProblem> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof ApiProblem)) throw new Error("There was no problem.");
  return thrown;
}

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  session.value = { state: "in", user };
});

describe("address", () => {
  it("repeats lists and leaves out what is not given", () => {
    expect(address("/a/", { code: ["x", "y"], status: "open", coder: undefined, all: null })).toBe(
      "/api/v1/a/?code=x&code=y&status=open",
    );
  });

  it("keeps only the path of a cursor, so that a proxy's host name does not matter", () => {
    expect(address("http://elsewhere:8000/api/v1/a/?cursor=c")).toBe("/api/v1/a/?cursor=c");
  });
});

describe("a request", () => {
  it("says which version it changes, and echoes the token of the cookie", async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: this is how a browser without cookieStore would have got it.
    document.cookie = "csrftoken=abc123";
    answer(200, { id: "1" });
    await api.patch("/codes/1/", { body: { name: "debt" }, ifMatch: 7 });
    expect(sent().init).toMatchObject({ method: "PATCH", body: '{"name":"debt"}' });
    expect(sent().headers.get("If-Match")).toBe('"7"');
    expect(sent().headers.get("X-CSRFToken")).toBe("abc123");
  });

  it("creates only, when asked to", async () => {
    answer(201, {});
    await api.put("/segments/1/", { body: {}, ifNoneMatch: true });
    expect(sent().headers.get("If-None-Match")).toBe("*");
  });

  it("leaves the type of a form to the browser, which knows its boundary", async () => {
    answer(200, {});
    await api.post("/import/", { body: new FormData() });
    expect(sent().headers.has("Content-Type")).toBe(false);
  });

  it("gives undefined for an answer without a body", async () => {
    answer(204, undefined);
    expect(await api.delete("/codes/1/", { ifMatch: 1 })).toBeUndefined();
  });
});

describe("a refusal", () => {
  it("carries the server's sentence, its fields as sentences, and what else it says", async () => {
    answer(
      422,
      {
        title: "Unprocessable",
        code: "noise",
        detail: "It is noise.",
        fields: { basis: ["No.", "Never."] },
        section: "s",
      },
      "application/problem+json",
    );
    const problem = await caught(api.post("/segments/", { body: {} }));
    expect(problem).toMatchObject({
      status: 422,
      code: "noise",
      detail: "It is noise.",
      fields: { basis: "No. Never." },
    });
    expect(problem.extra).toEqual({ section: "s" });
  });

  it("is a sentence even when the server gives none", async () => {
    fetched.mockResolvedValueOnce(new Response("<html>", { status: 502, headers: { "Content-Type": "text/html" } }));
    expect(await caught(api.get("/projects/"))).toMatchObject({ status: 502, code: "http_502" });
  });

  it("has status 0 when nobody answers", async () => {
    fetched.mockRejectedValueOnce(new TypeError("network"));
    expect(await caught(api.get("/projects/"))).toMatchObject({ status: 0, code: "unreachable" });
  });

  it("is not made of a request that was aborted on purpose", async () => {
    const scope = new AbortController();
    scope.abort();
    fetched.mockRejectedValueOnce(new DOMException("aborted", "AbortError"));
    await expect(api.get("/projects/", { signal: scope.signal })).rejects.toThrow(DOMException);
  });
});

describe("an ended session", () => {
  it("keeps who it was, so that the screen can stay", async () => {
    answer(401, {}, "application/problem+json");
    expect((await caught(api.get("/projects/"))).code).toBe("session_ended");
    expect(session.value).toEqual({ state: "expired", user });
  });

  it("is not what a wrong password means", async () => {
    session.value = { state: "out" };
    answer(401, { detail: "Not right." }, "application/problem+json");
    expect((await caught(api.post("/session/"))).detail).toBe("Not right.");
    expect(session.value).toEqual({ state: "out" });
  });
});

it("reads a list to its end", async () => {
  answer(200, { next: "http://other:8000/api/v1/codes/?cursor=2", previous: null, results: [1, 2] });
  answer(200, { next: null, previous: null, results: [3] });
  expect(await all<number>("/codes/")).toEqual([1, 2, 3]);
  expect(fetched.mock.calls.map(([path]) => path)).toEqual([
    "/api/v1/codes/?page_size=1000",
    "/api/v1/codes/?cursor=2",
  ]);
});
