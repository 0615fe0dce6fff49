import type { Code, Segment, Witness } from "../../../core/model";
import { categoryOf } from "../../../core/store";
import { durationPieces, type Timebase } from "../../../core/time";
import { t } from "../../../i18n";
import { roundedSeconds } from "../../../i18n/format";

const two = (value: number): string => String(value).padStart(2, "0");

/** `24 s 07 f`, `1 min 04 s 10 f`: whole seconds of real time and the frames left over. */
export function durationText(clock: Timebase, frames: number): string {
  const { hours, minutes, seconds, frames: rest } = durationPieces(clock, frames);
  const pieces = { hours, minutes: two(minutes), seconds: two(seconds), frames: two(rest) };
  if (hours > 0) return t("workbench.duration.hours", pieces);
  if (minutes > 0) return t("workbench.duration.minutes", { ...pieces, minutes });
  return t("workbench.duration.seconds", { ...pieces, seconds });
}

/** A length without frames, rounded, for heads and totals: `1 h 48`, `3 min 20`, `12 s`. */
export function lengthText(clock: Timebase, frames: number): string {
  const seconds = roundedSeconds(frames, clock.rate.toString());
  const minutes = Math.round(seconds / 60);
  if (minutes >= 60)
    return t("workbench.length.hours", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
  if (seconds < 60) return t("workbench.length.seconds", { seconds });
  return t("workbench.length.minutes", { minutes: Math.floor(seconds / 60), seconds: two(seconds % 60) });
}

/** A place in running text: `41:17`, or `1:41:17` where the recording passes an hour. */
export function shortTime(clock: Timebase, frame: number): string {
  const hour = (at: number) => clock.timecode(at).slice(0, 2);
  const whole = clock.timecode(frame).slice(0, 8);
  return hour(0) === hour(clock.frames - 1) ? whole.slice(3) : whole.replace(/^0/, "");
}

export const spanText = (clock: Timebase, start: number, end: number): string =>
  `${clock.timecode(start)} – ${clock.timecode(end)}`;

/** The footnote that a segment yields. */
export const citation = (title: string, clock: Timebase, segment: Segment): string =>
  `${title}, ${spanText(clock, segment.start, segment.end)}.`;

export const basisText = (basis: Segment["basis"]): string => t(`workbench.basis.${basis}`);

/** For a `style`: a code is coloured by its category, and grey (12) where the codebook does not know it. */
export const codeColour = (codes: ReadonlyMap<string, Code>, id: string): string =>
  `--c: var(--code-${categoryOf(codes, id)?.color ?? 12})`;

export function namesOf(ids: readonly string[], things: ReadonlyMap<string, Code>): string {
  return ids.map((id) => things.get(id)?.name ?? "").join(", ");
}

export function pseudonymsOf(ids: readonly string[], witnesses: ReadonlyMap<string, Witness>): string {
  return ids.map((id) => witnesses.get(id)?.pseudonym ?? "").join(", ");
}
