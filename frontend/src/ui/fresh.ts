import { ApiProblem, api } from "../api/client";
import { t } from "../i18n";

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
    if (!(thrown instanceof ApiProblem) || thrown.status !== 412) throw thrown;
    show(await api.get<T>(path));
    const { status, code, title } = thrown;
    throw new ApiProblem({ status, code, title, detail: t("problem.stale") });
  }
}
