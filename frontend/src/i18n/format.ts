/** Numbers, lengths and dates as people read them. Never for a time that anybody cites: that is a timecode. */
import { LOCALE, t } from ".";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });

export function count(value: number): string {
  return whole.format(value);
}

/** `part` of `whole` as a percentage. Something is never 0 %, and less than all is never 100 %. */
export function percent(part: number, of: number): string {
  if (of <= 0 || part <= 0) return "0 %";
  const share = Math.round((part / of) * 100);
  if (share === 0) return "<1 %";
  return `${part < of ? Math.min(99, share) : 100} %`;
}

export function date(iso: string): string {
  return day.format(new Date(iso));
}

export function dateTime(iso: string): string {
  return minute.format(new Date(iso));
}

const clockTime = new Intl.DateTimeFormat(LOCALE, { timeStyle: "short" });

/** The time of day. */
export function time(at: Date): string {
  return clockTime.format(at);
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** A file's size, in decimal units. */
export function fileSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${oneDecimal.format(value)} ${UNITS[unit]}`;
}

/** A rate "30000/1001" read as frames per second. Only for lengths that are rounded to seconds anyway. */
function framesPerSecond(rate: string): number {
  const [num = "0", den = "1"] = rate.split("/");
  return Number(num) / Number(den);
}

/** Whole seconds that `frames` last, rounded. */
export function roundedSeconds(frames: number, rate: string): number {
  return Math.round(frames / framesPerSecond(rate));
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A length as 1:48:36. */
export function clockLength(seconds: number): string {
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A length in hours and minutes; under a minute in seconds. */
export function hoursMinutes(seconds: number): string {
  if (seconds < 60) return t("length.seconds", { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("length.minutes", { minutes });
  return t("length.hours", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
}

/** The rate as people write it: 25, 23.976, 29.97. */
export function rateName(rate: string): string {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 3 }).format(framesPerSecond(rate));
}
