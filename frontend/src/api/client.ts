import { signal } from "@preact/signals-core";
import { address, type Query } from "./address";
import { answeredAhead } from "./ahead";
import { WHOLE_LIST } from "./paths";
import { ApiProblem, problemFrom, sessionEnded, unreachable } from "./problem";
import type { Page, User } from "./types";

export { ApiProblem };

/**
 * Who is signed in. `expired`: the server answered 401 to somebody who was, or somebody else signed in in this browser
 * (`another`); their screen stays as it is.
 */
export type Session =
  | { state: "unknown" }
  | { state: "out" }
  | { state: "in"; user: User }
  | { state: "expired"; user: User; because?: "another" };

export const session = signal<Session>({ state: "unknown" });
const NOBODY: Session = { state: "out" };

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
  /** The member whose request this is, where that is settled before it is made; otherwise whoever is signed in. */
  as?: string;
  /** Milliseconds after which no answer counts as none. */
  patience?: number;
  /** A 401 is about what was typed, and not about the session. */
  signsIn?: boolean;
  /** Let the request outlive the page. */
  keepalive?: boolean;
}

/** What every request that changes something must carry as X-CSRFToken; signing in changes it. */
export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

const memberOf = (now: Session): string | undefined => ("user" in now ? now.user.id : undefined);

/** The cookie is the whole browser's: what this page's member does and sees must not be somebody else's. */
const memberMeant = ({ as }: CallOptions): string | undefined => as ?? memberOf(session.peek());

function headersOf(method: string, options: CallOptions): Headers {
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  if (method !== "GET") headers.set("X-CSRFToken", csrfToken());
  const member = memberMeant(options);
  if (member) headers.set("X-Signed-In-As", member);
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

/** Runs a part of a request; that it was cut off or took too long is told, that it was given up on purpose is thrown on. */
async function answered<T>(work: Promise<T>, { signal }: CallOptions): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw signal?.aborted ? thrown : unreachable();
  }
}

function signalOf({ signal, patience }: CallOptions): AbortSignal | undefined {
  if (patience === undefined) return signal;
  const late = AbortSignal.timeout(patience);
  return signal ? AbortSignal.any([signal, late]) : late;
}

const requestOf = (method: string, options: CallOptions): RequestInit => ({
  method,
  headers: headersOf(method, options),
  body: bodyOf(options.body),
  signal: signalOf(options),
  keepalive: options.keepalive,
  credentials: "same-origin",
});

function send(method: string, path: string, options: CallOptions): Promise<Response> {
  const url = address(path, options.query);
  // Made now: whose request it is does not change while an answer that was asked ahead is waited for.
  const request = requestOf(method, options);
  const ask = () => answered(fetch(url, request), options);
  const ahead = method === "GET" ? answeredAhead(url, memberMeant(options), request.signal) : null;
  return ahead === null ? ask() : ahead.then((answer) => answer ?? ask());
}

async function parsed(response: Response, options: CallOptions): Promise<unknown> {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return undefined;
  const text = await answered(response.text(), options);
  return text === "" ? undefined : JSON.parse(text);
}

/** The refusal in `body` of what was `asked` in a session. That this has ended is noted here, for every request alike. */
function refusal(status: number, body: unknown, asked: Session, as?: string): ApiProblem {
  const problem = problemFrom(status, body);
  const another = problem.code === "another_member";
  if ((status !== 401 && !another) || asked.state === "out" || asked.state === "unknown") return problem;
  // Once: who is signing in again is not disturbed by what was on its way, nor who has done so by what came late.
  const known = asked.state === "expired" && (asked.because === "another" || !another);
  // What is still sent for the member who was here before says nothing about the one who is.
  const ours = as === undefined || as === asked.user.id;
  if (asked === session.peek() && !known && ours) {
    session.value = { state: "expired", user: asked.user, ...(another ? { because: "another" } : {}) };
  }
  return sessionEnded();
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const asked = options.signsIn ? NOBODY : session.peek();
  const response = await send(method, path, options);
  const body = await parsed(response, options);
  if (response.ok) return body as T;
  throw refusal(response.status, body, asked, options.as);
}

async function bytes(path: string, options: CallOptions = {}): Promise<ArrayBuffer> {
  const asked = session.peek();
  const response = await send("GET", path, options);
  if (!response.ok) throw refusal(response.status, await parsed(response, options), asked, options.as);
  return answered(response.arrayBuffer(), options);
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
async function* pages<T>(path: string, options: CallOptions = {}): AsyncGenerator<readonly T[]> {
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
  for await (const page of pages<T>(path, { ...options, query: { ...WHOLE_LIST, ...options.query } })) {
    everything.push(...page);
  }
  return everything;
}
