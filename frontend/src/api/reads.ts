/** The readings that several screens share, and those that a recording is opened with. */
import { askAhead, lookAhead } from "./ahead";
import { address, all, api, WHOLE_LIST } from "./client";
import type { Code, Coverage, Footage, Member, Preferences, Project, Whole, Witness } from "./types";

export const SESSION = "/session/";
export const PREFERENCES = "/session/preferences/";
const projectAt = (projectId: string) => `/projects/${projectId}/`;
const membersOf = (projectId: string) => `/projects/${projectId}/members/`;
const recordingAt = (footageId: string) => `/footage/${footageId}/`;
const codingOf = (footageId: string) => `/footage/${footageId}/coding/`;

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

/** Asks whose page this is, before anything else of it is there. */
export const askWhoIsSignedIn = (): void => askAhead(address(SESSION));

/**
 * Asks for all that a recording is opened with, what takes longest first, while its screen is being fetched. Answers with
 * the recording, or null where there is none to be had yet.
 */
export async function askToOpen(projectId: string, footageId: string): Promise<Footage | null> {
  for (const path of [codingOf(footageId), recordingAt(footageId), projectAt(projectId), PREFERENCES]) {
    askAhead(address(path));
  }
  askAhead(address(membersOf(projectId), WHOLE_LIST));
  return lookAhead<Footage>(address(recordingAt(footageId)));
}
