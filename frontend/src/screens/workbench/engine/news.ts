import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Scope } from "../../../core/scope";
import { t } from "../../../i18n";
import type { Arrival } from "./arrivals";
import { KINDS } from "./load";

/** Whoever listens to the screen is told no more often than this. */
export const TOLD_EVERY_MS = 4000;

/** Tells politely and in few words who changed how much. */
export class News {
  readonly #said = signal("");
  readonly #scope: Scope;
  #heard: readonly Arrival[] = [];
  readonly said: ReadonlySignal<string> = this.#said;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  hear(arrivals: readonly Arrival[]): void {
    if (arrivals.length === 0) return;
    const waiting = this.#heard.length > 0;
    this.#heard = [...this.#heard, ...arrivals];
    if (waiting) return;
    // Emptied, so that the same sentence is read out a second time.
    this.#said.value = "";
    this.#scope.after(TOLD_EVERY_MS, () => {
      this.#said.value = sentences(this.#heard);
      this.#heard = [];
    });
  }
}

/** “Mina changed 2 segments, 1 line”, a sentence for each person. */
export function sentences(arrivals: readonly Arrival[]): string {
  const people = [...new Set(arrivals.map((arrival) => arrival.name))];
  return people.map((name) => sentence(name, arrivals)).join(". ");
}

function sentence(name: string, arrivals: readonly Arrival[]): string {
  const what = KINDS.flatMap((kind) => {
    const ids = new Set(arrivals.filter((one) => one.name === name && one.kind === kind).map((one) => one.id));
    return ids.size > 0 ? [t(`workbench.live.${kind}`, { count: ids.size })] : [];
  });
  return t("workbench.live.changed", { name, what: what.join(", ") });
}
