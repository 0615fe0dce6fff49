/** Answers that are asked for while the screen that needs them is still being fetched. */
import { Unclaimed } from "../core/unclaimed";

interface Asked {
  /** Null where it was given up or got lost. */
  readonly response: Promise<Response | null>;
  readonly leaving: AbortController;
}

/** An answer that nobody takes holds one of the few connections that a browser has. */
const asked = new Unclaimed<Asked>(({ leaving }) => leaving.abort());

/** Asks for what lies at `url` before it is known whose page this is. The next request for it is given the answer. */
export function askAhead(url: string): void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const request = fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", signal });
  asked.keep(url, { response: request.catch(() => null), leaving });
}

/** What is being answered at `url`, for who looks at it besides; null when it was refused, not asked, or taken meanwhile. */
export async function lookAhead<T>(url: string): Promise<T | null> {
  const known = asked.look(url);
  const answer = await known?.response;
  const body: T | null = answer?.ok
    ? await answer
        .clone()
        .json()
        .catch(() => null)
    : null;
  return asked.look(url) === known ? body : null;
}

/**
 * What was asked for at `url`, once, or null. It becomes null where the request is to be made anew: it was refused, it got
 * lost, or somebody else than `member` was answered. The cookie is the whole browser's, and it may have changed.
 * `signal` gives it up, as it would a request of one's own: the answer on its way and the body on its way, too.
 */
export function answeredAhead(
  url: string,
  member: string | undefined,
  signal?: AbortSignal | null,
): Promise<Response | null> | null {
  const known = asked.claim(url);
  return known ? takenFor(member, known, signal) : null;
}

async function takenFor(
  member: string | undefined,
  { response, leaving }: Asked,
  signal?: AbortSignal | null,
): Promise<Response | null> {
  const leave = () => leaving.abort();
  signal?.addEventListener("abort", leave, { once: true });
  if (signal?.aborted) leave();
  const answer = await response;
  const theirs = answer?.ok && (member === undefined || answer.headers.get("X-Signed-In-As") === member);
  // Nobody is nobody, asked anew or not.
  const nobodys = answer?.status === 401 && member === undefined;
  if (answer && (theirs || nobodys) && !signal?.aborted) return answer;
  leave();
  return null;
}
