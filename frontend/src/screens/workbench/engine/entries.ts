import type { Registry } from "../../../core/commands";
import { keyLabel } from "../../../core/keymap";
import { categoryOf } from "../../../core/store";
import { t } from "../../../i18n";
import type { Engine } from "./engine";
import type { Entry } from "./finder";
import { commandName } from "./format";

/** What C, W and Ctrl K search. */
export function entriesOf(kind: "codes" | "witnesses" | "palette", engine: Engine, registry: Registry): Entry[] {
  if (kind === "codes") return codes(engine);
  if (kind === "witnesses") return witnesses(engine);
  return [...codes(engine), ...lines(engine), ...witnesses(engine), ...commands(registry)];
}

function codes({ store, current, pins, coder }: Engine): Entry[] {
  const all = store.codes.peek();
  const on = current.peek()?.codes ?? [];
  const pinned = pins.peek().map((pin) => pin.id);
  return [...all.values()]
    .filter((code) => !code.retired)
    .map((code) => {
      const category = categoryOf(all, code.id);
      const key = pinned.indexOf(code.id) + 1;
      return {
        id: code.id,
        kind: "code",
        name: code.name,
        detail: [category && category.id !== code.id ? category.name : "", code.definition].filter(Boolean).join(" · "),
        color: category?.color ?? code.color,
        on: on.includes(code.id),
        key: key > 0 ? String(key) : "",
        run: () => coder.toggleCode(code.id),
      };
    });
}

function witnesses({ store, current, session, coder }: Engine): Entry[] {
  const on = current.peek()?.witnesses ?? session.sticky.peek();
  return [...store.witnesses.peek().values()].map((witness) => ({
    id: witness.id,
    kind: "witness",
    name: t("workbench.witness.name", { pseudonym: witness.pseudonym }),
    detail: witness.description,
    color: 0,
    on: on.includes(witness.id),
    key: /^[a-z]$/i.test(witness.pseudonym) ? `Shift ${witness.pseudonym.toUpperCase()}` : "",
    run: () => coder.toggleWitness(witness.id),
  }));
}

function lines({ store, player, clock }: Engine): Entry[] {
  return store.lines.peek().map((line) => ({
    id: line.id,
    kind: "line",
    name: line.text || line.translation,
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
    .filter(({ id, context }) => context === "workbench" && !/^(witness[A-Z]|pin\d|palette|escape)$/.test(id))
    .map((command) => ({
      id: command.id,
      kind: "command",
      name: commandName(command),
      detail: "",
      color: 0,
      on: false,
      key: command.presses[0] ? keyLabel(command.presses[0]) : "",
      run: () => void registry.run(command.id),
    }));
}
