import { ApiProblem, api, session } from "./client";
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
    accept(await api.get<SessionAnswer>("/session/"));
  } catch (thrown) {
    if (!(thrown instanceof ApiProblem) || thrown.status !== 401) throw thrown;
    session.value = { state: "out" };
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  accept(await api.post<SessionAnswer>("/session/", { body: { username, password } }));
}

export async function signOut(): Promise<void> {
  await api.delete("/session/");
  session.value = { state: "out" };
}

/** Change the password of who is signed in; the session goes on. */
export async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  await api.post("/session/password/", { body: { old_password: oldPassword, new_password: newPassword } });
  await readSession();
}
