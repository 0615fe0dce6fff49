/** Each screen is a file of its own, fetched when it is opened or about to be. */
import type { Component } from "svelte";
import { askToOpen } from "../api/reads";
import { beginToLoad } from "../media/begun";
import type { ProjectScreen, Route } from "../router/routes";
import { fileOf, sourceOf } from "../ui/source";

type ScreenFile = { default: Component<{ projectId: string }> };

export const SCREENS: Readonly<Record<ProjectScreen, () => Promise<ScreenFile>>> = {
  library: () => import("./library/Library.svelte"),
  codebook: () => import("./codebook/Codebook.svelte"),
  witnesses: () => import("./witnesses/Witnesses.svelte"),
  review: () => import("./review/Review.svelte"),
  progress: () => import("./progress/Progress.svelte"),
  settings: () => import("./settings/Settings.svelte"),
};
export const PROJECTS = () => import("./projects/Projects.svelte");
export const WORKBENCH = () => import("./workbench/Workbench.svelte");

/** Begins to fetch the screen of an address, while it is still being asked who is signed in. One that fails is told then. */
export function fetchScreen(route: Route): void {
  const { name } = route;
  if (name === "unknown") return;
  const fetching: Promise<unknown> =
    name === "workbench" ? WORKBENCH() : name === "projects" ? PROJECTS() : SCREENS[name]();
  fetching.catch(() => {});
  // After its code: of the few connections that a browser has, that needs several.
  if (name === "workbench") void beginToOpen(route.projectId, route.footageId);
}

/** Of a long film the index alone is megabytes: it is read while everything else is on its way. */
async function beginToOpen(projectId: string, footageId: string): Promise<void> {
  const footage = await askToOpen(projectId, footageId);
  const source = footage?.has_picture ? sourceOf(footage) : null;
  if (footage && source) beginToLoad(fileOf(footage.id, source));
}
