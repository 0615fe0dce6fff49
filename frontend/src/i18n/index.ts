import { type Arguments, fill, type MessageKey, pluralForm, type Values } from "./messages";
import { spoken } from "./spoken.svelte";

export type { MessageKey } from "./messages";

/** The message `key` in the language of the page, with its places filled. Keys and parameters are checked by the compiler. */
export function t<Key extends MessageKey>(key: Key, ...args: Arguments<Key>): string {
  const { messages, plurals, numbers, settle } = spoken();
  const entry = messages[key];
  if (entry === undefined) throw new Error(`There is no message “${key}”.`);
  const values: Values = args[0] ?? {};
  if (!("count" in values)) return settle(fill(entry as string, values));
  const count = Number.parseInt(String(values.count), 10);
  const written = numbers.format(count) + (typeof values.count === "string" ? "+" : "");
  const text = typeof entry === "string" ? entry : pluralForm(entry, count, plurals);
  return settle(fill(text, { ...values, count: written }));
}

/** Every character with which the page may say something in its language. */
export function charactersSaid(): string {
  const { messages, refusals } = spoken();
  return [...new Set(JSON.stringify([messages, refusals]))].join("");
}

/** Why the server refused, in the language of the page; undefined where its own sentence stands. */
export function refusalSaid(code: string): string | undefined {
  const known: Readonly<Record<string, string>> = spoken().refusals;
  return Object.hasOwn(known, code) ? known[code] : undefined;
}
