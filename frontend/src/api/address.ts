const BASE = "/api/v1";

export type Query = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
>;

/** The address of `path` below the API, with `query` appended. A full address (a cursor) keeps only its path. */
export function address(path: string, query: Query = {}): string {
  const absolute = path.startsWith("http");
  const url = new URL(absolute ? path : BASE + path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.pathname + url.search;
}
