/** Exact fractions, their texts, and what can be wrong with a time; `time.ts` is what the rest of the program uses. */

/** What can be wrong with a time: not a way to write one, or well written but naming nothing here. */
const KINDS = {
  "time.long": "malformed",
  "time.position": "malformed",
  "time.frame": "malformed",
  "time.number": "malformed",
  "time.numberLarge": "malformed",
  "time.rate": "malformed",
  "time.rateRounded": "malformed",
  "time.noDropFrame": "malformed",
  "time.timecode": "malformed",
  "time.timecodeMark": "malformed",
  "time.timecodeRange": "malformed",
  "time.timecodeLeftOut": "malformed",
  "time.goto": "malformed",
  "time.timecodeTwice": "refused",
  "time.offFrame": "refused",
  "time.outside": "refused",
  "time.spanOrder": "refused",
  "time.clockFrames": "refused",
  "time.clockStart": "refused",
} as const;

export type TimeProblemCode = keyof typeof KINDS;

/** `code` is a key of the message catalogue, `params` are what its sentence names. */
export class TimeProblem extends Error {
  readonly kind: "malformed" | "refused";

  constructor(
    readonly code: TimeProblemCode,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = "TimeProblem";
    this.kind = KINDS[code];
  }
}

/** A reduced fraction with a positive denominator. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

const LARGEST_INTEGER = 2n ** 63n - 1n;
const LONGEST_TEXT = 64;
const EXACT = /^(-?)([0-9]+)(?:\.([0-9]+)|\/([0-9]+))?$/;

/** Reads `12`, `12.5`, `25/2` or one of these with a leading `-`, exactly. */
export function readExact(text: string): Rational {
  const [, sign, whole, decimals = "", divisor = "1"] = EXACT.exec(checkLength(text)) ?? [];
  if (whole === undefined || /^0+$/.test(divisor)) throw new TimeProblem("time.number", { text });
  if (BigInt(whole) > LARGEST_INTEGER || BigInt(divisor) > LARGEST_INTEGER) {
    throw new TimeProblem("time.numberLarge", { text });
  }
  const num = BigInt(whole + decimals);
  return rational(sign ? -num : num, BigInt(divisor) * 10n ** BigInt(decimals.length));
}

/** The text itself, unless it is too long to be any time: then nothing costly is tried with it. */
export function checkLength(text: string): string {
  if (text.length > LONGEST_TEXT) throw new TimeProblem("time.long", { most: LONGEST_TEXT });
  return text;
}

/** num/den, reduced. `den` is positive. */
export function rational(num: bigint, den: bigint): Rational {
  let [divisor, rest] = [den, magnitude(num)];
  while (rest > 0n) [divisor, rest] = [rest, divisor % rest];
  return { num: num / divisor, den: den / divisor };
}

/** num/den, which is not negative, rounded half up. */
export function nearestWhole(num: bigint, den: bigint): bigint {
  return (2n * num + den) / (2n * den);
}

/** A value that is not negative as an exact decimal if that is finite, else as a fraction. */
export function exactText(value: Rational): string {
  const digits = decimalsNeeded(value.den);
  if (digits === null) return fractionText(value);
  const all = ((value.num * 10n ** BigInt(digits)) / value.den).toString().padStart(digits + 1, "0");
  return digits === 0 ? all : `${all.slice(0, -digits)}.${all.slice(-digits)}`;
}

/** Digits after the point that write 1/den exactly; null if no number of them does. */
function decimalsNeeded(den: bigint): number | null {
  let [rest, twos, fives] = [den, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos++;
  for (; rest % 5n === 0n; rest /= 5n) fives++;
  return rest === 1n ? Math.max(twos, fives) : null;
}

export function fractionText({ num, den }: Rational): string {
  return `${num}/${den}`;
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
