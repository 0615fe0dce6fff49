/** Following a job until it has ended. */
import { api } from "../../api/client";
import type { Job } from "../../api/types";

const POLL_MS = 500;
const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

export const hasEnded = (job: Job): boolean => ENDED.has(job.state);

/** The job once it has ended; `ontold` hears of it on the way. Rejects when `signal` is aborted. */
export async function finished(job: Job, signal: AbortSignal, ontold: (now: Job) => void): Promise<Job> {
  let now = job;
  while (!hasEnded(now)) {
    ontold(now);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    now = await api.get<Job>(`/jobs/${job.id}/`, { signal });
  }
  return now;
}
