/** Each screen is a file of its own, fetched when it is opened or about to be. */
import type { Component } from "svelte";
import { askForRecording, askToOpen } from "../api/opening";
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
  if (name === "workbench") void beginToOpen(route.projectId, route.footageId);
  const fetching: Promise<unknown> =
    name === "workbench" ? WORKBENCH() : name === "projects" ? PROJECTS() : SCREENS[name]();
  fetching.catch(() => {});
}

/**
 * Of a long film the index alone is megabytes, so it is the first to be asked for as soon as its file is known: of the few
 * connections that a browser has, it would wait for one else.
 */
async function beginToOpen(projectId: string, footageId: string): Promise<void> {
  const footage = await askForRecording(footageId);
  // Refused or lost; or the screen is there, has taken the answer, and asks for the rest itself.
  if (!footage) return;
  const source = footage.has_picture ? sourceOf(footage) : null;
  if (source) beginToLoad(fileOf(footage.id, source));
  askToOpen(projectId, footageId);
}
