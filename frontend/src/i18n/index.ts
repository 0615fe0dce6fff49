import { en } from "./en";

type Catalogue = typeof en;
export type MessageKey = keyof Catalogue;

/** `{name}` places in a message; a plural message is an object of forms and always takes `count`. */
type Places<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type ParamNames<Entry> = Entry extends string ? Places<Entry> : "count" | Places<Entry[keyof Entry]>;
type Params<Key extends MessageKey> = ParamNames<Catalogue[Key]>;
type Arguments<Key extends MessageKey> = [Params<Key>] extends [never]
  ? []
  : [params: Readonly<Record<Params<Key>, string | number>>];

type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
type Values = Readonly<Record<string, string | number>>;

export const LOCALE = "en";
const plurals = new Intl.PluralRules(LOCALE);
const messages: Readonly<Record<string, string | PluralForms>> = en;

/** Put `values` into the `{name}` places of `text`. A place without a value is a programming error. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The message “${text}” needs a value for “${name}”.`);
    return String(value);
  });
}

/** Choose the plural form of `forms` for `count` by the rules of the language. */
export function pluralForm(forms: PluralForms, count: number, rules: Intl.PluralRules = plurals): string {
  return forms[rules.select(count)] ?? forms.other;
}

/** The message `key` in the language of the page, with its places filled. Keys and parameters are checked by the compiler. */
export function t<Key extends MessageKey>(key: Key, ...args: Arguments<Key>): string {
  const entry = messages[key];
  if (entry === undefined) throw new Error(`There is no message “${key}”.`);
  const values: Values = args[0] ?? {};
  return fill(typeof entry === "string" ? entry : pluralForm(entry, Number(values.count)), values);
}
