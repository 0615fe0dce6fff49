import type { Component } from "svelte";

/** A part of a screen in a chunk of its own. Once it is fetched it is there without a wait, so nothing flickers. */
export class LatePart {
  component = $state.raw<Component>();
  readonly #file: () => Promise<{ default: Component }>;

  constructor(file: () => Promise<{ default: Component }>) {
    this.#file = file;
  }

  async fetch(): Promise<void> {
    this.component ??= (await this.#file()).default;
  }
}

/** One after the other, while nobody waits for them. One that fails is fetched when it is asked for. */
export async function fetchAhead(parts: Iterable<LatePart>): Promise<void> {
  for (const part of parts) await part.fetch().catch(() => {});
}
