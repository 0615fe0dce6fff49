import { getContext, setContext } from "svelte";
import type { Registry } from "../../../core/registry";
import { t } from "../../../i18n";
import { KEYBOARD, type Keyboard, provideKeyboard } from "../../../ui/keyboard";
import type { Engine } from "./engine";

/** What every part of the bench reads; set once by the bench. */
export interface Workbench {
  readonly engine: Engine;
  readonly registry: Registry;
}

const KEY = Symbol("workbench");

export function provide(bench: Workbench): Workbench {
  provideKeyboard(keyboardOf(bench));
  return setContext(KEY, bench);
}
export const workbench = (): Workbench => getContext<Workbench>(KEY);

/** The same for a component that is mounted apart from the bench. */
export const contextOf = (bench: Workbench): Map<symbol, Workbench | Keyboard> =>
  new Map<symbol, Workbench | Keyboard>([
    [KEY, bench],
    [KEYBOARD, keyboardOf(bench)],
  ]);

const keyboardOf = ({ registry, engine: { preferences, session } }: Workbench): Keyboard => ({
  ...{ registry, preferences, closeSheet: () => (session.popup.value = null) },
  pointer: () => t("workbench.keys.pointer"),
});
