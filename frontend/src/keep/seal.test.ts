import { describe, expect, it } from "vitest";
import { Seal } from "./seal";

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const ABOUT = ["key", "user", "shelf"];
const text = (data: ArrayBuffer) => new TextDecoder("latin1").decode(data);

describe("Seal", () => {
  it("opens what it sealed, and shows nothing of it", async () => {
    const seal = await Seal.from(bytes(1));
    const sealed = await seal.seal("She names the bridge, 다리.", ABOUT);
    expect(text(sealed.data)).not.toContain("bridge");
    expect((await seal.open(sealed, ABOUT))?.trimEnd()).toBe("She names the bridge, 다리.");
  });

  it("does not open for another member, about something else, or when a bit was turned", async () => {
    const seal = await Seal.from(bytes(1));
    const sealed = await seal.seal("x", ABOUT);
    const other = await Seal.from(bytes(2));
    expect(await other.open(sealed, ABOUT)).toBeNull();
    expect(await seal.open(sealed, ["key", "user", "another shelf"])).toBeNull();
    const turned = new Uint8Array(sealed.data.slice(0));
    turned[0] = (turned[0] ?? 0) ^ 1;
    expect(await seal.open({ iv: sealed.iv, data: turned.buffer }, ABOUT)).toBeNull();
  });

  it("never seals twice alike, and says little by its length", async () => {
    const seal = await Seal.from(bytes(1));
    const [one, two] = [await seal.seal("a", ABOUT), await seal.seal("a much longer memo", ABOUT)];
    expect(one.data.byteLength).toBe(two.data.byteLength);
    expect(text((await seal.seal("a", ABOUT)).data)).not.toBe(text(one.data));
    expect((await seal.seal("m".repeat(256), ABOUT)).data.byteLength).toBeGreaterThan(one.data.byteLength);
  });

  it("gives a name that is the same for one member only, and wipes what it was made from", async () => {
    const given = bytes(1);
    const seal = await Seal.from(given);
    expect(given.every((byte) => byte === 0)).toBe(true);
    expect(await seal.tag("footage 1")).toBe(await (await Seal.from(bytes(1))).tag("footage 1"));
    expect(await seal.tag("footage 1")).not.toBe(await (await Seal.from(bytes(2))).tag("footage 1"));
    expect(await seal.tag("footage 1")).not.toBe(await seal.tag("footage 2"));
  });
});
