import { computed, effect, type ReadonlySignal } from "@preact/signals-core";
import { session } from "../api/client";
import type { Outbox } from "../core/outbox";
import { count, type Unsent } from "./unsent";

export const unsentOf = ({ state, durable, refusals }: Outbox): ReadonlySignal<Unsent> =>
  computed(() => {
    const open = state.value.count;
    return durable.value ? { kept: open, onlyHere: 0 } : { kept: 0, onlyHere: open + refusals.value.length };
  });

/** Nothing more can be done here: all is sent, or what stays is on the disk and goes on when the recording is opened. */
function isOver({ state, kept }: Outbox): boolean {
  const { is } = state.value;
  return is === "saved" || is === "conflict" || (is !== "saving" && kept.value);
}

/**
 * Goes on sending after the recording was left, until nothing waits or an answer fails; what this browser does not keep
 * is tried for as long as the page lives. `end` lets go of the outbox.
 */
export function sendAfterwards(outbox: Outbox, end: () => void): void {
  const scope = new AbortController();
  const endings = [
    count(unsentOf(outbox)),
    effect(() => {
      if (session.value.state === "in" && outbox.state.peek().is === "signin") outbox.resume();
    }),
    effect(() => {
      // After what runs now, which still writes down what was acknowledged.
      if (isOver(outbox)) queueMicrotask(over);
    }),
  ];
  addEventListener("online", () => outbox.resume(), { signal: scope.signal });
  addEventListener("pagehide", () => outbox.flushOnLeave(), { signal: scope.signal });

  function over(): void {
    if (scope.signal.aborted) return;
    scope.abort();
    for (const stop of endings) stop();
    end();
  }
}
