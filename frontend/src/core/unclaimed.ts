/** Long enough for a screen's code to come over a slow network. */
const KEPT_MS = 30_000;

interface Kept<T> {
  readonly thing: T;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What was begun for somebody who has not come yet. Each thing is claimed once; what nobody claims is let go of. */
export class Unclaimed<T> {
  readonly #letGo: (thing: T) => void;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(letGo: (thing: T) => void) {
    this.#letGo = letGo;
  }

  /** In place of what was kept under this name. */
  keep(name: string, thing: T): void {
    this.#drop(name);
    this.#kept.set(name, { thing, timer: setTimeout(() => this.#drop(name), KEPT_MS) });
  }

  /** It stays unclaimed. */
  look(name: string): T | undefined {
    return this.#kept.get(name)?.thing;
  }

  claim(name: string): T | undefined {
    const known = this.#kept.get(name);
    clearTimeout(known?.timer);
    this.#kept.delete(name);
    return known?.thing;
  }

  #drop(name: string): void {
    const thing = this.claim(name);
    if (thing !== undefined) this.#letGo(thing);
  }
}
