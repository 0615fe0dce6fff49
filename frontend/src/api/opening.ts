/** What is asked for before the code of the page is there. */
import { address } from "./address";
import { askAhead, lookAhead } from "./ahead";
import { codingOf, membersOf, PREFERENCES, projectAt, recordingAt, SESSION, WHOLE_LIST } from "./paths";
import type { Footage } from "./types";

/** Asks whose page this is. */
export const askWhoIsSignedIn = (): void => askAhead(address(SESSION));

/** Asks for a recording. Answers with it; null where it was refused or got lost, or somebody has taken the answer. */
export function askForRecording(footageId: string): Promise<Footage | null> {
  const url = address(recordingAt(footageId));
  askAhead(url);
  return lookAhead<Footage>(url);
}

/** Asks for all else that a recording is opened with. */
export function askToOpen(projectId: string, footageId: string): void {
  for (const path of [projectAt(projectId), codingOf(footageId), PREFERENCES]) askAhead(address(path));
  askAhead(address(membersOf(projectId), WHOLE_LIST));
}
