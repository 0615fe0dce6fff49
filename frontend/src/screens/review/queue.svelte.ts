import type { ApiProblem } from "../../api/client";
import { api } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { Page, Segment, SegmentStatus } from "../../api/types";

const PAGE_SIZE = 100;

/** A list of segments, read page by page, oldest first. What is decided stays in its place until it is read anew. */
export class Queue {
  segments = $state.raw<readonly Segment[]>();
  problem = $state.raw<ApiProblem>();
  next = $state.raw<string | null>(null);
  readonly #path: string;
  #scope = new AbortController();

  constructor(projectId: string) {
    this.#path = `/projects/${projectId}/segments/`;
  }

  /** Begin again with the segments of `status`, of everybody or of one coder. */
  async open(status: SegmentStatus | null, coder?: string): Promise<void> {
    this.segments = undefined;
    await this.#read(this.#path, { status, coder, page_size: PAGE_SIZE });
  }

  /** The next page, if there is one. */
  async more(): Promise<void> {
    if (this.next !== null) await this.#read(new URL(this.next, location.origin).href, {});
  }

  /** Put the newer version of a segment in its place. */
  replace(newer: Segment): void {
    this.segments = this.segments?.map((one) => (one.id === newer.id ? newer : one));
  }

  close(): void {
    this.#scope.abort();
  }

  async #read(path: string, query: Record<string, string | number | null | undefined>): Promise<void> {
    this.#scope.abort();
    this.#scope = new AbortController();
    const { signal } = this.#scope;
    this.problem = undefined;
    try {
      const page = await api.get<Page<Segment>>(path, { query, signal });
      this.segments = [...(this.segments ?? []), ...page.results];
      this.next = page.next;
    } catch (thrown) {
      if (!signal.aborted) this.problem = asProblem(thrown);
    }
  }
}

/** The segment to look at after `id` was decided: the next open one, else the one before, else the same. */
export function afterDecision(segments: readonly Segment[], id: string): string {
  const at = segments.findIndex((one) => one.id === id);
  const open = (one: Segment) => one.status === "open" && one.id !== id;
  return (segments.slice(at + 1).find(open) ?? segments.slice(0, at).findLast(open))?.id ?? id;
}
