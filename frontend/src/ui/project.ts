import { computed, signal } from "@preact/signals-core";
import { all, session } from "../api/client";
import { asProblem } from "../api/problem";
import { readMembers, readProject } from "../api/reads";
import type { Project } from "../api/types";
import { namesOfMembers, people } from "./people";

/** The project that is open, or null while it is being read and where there is none. */
export const project = signal<Project | null>(null);

/** The projects of the person as they were read last: what the menu in the bar offers. */
export const projects = signal<readonly Project[]>([]);

/** Read them anew. Without an answer the menu stays as it is; the list of projects says what is wrong. */
export async function readProjects(): Promise<void> {
  const asking = me.peek()?.id;
  try {
    const read = await all<Project>("/projects/");
    if (me.peek()?.id === asking) projects.value = read;
  } catch (thrown) {
    asProblem(thrown);
  }
}

/** What one person saw is not there for the next one at this browser, not even until their own is read. */
export function forgetProjects(): void {
  opening.abort();
  projects.value = [];
  project.value = null;
  people.value = new Map();
  lastFootage.value = {};
}

/** What the person may do in the open project. */
export const mayLead = computed(() => project.value?.role === "lead");
export const mayCode = computed(() => project.value?.role === "lead" || project.value?.role === "coder");

/** The signed-in person, also while an expired session waits for the password. */
export const me = computed(() => ("user" in session.value ? session.value.user : null));

/** The recording that was last open in the workbench, by project: the rail's way back to it. */
export const lastFootage = signal<Readonly<Record<string, string>>>({});

export function rememberFootage(projectId: string, footageId: string): void {
  lastFootage.value = { ...lastFootage.value, [projectId]: footageId };
}

let opening = new AbortController();

/**
 * Read the project and its people anew. A project that is already shown stays until the answer is there; an answer that
 * comes after another one was asked for, or after the person has gone, is not taken.
 */
export async function openProject(projectId: string): Promise<void> {
  opening.abort();
  opening = new AbortController();
  const { signal } = opening;
  if (project.value?.id !== projectId) project.value = null;
  try {
    const [read, members] = await Promise.all([readProject(projectId, signal), readMembers(projectId, signal)]);
    signal.throwIfAborted();
    people.value = namesOfMembers(members);
    project.value = read;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
