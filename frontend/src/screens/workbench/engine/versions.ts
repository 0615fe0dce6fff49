import { spokenLanguage } from "../../../core/language";
import type { Code, Documents, Kind, Witness } from "../../../core/model";
import type { Timebase } from "../../../core/time";
import { t } from "../../../i18n";
import { basisText, namesOf, pseudonymsOf, spanText } from "./format";

export interface VersionRow {
  readonly label: string;
  readonly value: string;
  /** Of the value, where it is known not to be that of the page. */
  readonly lang?: string;
}

/** What people know things by. */
export interface Names {
  readonly clock: Timebase;
  readonly codes: ReadonlyMap<string, Code>;
  readonly witnesses: ReadonlyMap<string, Witness>;
}

/** What a version is told with. */
export interface VersionNames extends Names {
  /** Those spoken in the recording. */
  readonly languages: readonly string[];
}

/** One version of what two people changed, with a row for everything that can be changed about its kind. */
export function versionRows<K extends Kind>(kind: K, version: Documents[K] | null, names: VersionNames): VersionRow[] {
  if (!version) return [{ label: t("workbench.conflict.gone"), value: "" }];
  const span = { label: t("workbench.field.span"), value: spanText(names.clock, version.start, version.end) };
  return [span, ...ROWS[kind](version, names)];
}

const ROWS: { readonly [K in Kind]: (version: Documents[K], names: VersionNames) => VersionRow[] } = {
  segment: ({ basis, codes, witnesses, memo }, names) => [
    { label: t("workbench.field.basis"), value: basisText(basis) },
    { label: t("workbench.field.codes"), value: namesOf(codes, names.codes) },
    { label: t("workbench.field.witness"), value: pseudonymsOf(witnesses, names.witnesses) },
    { label: t("workbench.field.memo"), value: memo },
  ],
  line: ({ language, text, translation, witness }, names) => [
    { label: t("workbench.line.language"), value: language },
    { label: t("workbench.line.text"), value: text, lang: spokenLanguage({ language }, names.languages) },
    { label: t("workbench.line.translation"), value: translation },
    { label: t("workbench.field.witness"), value: witness ? pseudonymsOf([witness], names.witnesses) : "" },
  ],
  noise: ({ state, reason }) => [
    { label: t("workbench.field.state"), value: t(`workbench.noise.${state}`) },
    { label: t("workbench.field.reason"), value: reason },
  ],
};
