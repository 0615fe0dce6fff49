import { ApiProblem, api } from "../api/client";
import { t } from "../i18n";

function isStale(thrown: unknown): thrown is ApiProblem {
  return thrown instanceof ApiProblem && thrown.status === 412;
}

/** A conflict in the words of these forms; anything else as it is. */
function explained(thrown: unknown): unknown {
  if (!isStale(thrown)) return thrown;
  const { status, code, title } = thrown;
  return new ApiProblem({ status, code, title, detail: t("problem.stale") });
}

/**
 * Change the object at `path`, which must still have `version`. When somebody else changed it meanwhile, their
 * version is read and handed to `show`, and the problem that is thrown says so: nothing is overwritten.
 */
export async function patchFresh<T>(
  path: string,
  version: number,
  body: unknown,
  show: (theirs: T) => void,
): Promise<void> {
  try {
    await api.patch(path, { body, ifMatch: version });
  } catch (thrown) {
    if (isStale(thrown)) show(await api.get<T>(path));
    throw explained(thrown);
  }
}

/** Delete the object at `path`, which must still have `version`; a change by somebody else stops it and is said. */
export async function deleteFresh(path: string, version: number): Promise<void> {
  try {
    await api.delete(path, { ifMatch: version });
  } catch (thrown) {
    throw explained(thrown);
  }
}
