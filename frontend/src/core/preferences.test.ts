import { describe, expect, it } from "vitest";
import { ownPlace } from "./ownPlace";
import { type ChoiceChanges, type Choices, type ChoicesDoor, Preferences, UNCHOSEN } from "./preferences";

class Shelf {
  readonly #held = new Map<string, string>();
  getItem(place: string): string | null {
    return this.#held.get(place) ?? null;
  }
  setItem(place: string, text: string): void {
    this.#held.set(place, text);
  }
}

/** A server with one person's record, which may be away or refuse. */
class Server implements ChoicesDoor {
  record: Choices = UNCHOSEN;
  away = false;
  refuses = false;
  readonly written: ChoiceChanges[] = [];

  async read(): Promise<Choices> {
    if (this.away) throw new Error("no answer");
    return this.record;
  }

  async write(changes: ChoiceChanges): Promise<Choices> {
    if (this.away) throw new Error("no answer");
    if (this.refuses) throw new TypeError("refused");
    this.written.push(changes);
    const entries = (name: "keys" | "pins" | "seen") =>
      Object.fromEntries(Object.entries({ ...this.record[name], ...changes[name] }).filter(([, one]) => one !== null));
    const maps = { keys: entries("keys"), pins: entries("pins"), seen: entries("seen") };
    this.record = { ...this.record, ...changes, ...maps } as Choices;
    return this.record;
  }

  isFinal(error: unknown): boolean {
    return error instanceof TypeError;
  }
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

function opened(server = new Server(), shelf = new Shelf()) {
  return { server, shelf, preferences: new Preferences("me", server, shelf) };
}

describe("Preferences", () => {
  it("follow the person to another browser", async () => {
    const { server, preferences } = opened();
    preferences.change({ keys: { in: ["KeyU"] }, reactionLag: 200 });
    await settle();
    const elsewhere = opened(server).preferences;
    await elsewhere.read();
    expect(elsewhere.now.value).toEqual({ ...UNCHOSEN, keys: { in: ["KeyU"] }, reactionLag: 200 });
    expect(elsewhere.settled.value).toBe(true);
  });

  it("are there at once from the copy in this browser, before the server has answered", async () => {
    const { server, shelf, preferences } = opened();
    preferences.change({ singleKeys: false });
    await settle();
    server.away = true;
    const again = opened(server, shelf).preferences;
    expect(again.now.value.singleKeys).toBe(false);
    await again.read();
    expect([again.now.value.singleKeys, again.settled.value]).toEqual([false, false]);
  });

  it("are one person's: another one in the same browser has other ones", () => {
    const { server, shelf, preferences } = opened();
    preferences.change({ reactionLag: 200 });
    expect(new Preferences("you", server, shelf).now.value).toEqual(UNCHOSEN);
  });

  it("keep what could not be sent, over a restart, and send it when there is an answer again", async () => {
    const { server, shelf, preferences } = opened();
    server.away = true;
    preferences.change({ keys: { in: ["KeyU"], out: ["KeyI"] } });
    await settle();
    preferences.change({ keys: { out: null } });
    await settle();
    const again = opened(server, shelf).preferences;
    expect(again.now.value.keys).toEqual({ in: ["KeyU"] });
    server.away = false;
    server.record = { ...UNCHOSEN, keys: { out: ["KeyO"], loop: ["KeyL"] } };
    await again.read();
    expect(server.record.keys).toEqual({ in: ["KeyU"], loop: ["KeyL"] });
    expect(again.now.value).toEqual(server.record);
  });

  it("send one request at a time, and what comes meanwhile in one more", async () => {
    const { server, preferences } = opened();
    preferences.change({ seen: { marks: true } });
    preferences.change({ seen: { keys: true } });
    preferences.change({ reactionLag: 90 });
    expect(preferences.now.value).toMatchObject({ seen: { marks: true, keys: true }, reactionLag: 90 });
    await settle();
    expect(server.written).toEqual([{ seen: { marks: true } }, { seen: { keys: true }, reactionLag: 90 }]);
  });

  it("give up what the server will never take, and show what it holds", async () => {
    const { server, preferences } = opened();
    server.refuses = true;
    preferences.change({ reactionLag: 5000 });
    await settle();
    expect(preferences.now.value).toEqual(UNCHOSEN);
    server.refuses = false;
    preferences.change({ reactionLag: 50 });
    await settle();
    expect(server.written).toEqual([{ reactionLag: 50 }]);
  });

  it("take a copy that cannot be read for none", () => {
    const shelf = new Shelf();
    shelf.setItem(ownPlace("preferences", "me"), "{");
    expect(opened(new Server(), shelf).preferences.now.value).toEqual(UNCHOSEN);
  });
});
