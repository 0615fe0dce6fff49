import { signal } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { Bindings, isCharacter, type KeyChoices, NO_CHOICES } from "./bindings";
import type { Command } from "./commands";
import { commandFor } from "./keymap";
import { Registry } from "./registry";
import { isModifier, Remapping, refusalOf } from "./remapping";

const command = (id: string, presses: string[], more: Partial<Command> = {}): Command => ({
  id,
  name: id,
  group: "test",
  context: "screen",
  presses,
  run: () => {},
  ...more,
});
const COMMANDS = [
  command("in", ["KeyI"]),
  command("out", ["KeyO"]),
  command("delete", ["Delete", "KeyD"]),
  command("play", ["Space"]),
  command("undo", ["Ctrl+KeyZ"]),
  command("escape", ["Escape"], { fixed: true }),
  command("save", ["Ctrl+Enter"], { context: "field" }),
];
const [IN, OUT, DELETE] = COMMANDS as [Command, Command, Command];
const chosen = (presses: KeyChoices["presses"], singleKeys = true): KeyChoices => ({ presses, singleKeys });

/** Every command on its keys, as text; throws where one key has two. */
function table(bindings: Bindings): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { id, context } of COMMANDS) {
    for (const press of bindings.own(id)) {
      if (found[`${context} ${press}`]) throw new Error(`two commands on ${press}`);
      found[`${context} ${press}`] = id;
    }
  }
  return found;
}

describe("Bindings", () => {
  it("puts what was chosen in place of a command's own keys", () => {
    const bindings = new Bindings(COMMANDS, chosen({ in: ["Alt+KeyI"], delete: [] }));
    expect(bindings.find("screen", "Alt+KeyI")?.id).toBe("in");
    expect(bindings.find("screen", "KeyI")).toBeUndefined();
    expect([bindings.press("in"), bindings.press("delete"), bindings.press("out")]).toEqual(["Alt+KeyI", "", "KeyO"]);
  });

  it("gives a chosen key to who chose it, whatever commands have by themselves", () => {
    const bindings = new Bindings(COMMANDS, chosen({ out: ["KeyI"] }));
    expect(bindings.find("screen", "KeyI")?.id).toBe("out");
    expect(bindings.own("in")).toEqual([]);
  });

  it("leaves the way out where it is", () => {
    const bindings = new Bindings(COMMANDS, chosen({ escape: ["KeyE"], in: ["Escape", "KeyI"] }));
    expect(bindings.find("screen", "Escape")?.id).toBe("escape");
    expect(bindings.own("in")).toEqual(["KeyI"]);
  });

  it("never has two commands on one key in one context, whatever was chosen", () => {
    const keys = ["KeyI", "KeyO", "KeyD", "Delete", "Space", "Ctrl+KeyZ", "Escape", "Ctrl+Enter"];
    let seed = 7;
    const any = (count: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % count;
    };
    for (let round = 0; round < 500; round += 1) {
      const presses = Object.fromEntries(
        COMMANDS.filter(() => any(2) === 0).map(({ id }) => [
          id,
          Array.from({ length: any(3) }, () => keys[any(keys.length)] ?? "KeyI"),
        ]),
      );
      const bindings = new Bindings(COMMANDS, chosen(presses));
      for (const [place, id] of Object.entries(table(bindings))) {
        const [context, press] = place.split(" ") as [Command["context"], string];
        expect(bindings.find(context, press)?.id, JSON.stringify(presses)).toBe(id);
      }
    }
  });

  it("counts letters, digits and signs as characters, capitals too, and nothing else", () => {
    const characters =
      "KeyI Shift+KeyA Digit1 Shift+Digit7 Numpad1 NumpadAdd Slash Shift+Slash BracketLeft Equal Comma IntlYen Quote";
    for (const press of characters.split(" ")) expect(isCharacter(press), press).toBe(true);
    const others =
      "Space ArrowLeft Shift+ArrowLeft Home Delete Backspace Escape F6 Shift+F6 Ctrl+KeyZ Alt+Equal Ctrl+Alt+KeyI NumpadEnter Enter Tab";
    for (const press of others.split(" ")) expect(isCharacter(press), press).toBe(false);
  });

  it("switches characters off, and leaves everything else", () => {
    const bindings = new Bindings(COMMANDS, chosen({ out: ["Alt+KeyO", "KeyO"] }, false));
    const works = (press: string) => bindings.find("screen", press)?.id;
    expect(["KeyI", "KeyO", "KeyD"].map(works)).toEqual([undefined, undefined, undefined]);
    expect(["Alt+KeyO", "Delete", "Space", "Ctrl+KeyZ", "Escape"].map(works)).toEqual([
      "out",
      "delete",
      "play",
      "undo",
      "escape",
    ]);
    expect([bindings.press("in"), bindings.press("out"), bindings.press("delete")]).toEqual(["", "Alt+KeyO", "Delete"]);
    expect(bindings.own("in")).toEqual(["KeyI"]);
    expect(bindings.owner("screen", "KeyI")?.id).toBe("in");
  });
});

describe("a registry with choices", () => {
  it("follows them while it is in use", () => {
    const choices = signal<KeyChoices>(NO_CHOICES);
    const registry = new Registry(choices);
    registry.add(...COMMANDS);
    const event = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
    const pressed = (code: string) => commandFor(registry, { ...event, code }, "screen")?.id;
    expect(pressed("KeyI")).toBe("in");
    choices.value = chosen({ in: ["KeyU"] });
    expect([pressed("KeyI"), pressed("KeyU"), registry.press("in")]).toEqual([undefined, "in", "KeyU"]);
    choices.value = chosen({}, false);
    expect(pressed("KeyI")).toBeUndefined();
    expect(registry.run("in")).toBe(true);
  });
});

describe("Remapping", () => {
  const with_ = (presses: KeyChoices["presses"]) => new Remapping(COMMANDS, chosen(presses));
  const changed = (before: KeyChoices["presses"], changes: Record<string, readonly string[] | null>) => {
    const presses = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
    const bindings = new Bindings(COMMANDS, chosen(Object.fromEntries(presses) as KeyChoices["presses"]));
    return { bindings, table: table(bindings) };
  };

  it("puts a key in the place of another, or beside the others", () => {
    expect(with_({}).put(DELETE, "KeyD", "KeyU")).toEqual({ delete: ["Delete", "KeyU"] });
    expect(with_({}).put(DELETE, null, "KeyU")).toEqual({ delete: ["Delete", "KeyD", "KeyU"] });
    expect(with_({ in: ["KeyU"] }).put(IN, "KeyU", "KeyI")).toEqual({ in: null });
  });

  it("knows who has a key, in its own context only", () => {
    expect(with_({}).holder(IN, "KeyO")?.id).toBe("out");
    expect(with_({}).holder(IN, "KeyI")).toBeUndefined();
    expect(with_({}).holder(IN, "Ctrl+Enter")).toBeUndefined();
    expect(with_({ out: [] }).holder(IN, "KeyO")).toBeUndefined();
    expect(new Remapping(COMMANDS, chosen({}, false)).holder(IN, "KeyO")?.id).toBe("out");
  });

  it("swaps two keys, and swaps them back", () => {
    const changes = with_({}).swap(IN, "KeyI", "KeyO");
    expect(changes).toEqual({ in: ["KeyO"], out: ["KeyI"] });
    const back = new Remapping(COMMANDS, chosen(changes as KeyChoices["presses"])).swap(IN, "KeyO", "KeyI");
    expect(back).toEqual({ in: null, out: null });
  });

  it("moves a key away from who has it", () => {
    const changes = with_({}).put(IN, "KeyI", "KeyD");
    expect(changes).toEqual({ in: ["KeyD"], delete: ["Delete"] });
    expect(changed({}, changes).bindings.press("in")).toBe("KeyD");
  });

  it("takes a key off, and gives a command its own back, from whoever has them by choice", () => {
    expect(with_({}).remove(OUT, "KeyO")).toEqual({ out: [] });
    const before = { in: ["KeyU"], out: ["KeyI", "KeyO"] };
    const changes = with_(before).reset(IN);
    expect(changes).toEqual({ in: null, out: null });
    expect(changed(before, changes).bindings.press("in")).toBe("KeyI");
    expect(with_(before).resetAll()).toEqual({ in: null, out: null });
  });

  it("gives all their own back, and leaves alone what was chosen for another screen", () => {
    const other = with_({ nextSegment: ["KeyN"] });
    expect([other.changed, other.resetAll()]).toEqual([false, {}]);
    const both = with_({ nextSegment: ["KeyN"], in: ["KeyU"] });
    expect([both.changed, both.resetAll()]).toEqual([true, { in: null }]);
  });

  it.each([
    ["Ctrl+KeyW", "browser"],
    ["Ctrl+Shift+KeyT", "browser"],
    ["F5", "browser"],
    ["Alt+ArrowLeft", "browser"],
    ["Tab", "focus"],
    ["Enter", "focus"],
    ["Ctrl+KeyC", "text"],
    ["Lang1", "input"],
    ["Escape", "escape"],
    ["Shift+Escape", "escape"],
    ["Backspace", "erase"],
  ])("refuses %s, which others need", (press, why) => {
    expect(refusalOf(press, "screen")).toBe(why);
  });

  it("lets everything else be chosen, but no letters where words are written", () => {
    for (const press of ["KeyU", "Alt+KeyI", "Ctrl+Alt+Digit1", "Ctrl+KeyS", "F7", "Shift+Space"])
      expect(refusalOf(press, "screen"), press).toBeNull();
    expect(
      ["KeyU", "Shift+Digit1", "Space", "ArrowLeft", "Ctrl+KeyA"].map((press) => refusalOf(press, "field")),
    ).toEqual(Array(5).fill("typing"));
    expect(refusalOf("Ctrl+KeyS", "field")).toBeNull();
  });

  it("waits while only a modifier is down", () => {
    expect(["ShiftLeft", "ControlRight", "AltLeft", "MetaLeft", ""].every(isModifier)).toBe(true);
    expect(["KeyI", "Escape", "F1"].some(isModifier)).toBe(false);
  });
});
