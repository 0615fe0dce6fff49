/** Numbers, lengths and dates as people read them. Never for a time that anybody cites: that is a timecode. */
import { t } from ".";
import type { Language } from "./languages";
import { spoken } from "./spoken.svelte";

/** What `make` makes for the language of the page, once for each language. */
function perLanguage<Made>(make: (language: Language) => Made): () => Made {
  const made = new Map<Language, Made>();
  return () => {
    const { language } = spoken();
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}

const decimals = (digits: number, always = 0) =>
  perLanguage(
    (language) => new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: always }),
  );
const whole = decimals(0);
const oneDecimal = decimals(1);
const twoDecimals = decimals(2);
const threeDecimals = decimals(3);
const day = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "medium" }));
const minute = perLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
);
const clockTime = perLanguage((language) => new Intl.DateTimeFormat(language, { timeStyle: "short" }));

const names = perLanguage((language) => new Intl.Collator(language, { numeric: true, sensitivity: "base" }));

/** The order of names as the reader's alphabet has it, with "2" before "10". */
export function byName(a: string, b: string): number {
  return names().compare(a, b);
}

export function count(value: number): string {
  return whole().format(value);
}

/** `part` of `whole` as a percentage. Something is never 0 %, and less than all is never 100 %. */
export function percent(part: number, of: number): string {
  if (of <= 0 || part <= 0) return t("share", { share: 0 });
  const share = Math.round((part / of) * 100);
  if (share === 0) return t("share", { share: "<1" });
  return t("share", { share: part < of ? Math.min(99, share) : 100 });
}

export function date(iso: string): string {
  return day().format(new Date(iso));
}

export function dateTime(iso: string): string {
  return minute().format(new Date(iso));
}

/** The time of day. */
export function time(at: Date): string {
  return clockTime().format(at);
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
  return t(`size.${UNITS[unit] ?? "TB"}`, { size: oneDecimal().format(value) });
}

/** A rate "30000/1001" read as frames per second. Only for lengths that are rounded to seconds anyway. */
function framesPerSecond(rate: string): number {
  const [num = "0", den = "1"] = rate.split("/");
  return Number(num) / Number(den);
}

/** Seconds that `frames` last, for sums and shares that are rounded where they are shown. */
export function lengthSeconds(frames: number, rate: string): number {
  return frames / framesPerSecond(rate);
}

/** Whole seconds that `frames` last, rounded. */
export function roundedSeconds(frames: number, rate: string): number {
  return Math.round(lengthSeconds(frames, rate));
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A length as 1:48:36. */
export function clockLength(seconds: number): string {
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A length in hours and minutes; under a minute in seconds. */
export function hoursMinutes(seconds: number): string {
  const wholeSeconds = Math.round(seconds);
  if (wholeSeconds < 60) return t("length.seconds", { seconds: wholeSeconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("length.minutes", { minutes });
  return t("length.hours", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
}

/** The rate as people write it: 25, 23.976, 29.97. */
export function rateName(rate: string): string {
  return threeDecimals().format(framesPerSecond(rate));
}

/** How fast the picture runs: 1, 0.75, −2. */
export function speedName(times: number): string {
  return twoDecimals().format(times).replace("-", "−");
}

/** A frequency: `0.5 kHz`. */
export function kilohertz(hertz: number): string {
  return t("unit.kilohertz", { value: oneDecimal().format(hertz / 1000) });
}
