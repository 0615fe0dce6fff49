import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

describe("what stands in for a screen", () => {
  let remove: (() => void)[] = [];
  /** As on a page that has just been opened: everything, Svelte too, is loaded anew. */
  const fresh = async () => {
    vi.resetModules();
    const svelte = await import("svelte");
    const { default: Shortly } = await import("./Shortly.svelte");
    const { go } = await import("../router/navigation");
    const children = svelte.createRawSnippet(() => ({ render: () => "<p>on its way</p>" }));
    const show = () => {
      const one = svelte.mount(Shortly, { target: document.body, props: { children } });
      const gone = () => void svelte.unmount(one);
      remove.push(gone);
      svelte.flushSync();
      return gone;
    };
    const pass = (milliseconds: number) => {
      vi.advanceTimersByTime(milliseconds);
      svelte.flushSync();
    };
    return { show, pass, go };
  };
  const isThere = () => document.querySelector("p") !== null;

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    for (const gone of remove.splice(0)) gone();
    vi.useRealTimers();
  });

  it("is not there at first, while the page itself opens", async () => {
    const { show, pass } = await fresh();
    show();
    pass(399);
    expect(isThere()).toBe(false);
    pass(1);
    expect(isThere()).toBe(true);
  });

  it("stays once it is there, when another one takes its place", async () => {
    const { show, pass } = await fresh();
    const gone = show();
    pass(400);
    remove = [];
    gone();
    expect(isThere()).toBe(false);
    show();
    expect(isThere()).toBe(true);
  });

  it("is there at once where another screen has been", async () => {
    const { show, go } = await fresh();
    go("/projects");
    show();
    expect(isThere()).toBe(true);
  });
});
