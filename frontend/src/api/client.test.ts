import { beforeEach, describe, expect, it, vi } from "vitest";
import { address } from "./address";
import { ApiProblem, all, api, session } from "./client";
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

  it("says whose page it comes from, reading or writing, once that is known", async () => {
    answer(200, {});
    await api.patch("/codes/1/", { body: {}, ifMatch: 1 });
    expect(sent().headers.get("X-Signed-In-As")).toBe("u");
    answer(200, {});
    await api.get("/codes/1/");
    expect(sent().headers.get("X-Signed-In-As")).toBe("u");
    answer(200, {});
    await api.get("/codes/1/", { as: "v" });
    expect(sent().headers.get("X-Signed-In-As")).toBe("v");
    session.value = { state: "unknown" };
    answer(200, {});
    await api.get("/session/");
    expect(sent().headers.has("X-Signed-In-As")).toBe(false);
  });

  it("without an answer in the time it was given is one that nobody answered", async () => {
    const late = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    fetched.mockImplementationOnce(
      (_, init) =>
        new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
    );
    const problem = caught(api.get("/projects/", { patience: 15_000, signal: new AbortController().signal }));
    late.abort(new DOMException("too late", "TimeoutError"));
    expect(await problem).toMatchObject({ status: 0, code: "unreachable" });
    expect(timeout).toHaveBeenCalledWith(15_000);
    timeout.mockRestore();
  });

  it("whose answer breaks off is one that nobody answered", async () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new TypeError("network")) });
    fetched.mockResolvedValueOnce(new Response(body, { headers: { "Content-Type": "application/json" } }));
    expect(await caught(api.get("/projects/"))).toMatchObject({ status: 0, code: "unreachable" });
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
  it("ends the session once, and says nothing of one that began since", async () => {
    let answered: (response: Response) => void = () => {};
    fetched.mockReturnValueOnce(new Promise((resolve) => (answered = resolve)));
    const late = caught(api.get("/a/"));
    answer(401, {});
    await caught(api.get("/b/"));
    const ended = session.value;
    expect(ended.state).toBe("expired");
    answer(401, {});
    await caught(api.get("/c/"));
    expect(session.value).toBe(ended);
    session.value = { state: "in", user };
    answered(new Response("{}", { status: 401, headers: { "Content-Type": "application/json" } }));
    await late;
    expect(session.value.state).toBe("in");
  });

  it("of a password is told as it is, also while the session has ended", async () => {
    session.value = { state: "expired", user };
    answer(401, { code: "wrong_password", detail: "The name or the password is wrong." }, "application/problem+json");
    const problem = await caught(api.post("/session/", { body: {}, signsIn: true }));
    expect(problem.detail).toBe("The name or the password is wrong.");
  });

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

  it("asks the page's own member to sign in when somebody else has", async () => {
    answer(403, { code: "another_member", detail: "Somebody else." }, "application/problem+json");
    expect((await caught(api.put("/segments/1/"))).status).toBe(401);
    expect(session.value).toEqual({ state: "expired", user, because: "another" });
  });
});

it("says nothing of the session where it was about the member before", async () => {
  answer(403, { code: "another_member" }, "application/problem+json");
  expect((await caught(api.put("/segments/1/", { as: "before" }))).status).toBe(401);
  expect(session.value).toEqual({ state: "in", user });
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
