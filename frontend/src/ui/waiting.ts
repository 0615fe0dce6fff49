import { api, session } from "../api/client";
import { readCoverage, readFootage } from "../api/reads";
import type { Page, Project, Segment, SegmentStatus } from "../api/types";
import { type Totals, totalsOf } from "./coverage/totals";

/** More than this is not counted: the row says "99+". */
export const MOST_COUNTED = 100;

/** What the list of projects says about one of them. */
export interface Summary {
  totals: Totals;
  /** Segments that wait for this person: to be reviewed by a lead, or come back to a coder. At most MOST_COUNTED. */
  waiting: number;
}

/** The segments that wait for a member: a lead's are those to review, a coder's own are those that came back. */
export function waitingQuery(project: Project, userId: string): { status: SegmentStatus; coder?: string } | null {
  if (project.role === "reader") return null;
  return project.role === "lead" ? { status: "open" } : { status: "returned", coder: userId };
}

export async function countWaiting(project: Project, signal?: AbortSignal): Promise<number> {
  const now = session.value;
  const query = now.state === "in" ? waitingQuery(project, now.user.id) : null;
  if (!query) return 0;
  const path = `/projects/${project.id}/segments/`;
  const page = await api.get<Page<Segment>>(path, { query: { ...query, page_size: MOST_COUNTED }, signal });
  return page.results.length;
}

export async function readSummary(project: Project, signal: AbortSignal): Promise<Summary> {
  const [footage, coverage, waiting] = await Promise.all([
    readFootage(project.id, signal),
    readCoverage(project.id, signal),
    countWaiting(project, signal),
  ]);
  return { totals: totalsOf(footage, coverage), waiting };
}
