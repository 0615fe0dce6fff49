import { api } from "../../../api/client";
import type * as Api from "../../../api/types";
import type { FeedEvent } from "../../../core/feed";
import { t } from "../../../i18n";
import { basisText } from "./format";
import type { SegmentState } from "./states";
import type { Names } from "./versions";
import { feedFrom } from "./wire";

/** Everything that happened to one object, newest first. */
export async function readPast(project: string, object: string, signal: AbortSignal): Promise<readonly FeedEvent[]> {
  const query = { object };
  return feedFrom(await api.get<Api.Changes>(`/projects/${project}/changes/`, { query, signal })).events.toReversed();
}

/** What an event changed, a phrase each: `end 01:41:42:04 → 01:41:41:20`, `+ debt`. Empty where one side is missing. */
export function phrases(before: SegmentState | null, after: SegmentState | null, names: Names): string[] {
  if (!before || !after) return [];
  const { clock } = names;
  const moved = (label: string, from: number, to: number) =>
    from === to ? [] : [`${label} ${clock.timecode(from)} → ${clock.timecode(to)}`];
  const nameOfCode = (id: string) => names.codes.get(id)?.name ?? t("workbench.history.goneCode");
  const nameOfWitness = (id: string) =>
    t("workbench.witness.name", { pseudonym: names.witnesses.get(id)?.pseudonym ?? "?" });
  return [
    ...moved(t("workbench.history.start"), before.start, after.start),
    ...moved(t("workbench.history.end"), before.end, after.end),
    ...(before.basis === after.basis ? [] : [`${basisText(before.basis)} → ${basisText(after.basis)}`]),
    ...exchanged(before.codes, after.codes, nameOfCode),
    ...exchanged(before.witnesses, after.witnesses, nameOfWitness),
    ...(before.memo === after.memo ? [] : [t("workbench.history.memo", { memo: after.memo || "–" })]),
    ...(before.review_reason === after.review_reason || !after.review_reason
      ? []
      : [t("workbench.history.reason", { reason: after.review_reason })]),
  ];
}

function exchanged(before: readonly string[], after: readonly string[], name: (id: string) => string): string[] {
  const added = after.filter((id) => !before.includes(id)).map((id) => `+ ${name(id)}`);
  const gone = before.filter((id) => !after.includes(id)).map((id) => `− ${name(id)}`);
  return [...added, ...gone];
}
