import { signal } from "@preact/signals-core";
import { ApiProblem, problemFrom, sessionEnded, unreachable } from "./problem";
import type { Page, User } from "./types";

export { ApiProblem };

export const BASE = "/api/v1";

/** Who is signed in. `expired`: the server answered 401 to somebody who was; their screen stays as it is. */
export type Session =
  | { state: "unknown" }
  | { state: "out" }
  | { state: "in"; user: User }
  | { state: "expired"; user: User };

export const session = signal<Session>({ state: "unknown" });

type Query = Readonly<Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>>;

export interface CallOptions {
  /** Sent as JSON; a FormData is sent as multipart. */
  body?: unknown;
  /** Appended to the path; null and undefined are left out, lists repeat their name. */
  query?: Query;
  /** The version that the object must still have. */
  ifMatch?: number;
  /** Send `If-None-Match: *`: create only. */
  ifNoneMatch?: boolean;
  /** Beside those that every request carries. */
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** Let the request outlive the page. */
  keepalive?: boolean;
}

/** The address of `path` below the API, with `query` appended. A full address (a cursor) keeps only its path. */
export function address(path: string, query: Query = {}): string {
  const absolute = path.startsWith("http");
  const url = new URL(absolute ? path : BASE + path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.pathname + url.search;
}

/** What every request that changes something must carry as X-CSRFToken; signing in changes it. */
export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function headersOf(method: string, options: CallOptions): Headers {
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  if (method !== "GET") headers.set("X-CSRFToken", csrfToken());
  if (options.body !== undefined && !(options.body instanceof FormData)) {
    headers.set("Content-Type", "application/json");
  }
  if (options.ifMatch !== undefined) headers.set("If-Match", `"${options.ifMatch}"`);
  if (options.ifNoneMatch) headers.set("If-None-Match", "*");
  return headers;
}

function bodyOf(body: unknown): BodyInit | undefined {
  if (body === undefined) return undefined;
  return body instanceof FormData ? body : JSON.stringify(body);
}

async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  try {
    return await fetch(address(path, options.query), {
      method,
      headers: headersOf(method, options),
      body: bodyOf(options.body),
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: "same-origin",
    });
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    throw unreachable();
  }
}

async function parsed(response: Response): Promise<unknown> {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return undefined;
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

/** The refusal in `body`. That a session has ended is noted here, for every request alike. */
function refusal(status: number, body: unknown): ApiProblem {
  const now = session.value;
  if (status !== 401 || now.state === "out" || now.state === "unknown") return problemFrom(status, body);
  session.value = { state: "expired", user: now.user };
  return sessionEnded();
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  const body = await parsed(response);
  if (response.ok) return body as T;
  throw refusal(response.status, body);
}

async function bytes(path: string, options: CallOptions = {}): Promise<ArrayBuffer> {
  const response = await send("GET", path, options);
  if (!response.ok) throw refusal(response.status, await parsed(response));
  return response.arrayBuffer().catch((thrown: unknown) => {
    throw options.signal?.aborted ? thrown : unreachable();
  });
}

/** The one door to the server. Every method returns the parsed body or throws an ApiProblem. */
export const api = {
  bytes,
  get: <T>(path: string, options?: CallOptions) => call<T>("GET", path, options),
  post: <T>(path: string, options?: CallOptions) => call<T>("POST", path, options),
  put: <T>(path: string, options?: CallOptions) => call<T>("PUT", path, options),
  patch: <T>(path: string, options?: CallOptions) => call<T>("PATCH", path, options),
  delete: <T = void>(path: string, options?: CallOptions) => call<T>("DELETE", path, options),
};

/** Every page of the list at `path`, one after the other, following the server's cursor. */
export async function* pages<T>(path: string, options: CallOptions = {}): AsyncGenerator<readonly T[]> {
  let next: string | null = address(path, options.query);
  while (next !== null) {
    const page: Page<T> = await api.get<Page<T>>(new URL(next, location.origin).href, { signal: options.signal });
    yield page.results;
    next = page.next;
  }
}

/** The whole list at `path`. For lists that are small by nature: members, codes, witnesses, footage. */
export async function all<T>(path: string, options: CallOptions = {}): Promise<T[]> {
  const everything: T[] = [];
  for await (const page of pages<T>(path, { ...options, query: { page_size: 1000, ...options.query } })) {
    everything.push(...page);
  }
  return everything;
}
