import { signal } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { NO_CHOICES } from "../core/bindings";
import type { Command } from "../core/commands";
import { refusalOf } from "../core/remapping";
import { en as catalogue } from "../i18n/en";
import { registryOf as registryOfReview } from "./review/registry";
import { standing } from "./workbench/parts/standing";

/** Every command that there is on a screen, those of leads too. */
const review = registryOfReview(
  { step: () => {}, open: () => {}, showKeys: () => {}, decision: () => undefined },
  true,
  signal(NO_CHOICES),
).all();
const bench = standing({ leads: true });
const workbench = bench.registry.all();
bench.end();
const SCREENS = [
  ["workbench", workbench],
  ["review", review],
] as const;

/** Keys that nobody may choose for another command, but that are there unless somebody chose another. */
const OWN = new Set(["Backspace", "Enter"]);

describe.each(SCREENS)("the commands of the %s", (_, commands) => {
  const taken = (command: Command) => command.presses.map((press) => `${command.context} ${press}`);

  it("have one key each in their context", () => {
    const presses = commands.flatMap(taken);
    expect(presses.filter((press, index) => presses.indexOf(press) !== index)).toEqual([]);
  });

  it("have a name and a heading in the catalogue", () => {
    const wanted = commands.flatMap(({ name, group, family }) => [name, group, ...(family ? [family] : [])]);
    expect(wanted.filter((key) => !(key in catalogue))).toEqual([]);
  });

  it("have no key that the browser or the way out needs", () => {
    const changeable = commands.filter(({ fixed }) => !fixed);
    const refused = changeable.flatMap(({ id, context, presses }) =>
      presses.filter((press) => !OWN.has(press) && refusalOf(press, context) !== null).map((press) => `${id} ${press}`),
    );
    expect(refused).toEqual([]);
  });
});

describe("the commands of all screens", () => {
  const ids = SCREENS.flatMap(([, commands]) => commands.map(({ id }) => id));

  it("have names of their own, because what was chosen about their keys is kept in one place", () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("have names that the server keeps a choice by", () => {
    expect(ids.filter((id) => !/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(id))).toEqual([]);
  });
});
