import { all, session } from "../../api/client";
import { readCoverage, readFootage } from "../../api/reads";
import type { Project, Segment } from "../../api/types";
import { type Totals, totalsOf } from "../../ui/coverage/totals";

/** What the list of projects says about one of them. */
export interface Summary {
  totals: Totals;
  /** For a lead: segments that nobody has reviewed yet. */
  toReview: number;
  /** For a coder: own segments that came back. */
  returned: number;
}

async function returnedToMe(project: Project, signal: AbortSignal): Promise<number> {
  const now = session.value;
  if (project.role === "reader" || now.state !== "in") return 0;
  const query = { coder: now.user.id, status: "returned" };
  return (await all<Segment>(`/projects/${project.id}/segments/`, { query, signal })).length;
}

export async function readSummary(project: Project, signal: AbortSignal): Promise<Summary> {
  const [footage, coverage, returned] = await Promise.all([
    readFootage(project.id, signal),
    readCoverage(project.id, signal),
    returnedToMe(project, signal),
  ]);
  const totals = totalsOf(footage, coverage);
  const toReview = project.role === "lead" ? totals.segments - totals.reviewedSegments : 0;
  return { totals, toReview, returned };
}
