import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";

/** Attributes that people read, or hear. */
const READ_ALOUD = new Set(["title", "aria-label", "aria-description", "placeholder", "alt", "label"]);
const LETTER = /\p{L}/u;
/** Names of keys are the same in every language. */
const KEYS = /\b(Ctrl|Shift|Alt|Enter|Esc|Space|Tab|F\d+|[A-Z])\b/g;

interface Node {
  type: string;
  name?: string;
  data?: string;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** `<kbd>` shows keys only, and nobody reads a style. */
const isSkipped = (node: Node): boolean =>
  node.type === "StyleDirective" ||
  (node.type === "RegularElement" && node.name === "kbd") ||
  (node.type === "Attribute" && !READ_ALOUD.has(node.name ?? ""));

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isNode(value) || isSkipped(value)) return [];
  return value.type === "Text" ? [value.data ?? ""] : Object.values(value).flatMap(textsIn);
}

/** Texts of a Svelte component that no catalogue knows. */
function bareTexts(source: string): string[] {
  return textsIn(parse(source, { modern: true }).fragment).filter((text) => LETTER.test(text.replace(KEYS, "")));
}

const SOURCES = join(import.meta.dirname, "..");
const components = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".svelte"),
);

describe("texts outside the catalogues", () => {
  it("are found between tags and in attributes that are read", () => {
    expect(bareTexts(`<p title="Hi">{x} there</p>{#if a}<b>deep</b>{/if}`)).toEqual(["Hi", " there", "deep"]);
    expect(
      bareTexts(`<p class="row" title={t("a.b")}>{t("c.d")} · <kbd>Enter</kbd></p><i title="{t("e")} (Ctrl Z)" />`),
    ).toEqual([]);
  });

  it.each(components)("%s has none", (file) => {
    expect(bareTexts(readFileSync(join(SOURCES, file), "utf8"))).toEqual([]);
  });
});
