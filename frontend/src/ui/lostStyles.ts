const AGAIN_MS = 2000;

/**
 * Fetches style sheets that got lost on their way again, until they have come. The bundler's loader asks for each once: a
 * part whose code is fetched again after a lost network would stand there without its styles.
 */
export function fetchLostStylesAgain(): void {
  // Captured: it does not bubble.
  addEventListener("error", ({ target }) => void (isSheet(target) && setTimeout(ask, AGAIN_MS, target)), {
    capture: true,
  });
}

const isSheet = (target: EventTarget | null): target is HTMLLinkElement =>
  target instanceof HTMLLinkElement && target.rel === "stylesheet";

const ask = (lost: HTMLLinkElement): void => lost.replaceWith(lost.cloneNode());
