import { signal } from "@preact/signals-core";
import { leaveField } from "../ui/field";
import { type Route, routeOf } from "./routes";

/** Where the person is. Changes with every navigation, back and forward included. */
export const route = signal<Route>(routeOf(location.pathname, location.search));

/** A step that leaves a recording and waits for a yes. */
interface Leaving {
  goOn(): void;
}

/** What is to be asked about; null while nothing is. */
export const leaving = signal<Leaving | null>(null);

let moved = false;

/** Whether the person has gone from one address to another since the page was opened. */
export const hasMoved = (): boolean => moved;

let mustAsk = (): boolean => false;
/** How many entries of the browser's history lie before this one: tells how far a step back or forward went. */
let depth = 0;
/** The steps of the history that are ours and already decided. */
let decided = 0;

function readLocation(): void {
  leaving.value = null;
  moved = true;
  const next = routeOf(location.pathname, location.search);
  // Before its screen is gone.
  if (leaves(next)) leaveField();
  route.value = next;
}

/** Whether a step from here to `next` leaves a recording. */
function leaves(next: Route): boolean {
  const now = route.peek();
  if (now.name !== "workbench") return false;
  return next.name !== "workbench" || next.footageId !== now.footageId;
}

/** Go to an address of the product; asks first where something would be lost. */
export function go(href: string, options: { replace?: boolean } = {}): void {
  const { pathname, search } = new URL(href, location.href);
  if (mustAsk() && leaves(routeOf(pathname, search))) leaving.value = { goOn: () => move(href, options) };
  else move(href, options);
}

function move(href: string, { replace = false }: { replace?: boolean }): void {
  if (!replace) depth += 1;
  if (replace) history.replaceState({ depth }, "", href);
  else history.pushState({ depth }, "", href);
  readLocation();
}

/** The browser has gone back or forward already: where that must be asked about, it is undone until there is a yes. */
function onPopState({ state }: PopStateEvent): void {
  const there = Number((state as { depth?: number } | null)?.depth ?? 0);
  const step = there - depth;
  if (decided > 0) decided -= 1;
  else if (step !== 0 && mustAsk() && leaves(routeOf(location.pathname, location.search))) {
    decided += 1;
    history.go(-step);
    leaving.value = {
      goOn: () => {
        decided += 1;
        history.go(step);
      },
    };
    return;
  }
  if (leaving.peek() && there === depth) return;
  depth = there;
  readLocation();
}

function isPlainClick(event: MouseEvent): boolean {
  return (
    event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  );
}

/** The link of ours that a click follows; links that leave the product (`target`, /api/) are the browser's. */
function ownLink(event: MouseEvent): HTMLAnchorElement | null {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link?.target !== "" || link.hasAttribute("download")) return null;
  return link.origin === location.origin && !link.pathname.startsWith("/api/") ? link : null;
}

/**
 * Follow links inside the product without loading the page again. `asks`: whether leaving a recording now would lose
 * something. Returns what stops it.
 */
export function startNavigation(asks: () => boolean): () => void {
  const scope = new AbortController();
  mustAsk = asks;
  depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);
  history.replaceState({ depth }, "");
  const onClick = (event: MouseEvent) => {
    const link = isPlainClick(event) ? ownLink(event) : null;
    if (!link) return;
    event.preventDefault();
    go(link.pathname + link.search);
  };
  document.addEventListener("click", onClick, { signal: scope.signal });
  addEventListener("popstate", onPopState, { signal: scope.signal });
  return () => scope.abort();
}
