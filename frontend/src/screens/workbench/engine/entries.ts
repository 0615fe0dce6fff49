import { readFootage } from "../../../api/reads";
import { keyLabel } from "../../../core/keymap";
import { spokenLanguage } from "../../../core/language";
import type { Registry } from "../../../core/registry";
import { categoryOf } from "../../../core/store";
import { t } from "../../../i18n";
import { go } from "../../../router/navigation";
import { workbenchPath } from "../../../router/routes";
import { commandName } from "../../../ui/keyboard";
import type { Engine } from "./engine";
import type { Entry } from "./finder";
import { pinCommand } from "./pins";

/** What C, W and Ctrl K search. */
export function entriesOf(kind: "codes" | "witnesses" | "palette", engine: Engine, registry: Registry): Entry[] {
  if (kind === "codes") return codes(engine, registry);
  if (kind === "witnesses") return witnesses(engine, registry);
  return [...codes(engine, registry), ...lines(engine), ...witnesses(engine, registry), ...commands(registry)];
}

/** The other recordings of the project that can be opened; none while the server does not answer. */
export async function otherFootage({ id, footage }: Engine, signal: AbortSignal): Promise<Entry[]> {
  const { project } = footage.peek();
  const found = await readFootage(project, signal).catch(() => []);
  return found
    .filter((one) => one.id !== id && one.playable)
    .map((one) => ({
      id: one.id,
      kind: "footage",
      name: one.title,
      detail: one.place,
      color: 0,
      on: false,
      key: "",
      run: () => go(workbenchPath(project, one.id)),
    }));
}

function codes({ store, pins, coder }: Engine, registry: Registry): Entry[] {
  const all = store.codes.peek();
  const on = coder.codesMeant.peek();
  const pinned = pins.peek().map((pin) => pin.id);
  return [...all.values()]
    .filter((code) => !code.retired)
    .map((code) => {
      const category = categoryOf(all, code.id);
      const pin = pinned.indexOf(code.id) + 1;
      return {
        id: code.id,
        kind: "code",
        name: code.name,
        detail: [category && category.id !== code.id ? category.name : "", code.definition].filter(Boolean).join(" · "),
        color: category?.color ?? code.color,
        on: on.includes(code.id),
        key: pin > 0 ? keyLabel(registry.press(pinCommand(pin))) : "",
        run: () => coder.toggleCode(code.id),
      };
    });
}

function witnesses({ store, coder }: Engine, registry: Registry): Entry[] {
  const on = coder.witnessesMeant.peek();
  return [...store.witnesses.peek().values()].map((witness) => ({
    id: witness.id,
    kind: "witness",
    name: t("workbench.witness.name", { pseudonym: witness.pseudonym }),
    detail: witness.description,
    color: 0,
    on: on.includes(witness.id),
    key: keyLabel(registry.press(`witness${witness.pseudonym.toUpperCase()}`)),
    run: () => coder.toggleWitness(witness.id),
  }));
}

function lines({ store, player, clock, footage }: Engine): Entry[] {
  const { languages } = footage.peek();
  return store.lines.peek().map((line) => ({
    id: line.id,
    kind: "line",
    name: line.text || line.translation,
    lang: line.text ? spokenLanguage(line, languages) : undefined,
    detail: `${line.text ? line.translation : ""} ${clock.timecode(line.start)}`.trim(),
    color: 0,
    on: false,
    key: "",
    run: () => player.seek(line.start),
  }));
}

function commands(registry: Registry): Entry[] {
  return registry
    .all()
    .filter(({ id, context }) => context === "screen" && !/^(witness[A-Z]|pin\d|palette|escape)$/.test(id))
    .map((command) => ({
      id: command.id,
      kind: "command",
      name: commandName(command),
      detail: "",
      color: 0,
      on: false,
      key: keyLabel(registry.press(command.id)),
      run: () => void registry.run(command.id),
    }));
}
