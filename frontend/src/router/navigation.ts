import { signal } from "@preact/signals-core";
import { type Route, routeOf } from "./routes";

/** Where the person is. Changes with every navigation, back and forward included. */
export const route = signal<Route>(routeOf(location.pathname, location.search));

function readLocation(): void {
  route.value = routeOf(location.pathname, location.search);
}

/** Go to an address of the product. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
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

/** Follow links inside the product without loading the page again. Returns what stops it. */
export function startNavigation(): () => void {
  const scope = new AbortController();
  const onClick = (event: MouseEvent) => {
    const link = isPlainClick(event) ? ownLink(event) : null;
    if (!link) return;
    event.preventDefault();
    go(link.pathname + link.search);
  };
  document.addEventListener("click", onClick, { signal: scope.signal });
  addEventListener("popstate", readLocation, { signal: scope.signal });
  return () => scope.abort();
}
