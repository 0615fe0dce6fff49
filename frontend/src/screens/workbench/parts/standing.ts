/** For tests: a part of the bench standing by itself, on an engine that has no server. */

import type { Component } from "svelte";
import { flushSync, mount, unmount } from "svelte";
import type { Person } from "../engine/coder";
import { contextOf } from "../engine/context";
import { Engine } from "../engine/engine";
import { registryOf } from "../engine/registry";

const RECORDING = {
  id: "f1",
  project: "p1",
  title: "Video 2",
  languages: [],
  state: "ready",
  playable: true,
  availability: "online",
  has_picture: true,
  picture_start: "0/1",
  clock: { rate: "25/1", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
  derivatives: [],
} as unknown as ConstructorParameters<typeof Engine>[0];

let people = 0;

/** An engine of its own for each test: what a person chose is remembered by the person. */
export function standing(me: Partial<Person> = {}) {
  people += 1;
  const engine = new Engine(RECORDING, { id: `me${people}`, name: "D. Oh", leads: false, codes: true, ...me });
  const registry = registryOf(engine, { nextPane: () => {} });
  const shown: ReturnType<typeof mount>[] = [];
  const show = <Props extends Record<string, unknown>>(part: Component<Props>, props: Props = {} as Props) => {
    shown.push(mount(part, { target: document.body, props, context: contextOf({ engine, registry }) }));
    flushSync();
  };
  const end = () => {
    for (const part of shown) void unmount(part);
    engine.dispose();
    document.body.replaceChildren();
  };
  return { engine, registry, show, end };
}

export function found<Kind extends Element = HTMLElement>(selector: string): Kind {
  const element = document.querySelector<Kind>(selector);
  if (!element) throw new Error(`nothing is ${selector}`);
  return element;
}

/** Types over what stands in a field, without leaving it. */
export function type(selector: string, text: string): void {
  const field = found<HTMLInputElement | HTMLTextAreaElement>(selector);
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}
