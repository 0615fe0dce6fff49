/** What a message is, and what a translation owes to the English one. All of it but two functions is for the compiler. */
import type { en } from "./en";

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Entry = string | PluralForms;
export type Messages = Readonly<Record<string, Entry>>;
export type Values = Readonly<Record<string, string | number>>;

type English = typeof en;
export type MessageKey = keyof English;

/** `{name}` places in a text. */
type Places<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type PlacesOf<One> = One extends string ? Places<One> : Places<One[keyof One]>;
/** A plural message is an object of forms and always takes `count`. */
type ParamNames<One> = One extends string ? Places<One> : "count" | PlacesOf<One>;
type Params<Key extends MessageKey> = ParamNames<English[Key]>;
/** How many: the plural form and the way it is written both follow from it. "99+" is 99 or more. */
export type Count = number | `${number}+`;
export type Arguments<Key extends MessageKey> = [Params<Key>] extends [never]
  ? []
  : [params: { readonly [Name in Params<Key>]: Name extends "count" ? Count : string | number }];

/** A text that has all of the places wanted and no other; what is wrong with it is its type. */
type WithPlaces<Text, Wanted> = [Wanted] extends [Places<Text>]
  ? [Places<Text>] extends [Wanted]
    ? Text
    : { extraPlace: Exclude<Places<Text>, Wanted> }
  : { missingPlace: Exclude<Wanted, Places<Text>> };

type Faithful<Source, Text, Form> = Source extends string
  ? Text extends string
    ? WithPlaces<Text, Places<Source>>
    : string
  : {
      readonly [Name in keyof Text | (Form & string)]: Name extends Form
        ? WithPlaces<Text[Name & keyof Text], PlacesOf<Source>>
        : never;
    };

type Translation<Source, Texts, Form> = {
  readonly [Key in keyof Texts]: Key extends keyof Source ? Faithful<Source[Key], Texts[Key], Form> : never;
};

/**
 * `translation<English, Form>()(texts)`: the texts of one file in another language, of whose plural forms none may be
 * missing. A key or place too many or too few does not compile.
 */
export const translation =
  <Source extends Messages, Form extends Intl.LDMLPluralRule>() =>
  <const Texts extends { readonly [Key in keyof Source]: unknown }>(texts: Texts & Translation<Source, Texts, Form>) =>
    texts as { readonly [Key in keyof Source]: Entry };

/** Put `values` into the `{name}` places of `text`. A place without a value is a programming error. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The message “${text}” needs a value for “${name}”.`);
    return String(value);
  });
}

/** Choose the plural form of `forms` for `count` by the rules of the language. */
export function pluralForm(forms: PluralForms, count: number, rules: Intl.PluralRules): string {
  return forms[rules.select(count)] ?? forms.other;
}
