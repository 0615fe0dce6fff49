import { beforeEach, describe, expect, it, vi } from "vitest";
import { answeredAhead, askAhead, lookAhead } from "./ahead";
import { api, session } from "./client";
import type { User } from "./types";

const user: User = { id: "u", username: "olga", display_name: "", admin: false, must_change_password: false };
const fetched = vi.fn<typeof fetch>();

const answer = (body: unknown, member: string, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "X-Signed-In-As": member },
  });

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
  session.value = { state: "in", user };
  return () => {
    vi.useRealTimers();
  };
});

describe("what was asked ahead", () => {
  it("is given to the next request, and only to that", async () => {
    fetched.mockResolvedValueOnce(answer({ number: 1 }, "u"));
    askAhead("/api/v1/footage/f/");
    expect(await api.get("/footage/f/")).toEqual({ number: 1 });
    expect(fetched).toHaveBeenCalledOnce();
    fetched.mockResolvedValueOnce(answer({ number: 2 }, "u"));
    expect(await api.get("/footage/f/")).toEqual({ number: 2 });
  });

  it("is taken by whoever asks for the same while the answer is on its way", async () => {
    let arrive = (_: Response): void => undefined;
    fetched.mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    askAhead("/api/v1/projects/p/members/?page_size=1000");
    const read = api.get("/projects/p/members/", { query: { page_size: 1000 } });
    arrive(answer({ results: [] }, "u"));
    expect(await read).toEqual({ results: [] });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it("is asked anew when it was refused, got lost, or was somebody else's", async () => {
    for (const first of [answer({}, "u", 401), null, answer({ of: "another" }, "v")]) {
      if (first) fetched.mockResolvedValueOnce(first);
      else fetched.mockRejectedValueOnce(new TypeError("lost"));
      askAhead("/api/v1/footage/f/");
      fetched.mockResolvedValueOnce(answer({ of: "u" }, "u"));
      expect(await api.get("/footage/f/")).toEqual({ of: "u" });
    }
    expect(new Headers(fetched.mock.lastCall?.[1]?.headers).get("X-Signed-In-As")).toBe("u");
  });

  it("says who is signed in when that is not known yet", async () => {
    session.value = { state: "unknown" };
    fetched.mockResolvedValueOnce(answer({ user }, "u"));
    askAhead("/api/v1/session/");
    expect(await api.get("/session/")).toEqual({ user });
  });

  it("says that nobody is signed in, without being asked twice", async () => {
    session.value = { state: "unknown" };
    fetched.mockResolvedValueOnce(answer({ detail: "Please sign in." }, "", 401));
    askAhead("/api/v1/session/");
    await expect(api.get("/session/")).rejects.toMatchObject({ status: 401 });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it("serves nothing that changes something", async () => {
    fetched.mockResolvedValueOnce(answer({ of: "ahead" }, "u"));
    askAhead("/api/v1/session/");
    fetched.mockResolvedValueOnce(answer({ of: "post" }, "u"));
    expect(await api.post("/session/")).toEqual({ of: "post" });
    expect(await api.get("/session/")).toEqual({ of: "ahead" });
  });

  it("can be looked at before it is taken, unless it was refused", async () => {
    fetched.mockResolvedValueOnce(answer({ number: 1 }, "u"));
    askAhead("/api/v1/footage/f/");
    expect(await lookAhead("/api/v1/footage/f/")).toEqual({ number: 1 });
    expect(await api.get("/footage/f/")).toEqual({ number: 1 });
    fetched.mockResolvedValueOnce(answer({}, "u", 404));
    askAhead("/api/v1/footage/g/");
    expect(await lookAhead("/api/v1/footage/g/")).toBeNull();
    expect(await lookAhead("/api/v1/footage/h/")).toBeNull();
  });

  it("is no longer there for who looks once it was taken", async () => {
    fetched.mockResolvedValueOnce(answer({ number: 1 }, "u"));
    askAhead("/api/v1/footage/f/");
    const looked = lookAhead("/api/v1/footage/f/");
    await api.get("/footage/f/");
    expect(await looked).toBeNull();
  });

  it("is let go of when nobody comes for it", async () => {
    vi.useFakeTimers();
    fetched.mockResolvedValueOnce(answer({}, "u"));
    askAhead("/api/v1/footage/f/");
    vi.advanceTimersByTime(30_000);
    expect(fetched.mock.lastCall?.[1]?.signal?.aborted).toBe(true);
    expect(answeredAhead("/api/v1/footage/f/", "u")).toBeNull();
  });

  it("is given up, its connection too, by who no longer waits for it", async () => {
    fetched.mockImplementation(
      (_, init) =>
        new Promise((_, reject) => {
          const give = () => reject(init?.signal?.reason);
          if (init?.signal?.aborted) give();
          init?.signal?.addEventListener("abort", give);
        }),
    );
    askAhead("/api/v1/footage/f/");
    const leaving = new AbortController();
    const read = api.get("/footage/f/", { signal: leaving.signal });
    leaving.abort(new DOMException("left", "AbortError"));
    await expect(read).rejects.toThrow("left");
    expect(fetched.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
  });

  it("is given up while its body is on its way", async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) });
    fetched.mockResolvedValueOnce(
      new Response(body, { headers: { "Content-Type": "application/json", "X-Signed-In-As": "u" } }),
    );
    askAhead("/api/v1/footage/f/");
    const leaving = new AbortController();
    void api.get("/footage/f/", { signal: leaving.signal }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve));
    leaving.abort();
    expect(fetched.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
  });

  it("is asked anew as the member whose request it was, whoever has signed in meanwhile", async () => {
    let arrive = (_: Response): void => undefined;
    fetched.mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    askAhead("/api/v1/footage/f/");
    const read = api.get("/footage/f/");
    session.value = { state: "in", user: { ...user, id: "v" } };
    fetched.mockResolvedValueOnce(answer({}, "u"));
    arrive(answer({}, "v"));
    await read;
    expect(new Headers(fetched.mock.lastCall?.[1]?.headers).get("X-Signed-In-As")).toBe("u");
  });
});
