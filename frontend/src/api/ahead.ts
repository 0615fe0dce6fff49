/** Answers that are asked for while the screen that needs them is still being fetched. */

/** An answer that nobody comes for gets old, and its connection is one of the few that a browser has. */
const KEPT_MS = 10_000;

interface Asked {
  readonly response: Promise<Response | null>;
  readonly leaving: AbortController;
  readonly timer: ReturnType<typeof setTimeout>;
}
const asked = new Map<string, Asked>();

/** Asks for what lies at `url` before it is known whose page this is. The next request for it is given the answer. */
export function askAhead(url: string): void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const request = fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", signal });
  const timer = setTimeout(() => takeOut(url)?.leaving.abort(), KEPT_MS);
  asked.set(url, { response: request.catch(() => null), leaving, timer });
}

/** What is being answered at `url`, for who looks at it besides; null when it was refused or not asked. */
export async function lookAhead<T>(url: string): Promise<T | null> {
  const answer = await asked.get(url)?.response;
  return answer?.ok ? ((await answer.clone().json()) as T) : null;
}

function takeOut(url: string): Asked | undefined {
  const known = asked.get(url);
  clearTimeout(known?.timer);
  asked.delete(url);
  return known;
}

/**
 * What was asked for at `url`, once, or null. It becomes null where the request is to be made anew: it was refused, it got
 * lost, or somebody else than `member` was answered. The cookie is the whole browser's, and it may have changed.
 */
export function answeredAhead(url: string, member: string | undefined): Promise<Response | null> | null {
  const known = takeOut(url);
  return known ? takenFor(member, known) : null;
}

async function takenFor(member: string | undefined, { response, leaving }: Asked): Promise<Response | null> {
  const answer = await response;
  const meant = member === undefined || answer?.headers.get("X-Signed-In-As") === member;
  if (answer?.ok && meant) return answer;
  leaving.abort();
  return null;
}
