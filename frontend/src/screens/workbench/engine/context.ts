import { getContext, setContext } from "svelte";
import type { Registry } from "../../../core/commands";
import type { Engine } from "./engine";

/** What every part of the bench reads; set once by the bench. */
export interface Workbench {
  readonly engine: Engine;
  readonly registry: Registry;
}

const KEY = Symbol("workbench");

export const provide = (workbench: Workbench): Workbench => setContext(KEY, workbench);
export const workbench = (): Workbench => getContext<Workbench>(KEY);

/** The same for a component that is mounted apart from the bench. */
export const contextOf = (bench: Workbench): Map<symbol, Workbench> => new Map([[KEY, bench]]);
