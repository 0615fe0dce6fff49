import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import Late from "./Late.svelte";
import { fetchAhead, LatePart } from "./latePart.svelte";
import Waiting from "./Waiting.svelte";

const file = { default: Waiting };
let shown: ReturnType<typeof mount>;

function show(part: LatePart, onclose?: () => void): void {
  shown = mount(Late, { target: document.body, props: { part, ...(onclose && { onclose }) } });
  flushSync();
}
const isThere = () => document.querySelector("[role=status], [aria-busy]") !== null;

afterEach(() => unmount(shown));

describe("a part in a chunk of its own", () => {
  it("comes when it is asked for, and without a wait from then on", async () => {
    const part = new LatePart(async () => file);
    show(part);
    expect(isThere()).toBe(false);
    await vi.waitFor(() => expect(isThere()).toBe(true));
    await unmount(shown);
    show(part);
    expect(isThere()).toBe(true);
  });

  it("is there at once when it was fetched ahead, whatever failed before it", async () => {
    const read = vi.fn(async () => file);
    const part = new LatePart(read);
    await fetchAhead([new LatePart(() => Promise.reject(new TypeError("no network"))), part]);
    show(part);
    expect(isThere()).toBe(true);
    expect(read).toHaveBeenCalledOnce();
  });

  it("says so when its file is not there, and is asked for anew the next time", async () => {
    const read = vi.fn(async () => file).mockRejectedValueOnce(new TypeError("no network"));
    const part = new LatePart(read);
    show(part);
    await vi.waitFor(() => expect(document.querySelector(".empty")).not.toBeNull());
    await unmount(shown);
    show(part);
    await vi.waitFor(() => expect(isThere()).toBe(true));
  });

  it("keeps what is pressed until then from the page behind, and takes Escape", async () => {
    const behind = vi.fn();
    const onclose = vi.fn();
    window.addEventListener("keydown", behind);
    let arrive = (_: typeof file): void => {};
    const part = new LatePart(() => new Promise((resolve) => (arrive = resolve)));
    const press = (code: string) => document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true }));
    show(part, onclose);
    press("KeyI");
    expect(onclose).not.toHaveBeenCalled();
    press("Escape");
    expect(onclose).toHaveBeenCalledOnce();
    expect(behind).not.toHaveBeenCalled();
    arrive(file);
    await vi.waitFor(() => expect(isThere()).toBe(true));
    press("KeyI");
    expect(behind).toHaveBeenCalledOnce();
    window.removeEventListener("keydown", behind);
  });
});
