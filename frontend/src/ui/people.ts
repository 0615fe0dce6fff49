import { signal } from "@preact/signals-core";
import type { Member } from "../api/types";

type People = ReadonlyMap<string, string>;

/** The display names of the open project's members, by the id of the user. */
export const people = signal<People>(new Map());

export function namesOfMembers(members: readonly Member[]): People {
  return new Map(members.map((member) => [member.user, member.display_name || member.username]));
}

/** What a person is called on every screen; `username` where they are no member any more. */
export function personName(names: People, user: string | null, username: string): string {
  return (user && names.get(user)) || username;
}
