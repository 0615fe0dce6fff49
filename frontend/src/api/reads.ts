/** The readings that several screens share. */
import { all, api } from "./client";
import type { Code, Coverage, Footage, Member, Witness } from "./types";

export const readFootage = (projectId: string, signal?: AbortSignal) =>
  all<Footage>(`/projects/${projectId}/footage/`, { signal });

export const readCoverage = (projectId: string, signal?: AbortSignal) =>
  api.get<Coverage>(`/projects/${projectId}/coverage/`, { signal });

export const readCodes = (projectId: string, signal?: AbortSignal) =>
  all<Code>(`/projects/${projectId}/codes/`, { signal });

export const readWitnesses = (projectId: string, signal?: AbortSignal) =>
  all<Witness>(`/projects/${projectId}/witnesses/`, { signal });

export const readMembers = (projectId: string, signal?: AbortSignal) =>
  all<Member>(`/projects/${projectId}/members/`, { signal });
