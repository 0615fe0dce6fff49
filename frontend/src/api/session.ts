import { ApiProblem, api, session } from "./client";
import { SESSION } from "./paths";
import type { User } from "./types";

interface SessionAnswer {
  user: User;
}

function accept(answer: SessionAnswer): void {
  session.value = { state: "in", user: answer.user };
}

/** Ask who is signed in. Nobody is not an error. */
export async function readSession(): Promise<void> {
  try {
    accept(await api.get<SessionAnswer>(SESSION));
  } catch (thrown) {
    if (!(thrown instanceof ApiProblem) || thrown.status !== 401) throw thrown;
    session.value = { state: "out" };
  }
}

/**
 * Goes on as `user`, if it is still they who are signed in in this browser. Otherwise their page stays as it is: it must
 * not become somebody else's with their work on it. Throws an ApiProblem.
 */
export async function goOnAs(user: User): Promise<void> {
  accept(await api.get<SessionAnswer>(SESSION, { as: user.id }));
}

export async function signIn(username: string, password: string): Promise<void> {
  accept(await api.post<SessionAnswer>(SESSION, { body: { username, password }, signsIn: true }));
}

export async function signOut(): Promise<void> {
  await api.delete(SESSION);
  session.value = { state: "out" };
}

/** Change the password of who is signed in; the session goes on. */
export async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  await api.post("/session/password/", { body: { old_password: oldPassword, new_password: newPassword } });
  await readSession();
}
