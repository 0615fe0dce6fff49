/** How much longer something takes, as a person would say it: roughly, and without changing their mind all the time. */
import { t } from "../i18n";

const MINUTE = 60;
const HOUR = 3600;
/** An estimate that grew by less than this share is not told: it would only count up and down. */
const NEWS = 1.25;

/** Seconds rounded up as coarsely as people count: minutes, then fives, then tens. */
export function coarse(seconds: number): number {
  const step = seconds <= 10 * MINUTE ? MINUTE : seconds <= HOUR ? 5 * MINUTE : 10 * MINUTE;
  return Math.max(MINUTE, Math.ceil(seconds / step) * step);
}

/** What to tell now that `told` was told before. */
export function steady(told: number | null, seconds: number | null): number | null {
  if (seconds === null) return null;
  const now = coarse(seconds);
  if (told === null || now < told) return now;
  return seconds > told * NEWS ? now : told;
}

/** `told` in words; null: nothing is known yet. */
export function remainingText(told: number | null): string {
  if (told === null) return t("remaining.unknown");
  if (told <= MINUTE) return t("remaining.short");
  const minutes = Math.round(told / MINUTE);
  if (minutes < 60) return t("remaining.minutes", { minutes });
  return t("remaining.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** Remembers what was told of each thing. */
export class Estimates {
  readonly #told = new Map<string, number | null>();

  text(id: string, seconds: number | null): string {
    const told = steady(this.#told.get(id) ?? null, seconds);
    this.#told.set(id, told);
    return remainingText(told);
  }
}
