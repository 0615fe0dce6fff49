import { api, session } from "../api/client";
import type { Page, Project, Segment, SegmentStatus } from "../api/types";

/** More than this is not counted: the row says "99+". */
export const MOST_COUNTED = 100;

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
