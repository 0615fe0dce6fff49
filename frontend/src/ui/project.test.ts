import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api, session } from "../api/client";
import type { Project, User } from "../api/types";
import { people } from "./people";
import { forgetProjects, lastFootage, openProject, project, projects, readProjects, rememberFootage } from "./project";

const named = (id: string) => ({ id, name: id, role: "lead" }) as unknown as Project;
const member = { user: "u1", username: "nadia", display_name: "Nadia" };
const person = (id: string) => ({ state: "in", user: { id } as User }) as const;

/** What was asked for and waits for its answer, by its path. */
let asked: Map<string, (answer: unknown) => void>;

beforeEach(() => {
  asked = new Map();
  vi.spyOn(api, "get").mockImplementation(
    (path, options) =>
      new Promise((resolve, reject) => {
        const place = new URL(path, location.origin).pathname.replace("/api/v1", "");
        asked.set(place, resolve as (answer: unknown) => void);
        options?.signal?.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
      }),
  );
  session.value = person("u1");
  forgetProjects();
});
afterEach(() => void vi.restoreAllMocks());

function answer(id: string): void {
  asked.get(`/projects/${id}/`)?.(named(id));
  asked.get(`/projects/${id}/members/`)?.({ next: null, previous: null, results: [member] });
}

it("shows the project that was asked for last, whichever answer comes last", async () => {
  const [first, second] = [openProject("p1"), openProject("p2")];
  answer("p2");
  await second;
  answer("p1");
  await first;
  expect(project.value?.id).toBe("p2");
  expect(people.value.get("u1")).toBe("Nadia");
});

it("keeps nothing of a person who has gone, not even an answer that was on its way", async () => {
  rememberFootage("p1", "f1");
  const [opening, list] = [openProject("p1"), readProjects()];
  forgetProjects();
  session.value = person("u2");
  answer("p1");
  asked.get("/projects/")?.({ next: null, previous: null, results: [named("p1")] });
  await Promise.all([opening, list]);
  expect([project.value, projects.value, people.value.size, lastFootage.value]).toEqual([null, [], 0, {}]);
});

it("lists the projects of who is here", async () => {
  const list = readProjects();
  asked.get("/projects/")?.({ next: null, previous: null, results: [named("p1")] });
  await list;
  expect(projects.value.map(({ id }) => id)).toEqual(["p1"]);
});
