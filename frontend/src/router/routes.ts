/** The addresses of the product, as data. Pure: knows nothing of the browser. */

export const PROJECT_SCREENS = ["library", "codebook", "witnesses", "review", "progress", "settings"] as const;
export type ProjectScreen = (typeof PROJECT_SCREENS)[number];

export type Route =
  | { name: "projects" }
  | { name: ProjectScreen; projectId: string }
  | { name: "workbench"; projectId: string; footageId: string; at?: string }
  | { name: "unknown" };

export type ScreenName = Exclude<Route["name"], "unknown">;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isProjectScreen(name: string): name is ProjectScreen {
  return (PROJECT_SCREENS as readonly string[]).includes(name);
}

function workbenchRoute(projectId: string, footageId: string, search: string): Route {
  const at = new URLSearchParams(search).get("at");
  return at === null ? { name: "workbench", projectId, footageId } : { name: "workbench", projectId, footageId, at };
}

/** The route of an address. A project's bare address is its library. */
export function routeOf(pathname: string, search = ""): Route {
  const [first, projectId, screen = "library", fourth, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (first === undefined || (first === "projects" && projectId === undefined)) return { name: "projects" };
  if (first !== "projects" || projectId === undefined || !UUID.test(projectId) || rest.length > 0) {
    return { name: "unknown" };
  }
  if (screen === "footage" && fourth !== undefined && UUID.test(fourth)) {
    return workbenchRoute(projectId, fourth, search);
  }
  return isProjectScreen(screen) && fourth === undefined ? { name: screen, projectId } : { name: "unknown" };
}

/** The address of a project's screen. */
export function projectPath(projectId: string, screen: ProjectScreen = "library"): string {
  return `/projects/${projectId}/${screen}`;
}

/** The address of a recording in the workbench, at the position `at` (a timecode, or "f" and a frame number) if given. */
export function workbenchPath(projectId: string, footageId: string, at?: string): string {
  const path = `/projects/${projectId}/footage/${footageId}`;
  return at === undefined ? path : `${path}?at=${encodeURIComponent(at)}`;
}

export function projectOf(route: Route): string | null {
  return "projectId" in route ? route.projectId : null;
}
