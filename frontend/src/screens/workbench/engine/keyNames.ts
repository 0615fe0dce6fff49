import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { keyLabel } from "../../../core/keymap";
import type { Registry } from "../../../core/registry";
import { t } from "../../../i18n";
import { commandName } from "../../../ui/keyboard";

/** Values for a sentence that speaks of keys: for each command its key, by the command's id. */
type Named = <Command extends string>(...commands: readonly Command[]) => Record<Command, string>;

/**
 * What the keys of commands are called where no registry is at hand. The commands are made after what speaks of them,
 * so they are told late; until then a command has no key, and no other name than its id.
 */
export class KeyNames {
  readonly #registry = signal<Registry | null>(null);

  /** The key of a command as it is printed; empty where it has none. */
  readonly label: ReadonlySignal<(command: string) => string> = computed(() => {
    const bindings = this.#registry.value?.bindings.value;
    return (id) => keyLabel(bindings?.press(id) ?? "");
  });

  /** For sentences: the key as the person has it, or the command by its name where it has none. */
  readonly named: ReadonlySignal<Named> = computed(() => {
    const label = this.label.value;
    const commands = this.#registry.value?.all() ?? [];
    const nameOf = (id: string): string => {
      const command = commands.find((one) => one.id === id);
      return label(id) || t("workbench.key.none", { name: command ? commandName(command) : id });
    };
    return <Command extends string>(...ids: readonly Command[]) =>
      Object.fromEntries(ids.map((id) => [id, nameOf(id)])) as Record<Command, string>;
  });

  readFrom(registry: Registry): void {
    this.#registry.value = registry;
  }
}
