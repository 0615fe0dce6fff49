import { describe, expect, it } from "vitest";
import { projectOf, projectPath, routeOf, workbenchPath } from "./routes";

const PROJECT = "0b0c8a4e-5a36-4f0e-9d6f-0c6a7b3d1e2f";
const FOOTAGE = "c7a1f3de-1b2c-4d5e-8f90-a1b2c3d4e5f6";

describe("routeOf", () => {
  it("takes the root and /projects to the list of projects", () => {
    expect(routeOf("/")).toEqual({ name: "projects" });
    expect(routeOf("/projects/")).toEqual({ name: "projects" });
  });

  it("takes a project's bare address to its library", () => {
    expect(routeOf(`/projects/${PROJECT}`)).toEqual({ name: "library", projectId: PROJECT });
  });

  it("reads back every address it writes", () => {
    expect(routeOf(projectPath(PROJECT, "review"))).toEqual({ name: "review", projectId: PROJECT });
    const url = new URL(workbenchPath(PROJECT, FOOTAGE, "01:41:17;22"), "http://here");
    expect(routeOf(url.pathname, url.search)).toEqual({
      name: "workbench",
      projectId: PROJECT,
      footageId: FOOTAGE,
      at: "01:41:17;22",
    });
  });

  it("has no position when the address gives none", () => {
    expect(routeOf(workbenchPath(PROJECT, FOOTAGE))).toEqual({
      name: "workbench",
      projectId: PROJECT,
      footageId: FOOTAGE,
    });
  });

  it.each(["/elsewhere", "/projects/no-uuid", `/projects/${PROJECT}/nothing`, `/projects/${PROJECT}/library/extra`])(
    "knows that %s is no address",
    (path) => {
      expect(routeOf(path)).toEqual({ name: "unknown" });
    },
  );
});

describe("projectOf", () => {
  it("names the project of a route that has one", () => {
    expect(projectOf(routeOf(projectPath(PROJECT)))).toBe(PROJECT);
    expect(projectOf(routeOf("/"))).toBeNull();
  });
});
