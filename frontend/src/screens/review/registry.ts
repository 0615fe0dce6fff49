import type { ReadonlySignal } from "@preact/signals-core";
import type { KeyChoices } from "../../core/bindings";
import { type Command, type CommandRow, commandsIn, FIXED, REPEATS } from "../../core/commands";
import { Registry } from "../../core/registry";

/** Works while the reason is written. */
const IN_REASON: Partial<Command> = { context: "field" };

/** What the panel of the segment that is shown does for a command. */
export interface DecisionActions {
  play(): void;
  approve(): void;
  /** Asks for the reason why it goes back. */
  askWhy(): void;
  sendBack(): void;
  leaveReason(): void;
}

/** What the screen itself does. */
export interface ReviewActions {
  /** To a segment further down the list, or up. */
  step(by: 1 | -1): void;
  open(): void;
  showKeys(): void;
  /** None while no segment is shown. */
  decision(): DecisionActions | undefined;
}

/** Every command of the review with its keys; deciding is for leads, and nobody else is offered it. */
export function registryOf(screen: ReviewActions, leads: boolean, choices: ReadonlySignal<KeyChoices>): Registry {
  const play: readonly CommandRow[] = [
    ["previousSegment", ["ArrowUp"], () => screen.step(-1), REPEATS],
    ["nextSegment", ["ArrowDown"], () => screen.step(1), REPEATS],
    ["playSegment", ["Space"], () => screen.decision()?.play()],
    ["openSegment", ["Enter"], () => screen.open()],
    ["reviewKeys", ["Shift+Slash"], () => screen.showKeys(), { name: "keys.title" }],
  ];
  const decide: readonly CommandRow[] = [
    ["approve", ["KeyA"], () => screen.decision()?.approve()],
    ["return", ["KeyR"], () => screen.decision()?.askWhy()],
    ["sendReturn", ["Ctrl+Enter"], () => screen.decision()?.sendBack(), IN_REASON],
    ["leaveReturn", ["Escape"], () => screen.decision()?.leaveReason(), { ...IN_REASON, ...FIXED }],
  ];
  const registry = new Registry(choices);
  registry.add(...commandsIn("review", leads ? { play, decide } : { play }));
  return registry;
}
