/** Nobody who is in the middle of something pauses for less, in milliseconds; whoever has paused waits no longer. */
const REST_MS = 500;

/**
 * Does `then` once no key has been pressed for a moment. What takes the keys must not spring up under somebody's fingers:
 * the next one would go into it and be missed where it was meant. Returns what gives it up.
 */
export function whenHandsRest(then: () => void): () => void {
  const waiting = new AbortController();
  let timer = 0;
  const wait = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      waiting.abort();
      then();
    }, REST_MS);
  };
  addEventListener("keydown", wait, { capture: true, signal: waiting.signal });
  wait();
  return () => {
    clearTimeout(timer);
    waiting.abort();
  };
}
