/** The readings that several screens share, and those that a recording is opened with. */
import { all, api } from "./client";
import { codingOf, membersOf, PREFERENCES, projectAt, recordingAt } from "./paths";
import type { Code, Coverage, Footage, Member, Preferences, Project, Whole, Witness } from "./types";

export const readFootage = (projectId: string, signal?: AbortSignal) =>
  all<Footage>(`/projects/${projectId}/footage/`, { signal });

export const readCoverage = (projectId: string, signal?: AbortSignal) =>
  api.get<Coverage>(`/projects/${projectId}/coverage/`, { signal });

export const readCodes = (projectId: string, signal?: AbortSignal) =>
  all<Code>(`/projects/${projectId}/codes/`, { signal });

export const readWitnesses = (projectId: string, signal?: AbortSignal) =>
  all<Witness>(`/projects/${projectId}/witnesses/`, { signal });

/** A request of one person's is refused while somebody else is signed in: nobody's choices become another's. */
export const readPreferences = (person: string) => api.get<Preferences>(PREFERENCES, { as: person });

export const readProject = (projectId: string, signal?: AbortSignal) =>
  api.get<Project>(projectAt(projectId), { signal });

export const readMembers = (projectId: string, signal?: AbortSignal) => all<Member>(membersOf(projectId), { signal });

export const readRecording = (footageId: string, signal?: AbortSignal) =>
  api.get<Footage>(recordingAt(footageId), { signal });

/** All that lies on a recording. */
export const readCoding = (footageId: string, signal?: AbortSignal) => api.get<Whole>(codingOf(footageId), { signal });
