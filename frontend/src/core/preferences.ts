import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { KeyChoices } from "./bindings";
import type { Press } from "./commands";
import { ownPlace } from "./ownPlace";

/** How one person likes to work, as the server keeps it for every browser. */
export interface Choices {
  /** Presses in place of a command's own, by the command. */
  readonly keys: Readonly<Record<string, readonly Press[]>>;
  /** Whether a letter, digit or sign alone may be a command. */
  readonly singleKeys: boolean;
  /** Milliseconds between seeing and pressing. */
  readonly reactionLag: number;
  /** Codes on the keys 1–9, by project. */
  readonly pins: Readonly<Record<string, readonly string[]>>;
  /** Hints that need not be shown again. */
  readonly seen: Readonly<Record<string, boolean>>;
}

type Entries<T> = { readonly [Name in keyof T]: T[Name] | null };

/** What to change: the rest stays. In a map each entry replaces its namesake, and null takes it away. */
export interface ChoiceChanges {
  readonly keys?: Entries<Choices["keys"]>;
  readonly singleKeys?: boolean;
  readonly reactionLag?: number;
  readonly pins?: Entries<Choices["pins"]>;
  readonly seen?: Entries<Choices["seen"]>;
}

export const UNCHOSEN: Choices = { keys: {}, singleKeys: true, reactionLag: 0, pins: {}, seen: {} };

/** The way to the server. Both throw when it gives no answer, or refuses. */
export interface ChoicesDoor {
  read(): Promise<Choices>;
  write(changes: ChoiceChanges): Promise<Choices>;
  /** Whether it will never take what it refused with `error`. */
  isFinal(error: unknown): boolean;
}

type Shelf = Pick<Storage, "getItem" | "setItem">;

/** What lies on the shelf: what the server knew last, and what it has not heard of yet. */
interface Copy {
  readonly known: Choices;
  readonly unsent: ChoiceChanges;
}

/**
 * One person's choices: from a copy in this browser at once, from the server as soon as it answers, and back to it
 * with every change. What could not be sent is kept and goes with the next change, or the next time `read` is called.
 */
export class Preferences {
  readonly #now: Signal<Choices>;
  readonly now: ReadonlySignal<Choices>;
  /** Of these, what the commands of every screen follow. */
  readonly keyChoices: ReadonlySignal<KeyChoices>;
  /** Whether the server has answered; until then a hint that was seen elsewhere may look unseen. */
  readonly #settled = signal(false);
  readonly settled: ReadonlySignal<boolean> = this.#settled;
  readonly #door: ChoicesDoor;
  readonly #shelf: Shelf;
  readonly #place: string;
  #known: Choices;
  #unsent: ChoiceChanges;
  /** On their way; null while nothing is. */
  #sent: ChoiceChanges | null = null;

  constructor(person: string, door: ChoicesDoor, shelf: Shelf) {
    this.#door = door;
    this.#shelf = shelf;
    this.#place = ownPlace("preferences", person);
    const { known, unsent } = copyOf(shelf.getItem(this.#place));
    this.#known = known;
    this.#unsent = unsent;
    this.#now = signal(merged(known, unsent));
    this.now = this.#now;
    this.keyChoices = computed(() => keyChoicesOf(this.#now.value));
  }

  /** Asks the server, and sends what it has not heard of yet. Never throws: without an answer the copy holds. */
  async read(): Promise<void> {
    try {
      this.#known = await this.#door.read();
      this.#keep();
      this.#settled.value = true;
    } catch {
      // The copy holds, and `read` is called again when there may be an answer.
    }
    await this.#send();
  }

  /** Chooses, here at once. */
  change(changes: ChoiceChanges): void {
    this.#unsent = joined(this.#unsent, changes);
    this.#keep();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sent || isEmpty(this.#unsent)) return;
    this.#sent = this.#unsent;
    this.#unsent = {};
    const answered = await this.#write(this.#sent);
    this.#sent = null;
    this.#keep();
    if (answered) await this.#send();
  }

  /** Whether it was taken. What was refused for good is given up, what got no answer is sent again some time. */
  async #write(changes: ChoiceChanges): Promise<boolean> {
    try {
      this.#known = await this.#door.write(changes);
      return true;
    } catch (error) {
      if (!this.#door.isFinal(error)) this.#unsent = joined(changes, this.#unsent);
      return false;
    }
  }

  #keep(): void {
    const copy: Copy = { known: this.#known, unsent: joined(this.#sent ?? {}, this.#unsent) };
    this.#now.value = merged(copy.known, copy.unsent);
    this.#shelf.setItem(this.#place, JSON.stringify(copy));
  }
}

const keyChoicesOf = ({ keys, singleKeys }: Choices): KeyChoices => ({ presses: keys, singleKeys });

const MAPS = ["keys", "pins", "seen"] as const;

const isEmpty = (changes: ChoiceChanges): boolean => Object.keys(changes).length === 0;

/** Later changes on top of earlier ones. */
function joined(earlier: ChoiceChanges, later: ChoiceChanges): ChoiceChanges {
  const maps = MAPS.filter((name) => earlier[name] || later[name]);
  return {
    ...earlier,
    ...later,
    ...Object.fromEntries(maps.map((name) => [name, { ...earlier[name], ...later[name] }])),
  };
}

function merged(known: Choices, changes: ChoiceChanges): Choices {
  const entries = (name: (typeof MAPS)[number]) =>
    Object.fromEntries(Object.entries({ ...known[name], ...changes[name] }).filter(([, value]) => value !== null));
  return { ...known, ...changes, ...Object.fromEntries(MAPS.map((name) => [name, entries(name)])) } as Choices;
}

/** What lies on the shelf; anything else that lies there counts as nothing. */
function copyOf(stored: string | null): Copy {
  try {
    const found = JSON.parse(stored ?? "{}") as Partial<Copy>;
    return { known: { ...UNCHOSEN, ...found.known }, unsent: { ...found.unsent } };
  } catch {
    return { known: UNCHOSEN, unsent: {} };
  }
}
