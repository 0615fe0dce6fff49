import { signal } from "@preact/signals-core";
import { Editor } from "./editor";
import { History } from "./history";
import type { Keeping, Tabs, Word } from "./keeping";
import type { Documents, Fields, Kind } from "./model";
import { holds, NoAnswer, type Op, type Reply, type Transport } from "./ops";
import { Outbox } from "./outbox";
import { Store } from "./store";

/** For tests: a server, a disk and several tabs of one member, any of which may fail at any moment. */

type Fate = "through" | "cut" | "lost" | "busy";
type Segment = Documents["segment"];

const never = new Promise<never>(() => {});
const refused = (status: number): Reply => ({ status, object: null, problem: {} });

/** Answers as the API does: client ids, If-None-Match, If-Match, and repeats without harm. */
export class FakeServer {
  readonly held = new Map<string, Segment>();
  readonly gone = new Map<string, Segment>();
  /** What happens to the next request: `lost` arrives, and its answer does not. */
  fate: () => Fate = () => "through";
  writes = 0;

  take(op: Op): Reply {
    const fate = this.fate();
    if (fate === "cut") throw new NoAnswer();
    if (fate === "busy") return refused(503);
    const reply = this.#answer(op);
    if (fate === "lost") throw new NoAnswer();
    return reply;
  }

  #answer(op: Op): Reply {
    const now = this.held.get(op.id);
    if (op.type === "create") return this.#create(op, now);
    if (op.type === "restore") return this.#restore(op, now);
    if (!now) return refused(404);
    if (op.type !== "delete" && holds(now, op)) return { status: 200, object: now, problem: null };
    if (now.version !== op.base) return refused(412);
    if (op.type === "update") return this.#put({ ...now, ...op.fields, version: now.version + 1 });
    this.held.delete(op.id);
    this.gone.set(op.id, now);
    this.writes += 1;
    return { status: 204, object: null, problem: null };
  }

  #create(op: Op, now: Segment | undefined): Reply {
    if (this.gone.has(op.id)) return refused(412);
    if (now) return holds(now, op) ? { status: 200, object: now, problem: null } : refused(412);
    return this.#put({ ...(op.change.after as Segment), ...op.fields, version: 1 });
  }

  #restore(op: Op, now: Segment | undefined): Reply {
    const old = this.gone.get(op.id);
    if (now || !old) return { status: now ? 200 : 404, object: now ?? null, problem: null };
    this.gone.delete(op.id);
    return this.#put({ ...old, version: old.version + 2 });
  }

  #put(object: Segment): Reply {
    this.held.set(object.id, object);
    this.writes += 1;
    return { status: 200, object, problem: null };
  }
}

/** One profile of a browser: what is on its disk, and who holds the lock. */
export class Browser {
  readonly disk = new Map<string, string>();
  readonly tabs: Tab[] = [];
  readonly server: FakeServer;

  constructor(server: FakeServer) {
    this.server = server;
  }

  async open(): Promise<Tab> {
    const tab = new Tab(this);
    this.tabs.push(tab);
    tab.store.replace("segment", [...this.server.held.values()]);
    await tab.outbox.open();
    return tab;
  }

  /** As kill -9: nothing of the tab runs any more. */
  kill(tab: Tab): void {
    tab.alive = false;
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    this.passLock();
  }

  passLock(): void {
    this.tabs.find((tab) => tab.waits)?.lead();
  }
}

class Tab implements Transport, Keeping, Tabs {
  readonly store = new Store();
  readonly durable = signal(true);
  readonly outbox: Outbox;
  readonly editor: Editor;
  readonly #browser: Browser;
  #hear: ((word: Word) => void) | null = null;
  #unsaid: Word[] = [];
  #lead: (() => void) | null = null;
  leads = false;
  alive = true;

  constructor(browser: Browser) {
    this.#browser = browser;
    const history = new History();
    this.outbox = new Outbox(this.store, this, { withdrawn: () => {} }, this, this);
    this.editor = new Editor(this.store, history, this.outbox, () => 0);
  }

  get waits(): boolean {
    return this.#lead !== null && !this.#browser.tabs.some((tab) => tab.leads);
  }

  lead(): void {
    this.leads = true;
    this.#lead?.();
  }

  set(id: string, fields: Partial<Segment>): void {
    this.editor.set("segment", id, fields, "edit");
  }

  async send(op: Op): Promise<Reply> {
    await this.#turn();
    const reply = this.#browser.server.take(op);
    await this.#turn();
    return reply;
  }

  async current(_: Kind, id: string): Promise<Segment | null> {
    await this.#turn();
    return this.#browser.server.held.get(id) ?? null;
  }

  async write(put: readonly Op[], drop: readonly string[]): Promise<void> {
    await this.#turn();
    for (const op of put) this.#browser.disk.set(op.key, JSON.stringify(op));
    for (const key of drop) this.#browser.disk.delete(key);
  }

  async read(): Promise<readonly Op[]> {
    await this.#turn();
    return [...this.#browser.disk.values()].map((text) => JSON.parse(text) as Op);
  }

  async join(lead: () => void, hear: (word: Word) => void): Promise<void> {
    await this.#turn();
    this.#hear = hear;
    this.#lead = lead;
    for (const word of this.#unsaid.splice(0)) this.tell(word);
    this.#browser.passLock();
  }

  tell(word: Word): void {
    if (!this.#hear) {
      this.#unsaid.push(word);
      return;
    }
    const text = JSON.stringify(word);
    for (const { hear, tab } of this.#browser.tabs.map((tab) => ({ hear: tab.#hear, tab }))) {
      if (tab !== this) void tab.#turn().then(() => hear?.(JSON.parse(text) as Word));
    }
  }

  leave(): void {}

  /** A dead tab never gets past this. */
  async #turn(): Promise<void> {
    await Promise.resolve();
    if (!this.alive) await never;
  }
}

export const plain = ({ start, end, memo, codes }: Segment): Fields => ({ start, end, memo, codes });
