import { signal } from "@preact/signals-core";
import { asProblem } from "../api/problem";
import { project } from "./project";
import { countWaiting } from "./waiting";

/** How many segments of the open project wait for this person, at most MOST_COUNTED. Shown on the rail. */
export const waitingForMe = signal(0);

/** Count anew. Without an answer the rail shows nothing; the review screen itself says what is wrong. */
export async function recount(): Promise<void> {
  const open = project.value;
  try {
    const count = open ? await countWaiting(open) : 0;
    if (project.value?.id === open?.id) waitingForMe.value = count;
  } catch (thrown) {
    asProblem(thrown);
    waitingForMe.value = 0;
  }
}
