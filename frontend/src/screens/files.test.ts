import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { session } from "../api/client";
import { readCoding, readMembers, readPreferences, readProject, readRecording } from "../api/reads";
import type { User } from "../api/types";
import { videoFor } from "../media/begun";
import { fetchScreen } from "./files";

const [PROJECT, FOOTAGE] = ["0d6a1a3e-5d0f-4a83-8a5e-0d4a9a3a7f10", "7b1c9a52-3f0e-4d55-9a39-6f2f6a0e4c21"];
const recording = {
  id: FOOTAGE,
  has_picture: true,
  playable: true,
  availability: "online",
  picture_start: "0",
  derivatives: [{ kind: "proxy", state: "ready", same_as_original: false }],
};
const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

const answered = { "Content-Type": "application/json", "X-Signed-In-As": "u" };
const open = async (status: number, body: object = recording): Promise<readonly string[]> => {
  fetched.mockImplementation(async () => new Response(JSON.stringify(body), { status, headers: answered }));
  fetchScreen({ name: "workbench", projectId: PROJECT, footageId: FOOTAGE });
  await vi.waitFor(() => expect(fetched.mock.settledResults.length).toBeGreaterThanOrEqual(status === 200 ? 5 : 1));
  await new Promise((resolve) => setTimeout(resolve));
  return fetched.mock.calls.map(([url]) => String(url));
};
const begun = (kind: string) => videoFor(`/api/v1/footage/${FOOTAGE}/media/${kind}`).hasAttribute("src");

/** What nobody came for is not there for the next test. */
afterEach(() => void begun("proxy"));

describe("opening a recording", () => {
  it("asks for all that it needs, and begins to load what is played", async () => {
    const project = `/api/v1/projects/${PROJECT}/`;
    expect((await open(200)).toSorted()).toEqual(
      [
        `/api/v1/footage/${FOOTAGE}/`,
        `/api/v1/footage/${FOOTAGE}/coding/`,
        project,
        `${project}members/?page_size=1000`,
        "/api/v1/session/preferences/",
      ].toSorted(),
    );
    expect(begun("proxy")).toBe(true);
  });

  it("asks for nothing of it twice", async () => {
    session.value = { state: "in", user: { id: "u" } as User };
    await open(200, { ...recording, results: [], next: null });
    const asked = fetched.mock.calls.length;
    const reads = [readRecording(FOOTAGE), readCoding(FOOTAGE), readProject(PROJECT), readMembers(PROJECT)];
    await Promise.all([...reads, readPreferences("u")]);
    expect(fetched).toHaveBeenCalledTimes(asked);
    expect(asked).toBe(5);
  });

  it("leaves the rest to the screen where that was sooner than the recording's answer", async () => {
    session.value = { state: "in", user: { id: "u" } as User };
    let arrive = (_: Response): void => {};
    fetched.mockReturnValueOnce(new Promise((resolve) => (arrive = resolve)));
    const answer = () => new Response(JSON.stringify(recording), { headers: answered });
    fetched.mockImplementation(async () => answer());
    fetchScreen({ name: "workbench", projectId: PROJECT, footageId: FOOTAGE });
    const reads = [readRecording(FOOTAGE), readCoding(FOOTAGE), readProject(PROJECT)];
    arrive(answer());
    await Promise.all(reads);
    await new Promise((resolve) => setTimeout(resolve));
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(begun("proxy")).toBe(false);
  });

  it("loads nothing of what is refused, has no picture or is not there yet", async () => {
    expect(await open(404), "and asks for nothing else").toEqual([`/api/v1/footage/${FOOTAGE}/`]);
    expect(begun("proxy")).toBe(false);
    await open(200, { ...recording, has_picture: false });
    expect(begun("proxy")).toBe(false);
    await open(200, { ...recording, availability: "offline", derivatives: [] });
    expect(begun("original")).toBe(false);
  });
});
