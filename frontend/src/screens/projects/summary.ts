import { readCoverage, readFootage } from "../../api/reads";
import type { Project } from "../../api/types";
import { type Totals, totalsOf } from "../../ui/coverage/totals";
import { countWaiting } from "../../ui/waiting";

/** What the list of projects says about one of them. */
export interface Summary {
  totals: Totals;
  /** Segments that wait for this person: to be reviewed by a lead, or come back to a coder. At most MOST_COUNTED. */
  waiting: number;
}

export async function readSummary(project: Project, signal: AbortSignal): Promise<Summary> {
  const [footage, coverage, waiting] = await Promise.all([
    readFootage(project.id, signal),
    readCoverage(project.id, signal),
    countWaiting(project, signal),
  ]);
  return { totals: totalsOf(footage, coverage), waiting };
}
