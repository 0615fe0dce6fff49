import { computed } from "@preact/signals-core";
import { ApiProblem, api } from "../api/client";
import { PREFERENCES } from "../api/paths";
import { readPreferences } from "../api/reads";
import type * as Api from "../api/types";
import { type ChoiceChanges, type Choices, type ChoicesDoor, Preferences } from "../core/preferences";
import { me } from "./project";

const REFUSED = 400;

const choicesFrom = (raw: Api.Preferences): Choices => ({
  keys: raw.keys,
  singleKeys: raw.single_keys,
  reactionLag: raw.reaction_lag,
  pins: raw.pins,
  seen: raw.seen,
});

function bodyFrom({ singleKeys, reactionLag, ...maps }: ChoiceChanges): Record<string, unknown> {
  return {
    ...maps,
    ...(singleKeys === undefined ? {} : { single_keys: singleKeys }),
    ...(reactionLag === undefined ? {} : { reaction_lag: reactionLag }),
  };
}

/** A request of one person's is refused while somebody else is signed in: nobody's choices become another's. */
const doorOf = (person: string): ChoicesDoor => ({
  read: async () => choicesFrom(await readPreferences(person)),
  write: async (changes) =>
    choicesFrom(
      await api.patch<Api.Preferences>(PREFERENCES, { as: person, body: bodyFrom(changes), keepalive: true }),
    ),
  isFinal: (error) => error instanceof ApiProblem && error.status === REFUSED,
});

const everybodys = new Map<string, Preferences>();

/** The choices of the person with this id: the same object on every screen. */
export function preferencesOf(person: string): Preferences {
  const known = everybodys.get(person) ?? new Preferences(person, doorOf(person), localStorage);
  everybodys.set(person, known);
  return known;
}

/** Those of whoever is signed in, for the screens that nobody else comes to. */
export function ownPreferences(): Preferences {
  const person = me.peek();
  if (!person) throw new Error("Nobody is signed in.");
  return preferencesOf(person.id);
}

/** Whether a letter, digit or sign alone may do something, on any screen (WCAG 2.1.4). Nobody's choice is known at the door. */
export const singleKeys = computed(() => me.value === null || preferencesOf(me.value.id).now.value.singleKeys);

const LEGACY_PINS = /^annotator\.pins\.([0-9a-f-]{36})\.([0-9a-f-]{36})$/;

/** Pins were kept in each browser once: those that the server has none for go there, and the old place is emptied. */
function bringPins(person: string, preferences: Preferences): void {
  if (!preferences.settled.peek()) return;
  for (const place of Object.keys(localStorage)) {
    const [, project, owner] = LEGACY_PINS.exec(place) ?? [];
    if (!project || owner !== person) continue;
    const codes = (localStorage.getItem(place) ?? "").split(" ").filter((code) => code !== "");
    if (!preferences.now.peek().pins[project]) preferences.change({ pins: { [project]: codes } });
    localStorage.removeItem(place);
  }
}

/** Reads the person's choices, now and whenever the network is back. Returns what stops it. */
export function followPreferences(person: string): () => void {
  const preferences = preferencesOf(person);
  const read = () => void preferences.read().then(() => bringPins(person, preferences));
  const scope = new AbortController();
  addEventListener("online", read, { signal: scope.signal });
  read();
  return () => scope.abort();
}
