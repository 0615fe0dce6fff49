import { signal } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import { Scope } from "../core/scope";
import { FakeVideo, settled } from "./fakes";
import { type Channel, factorOf, Sound, type Studio } from "./sound";

/** A node that remembers where it leads; its parameters take every value at once. */
class FakeNode {
  readonly leads: { readonly to: FakeNode; readonly output: number; readonly input: number }[] = [];
  readonly gain = param(1);
  readonly threshold = param(0);
  readonly knee = param(0);
  readonly ratio = param(0);
  readonly attack = param(0);
  readonly release = param(0);

  constructor(readonly kind: string) {}

  connect(to: FakeNode, output = 0, input = 0): FakeNode {
    this.leads.push({ to, output, input });
    return to;
  }
}

function param(value: number) {
  return {
    value,
    setTargetAtTime(next: number) {
      this.value = next;
    },
  };
}

class FakeContext {
  readonly currentTime = 0;
  readonly destination = new FakeNode("destination");
  resumed = 0;
  closed = false;
  createGain = () => new FakeNode("gain");
  createChannelSplitter = () => new FakeNode("splitter");
  createChannelMerger = () => new FakeNode("merger");
  createDynamicsCompressor = () => new FakeNode("limiter");
  async resume(): Promise<void> {
    this.resumed += 1;
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

/** How loud each channel of `node` arrives in the left and right ear, all ways added; a limiter holds nothing back. */
function heard(from: FakeNode, channel: 0 | 1): [left: number, right: number] {
  const ears: [number, number] = [0, 0];
  const walk = (node: FakeNode, at: number, level: number): void => {
    if (node.kind === "destination") ears[at] = (ears[at] ?? 0) + level;
    for (const { to, output, input } of node.leads) {
      if (node.kind === "splitter" && output !== at) continue;
      walk(to, to.kind === "merger" ? input : at, node.kind === "gain" ? level * node.gain.value : level);
    }
  };
  walk(from, channel, 1);
  return ears.map((level) => Math.round(level * 1000) / 1000) as [number, number];
}

function room({ gesture = true } = {}) {
  const scope = new Scope();
  const hearing = { volume: signal(1), muted: signal(false), boost: signal(0), channel: signal<Channel>("both") };
  const context = new FakeContext();
  const taps: FakeNode[] = [];
  const state = { gesture };
  const studio: Studio = {
    open: async () => (state.gesture ? (context as unknown as AudioContext) : null),
    tap: () => {
      taps.push(new FakeNode("tap"));
      return taps.at(-1) as unknown as AudioNode;
    },
  };
  const elements = [new FakeVideo(), new FakeVideo()];
  new Sound(scope, hearing, studio).attach(elements);
  const ears = () => {
    const [first] = taps;
    return first && [heard(first, 0), heard(first, 1)];
  };
  return { scope, hearing, context, taps, elements, state, ears };
}

describe("Sound", () => {
  it("gives volume and mute to all elements, whichever is in front, and routes nothing", async () => {
    const { hearing, elements, taps } = room();
    hearing.volume.value = 0.4;
    hearing.muted.value = true;
    await settled();
    expect(elements.map(({ volume, muted }) => [volume, muted])).toEqual([
      [0.4, true],
      [0.4, true],
    ]);
    expect(taps).toEqual([]);
  });

  it("taps each element once, however often boost goes on and off", async () => {
    const { hearing, taps } = room();
    for (const boost of [6, 0, 18]) {
      hearing.boost.value = boost;
      await settled();
    }
    expect(taps).toHaveLength(2);
  });

  it("boosts by exactly what it says, past the limiter at 0 and through it above", async () => {
    const { hearing, ears } = room();
    hearing.boost.value = 12;
    await settled();
    // What the limiter's own make-up adds is taken away behind it.
    const level = Math.round(factorOf(12) * factorOf(-0.6 * 3 * 0.95) * 1000) / 1000;
    expect(ears()).toEqual([
      [level, 0],
      [0, level],
    ]);
    hearing.boost.value = 0;
    expect(ears()).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("plays one channel to both ears", async () => {
    const { hearing, ears } = room();
    hearing.channel.value = "left";
    await settled();
    expect(ears()).toEqual([
      [1, 1],
      [0, 0],
    ]);
    hearing.channel.value = "right";
    expect(ears()).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("waits for a gesture with what was kept from before, because an element in a silent context stands still", async () => {
    const { hearing, elements, taps, state } = room({ gesture: false });
    hearing.boost.value = 6;
    await settled();
    expect(taps).toEqual([]);
    state.gesture = true;
    elements[0]?.dispatchEvent(new Event("play"));
    await settled();
    expect(taps).toHaveLength(2);
  });

  it("wakes a context that the system has stopped, and closes it in the end", async () => {
    const { scope, hearing, elements, context } = room();
    hearing.channel.value = "left";
    await settled();
    elements[1]?.dispatchEvent(new Event("play"));
    expect(context.resumed).toBe(1);
    scope.dispose();
    expect(context.closed).toBe(true);
  });
});
