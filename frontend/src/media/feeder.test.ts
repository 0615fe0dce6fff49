import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { Desk, FakeMediaSource, settled } from "./fakes";
import { ChunkStream } from "./feeder";
import { Making, type Parts } from "./making";

const CHUNK = 125;
const SECONDS = 5;
const FRAMES = 10_000;
const clock = { frames: FRAMES, rate: { num: 25, den: 1 } };
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const upTo = (end: number): Parts => ({ size: CHUNK, made: [{ start: 0, end }] });

/** A stream of pictures alone, or with sound, whose server is the test. */
function bench(made: Parts | null = upTo(FRAMES), withSound = false) {
  const scope = new Scope();
  const parts = new Desk<Parts>();
  const making = new Making(scope, FRAMES, parts.ask);
  const picture = new Desk<ArrayBuffer | null>();
  const sound = new Desk<ArrayBuffer | null>();
  const source = new FakeMediaSource(SECONDS);
  const revoked: string[] = [];
  const media = { open: () => source, urlOf: () => "blob:1", revoke: (url: string) => void revoked.push(url) };
  const stream = new ChunkStream(
    scope,
    { clock, making, picture: picture.ask, sound: withSound ? sound.ask : null },
    media,
  );
  let arrivals = 0;
  stream.onArrival = () => {
    arrivals += 1;
  };
  const start = async (frame: number) => {
    stream.want({ frame, speed: 0 });
    making.want(frame, "resting");
    source.opened();
    if (made) await parts.answer(made);
  };
  const asked = () => picture.asked.map(({ what }) => what);
  return { scope, parts, making, picture, sound, source, revoked, stream, start, asked, arrivals: () => arrivals };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("ChunkStream", () => {
  it("waits for the size of a chunk, then has one request at a time, in the order of need", async () => {
    const { start, asked, picture, stream, source, arrivals } = bench();
    await start(CHUNK * 10);
    expect(source.types).toHaveLength(1);
    expect(source.duration).toBe(400);
    expect(asked()).toEqual([10]);
    expect(stream.has(CHUNK * 10)).toBe(false);
    await picture.answer(bytes("ten"));
    expect(source.buffers[0]?.appended[0]).toMatchObject({ offset: 50, data: "ten" });
    expect(stream.has(CHUNK * 10)).toBe(true);
    expect(arrivals()).toBeGreaterThan(0);
    expect(asked()).toEqual([10, 11]);
    await picture.answer(bytes("eleven"));
    await picture.answer(bytes("twelve"));
    await picture.answer(bytes("nine"));
    expect(asked()).toEqual([10, 11, 12, 9]);
  });

  it("is there only when sound and picture are", async () => {
    const { start, picture, sound, stream, source } = bench(upTo(FRAMES), true);
    await start(0);
    await picture.answer(bytes("picture"));
    expect(stream.has(0)).toBe(false);
    await sound.answer(bytes("sound"));
    expect(stream.has(0)).toBe(true);
    const [priming] = source.buffers[1]?.appended ?? [];
    expect(priming?.offset).toBeCloseTo(-1024 / 48_000, 12);
    expect(priming?.from).toBeCloseTo(0, 4);
    expect(((priming?.to ?? 0) * 48_000) / 1024).toBeCloseTo(235, 2);
  });

  it("drops a request that nobody wants any more when the playhead jumps", async () => {
    const { start, asked, picture, stream } = bench();
    await start(0);
    stream.want({ frame: CHUNK * 40, speed: 0 });
    await settled();
    expect(picture.asked[0]?.signal.aborted).toBe(true);
    expect(asked()).toEqual([0, 40]);
  });

  it("keeps a request that is wanted there too", async () => {
    const { start, picture, stream } = bench();
    await start(0);
    stream.want({ frame: CHUNK, speed: 1 });
    await settled();
    expect(picture.asked[0]?.signal.aborted).toBe(false);
  });

  it("fetches what was not made as soon as it is", async () => {
    const { start, asked, making, parts } = bench(upTo(CHUNK));
    await start(CHUNK * 3);
    expect(asked()).toEqual([]);
    making.want(CHUNK * 3, "starving");
    await parts.answer(upTo(CHUNK * 5));
    expect(asked()).toEqual([3]);
  });

  it("asks the server about what was promised and is not there", async () => {
    const { start, asked, picture, making, parts } = bench(upTo(CHUNK * 2));
    await start(0);
    await picture.answer(null);
    expect(making.parts.value?.made).toEqual([{ start: CHUNK, end: CHUNK * 2 }]);
    expect(asked()).toEqual([0, 1]);
    making.want(0, "starving");
    await parts.answer(upTo(CHUNK * 2));
    await picture.answer(bytes("one"));
    expect(asked()).toEqual([0, 1, 0]);
  });

  it("says what failed, tries again by itself, and at once when asked to", async () => {
    const { start, asked, picture, stream } = bench();
    await start(0);
    await picture.fail(new Error("no network"));
    expect(stream.problem.value).toEqual(new Error("no network"));
    vi.advanceTimersByTime(500);
    await settled();
    expect(asked()).toEqual([0, 0]);
    await picture.fail(new Error("no network"));
    stream.retry();
    await settled();
    expect(asked()).toEqual([0, 0, 0]);
    await picture.answer(bytes("zero"));
    expect(stream.problem.value).toBeNull();
    expect(stream.has(0)).toBe(true);
  });

  it("gives up what lies far away when the browser has no more room", async () => {
    const { start, picture, stream, source } = bench();
    await start(0);
    for (const name of ["0", "1", "2"]) await picture.answer(bytes(name));
    const [buffer] = source.buffers;
    if (!buffer) throw new Error("no buffer");
    buffer.room = 3;
    stream.want({ frame: CHUNK * 40, speed: 0 });
    await settled();
    await picture.answer(bytes("40"));
    expect(buffer.removed.map(([from]) => from)).toEqual([0, 5, 10].slice(0, buffer.removed.length));
    expect(buffer.removed.length).toBeGreaterThan(0);
    expect(stream.has(CHUNK * 40)).toBe(true);
    expect(stream.problem.value).toBeNull();
  });

  it("fetches again what the browser has dropped", async () => {
    const { start, asked, picture, stream, source } = bench();
    await start(0);
    await picture.answer(bytes("0"));
    source.buffers[0]?.drop();
    expect(stream.has(0)).toBe(false);
    stream.want({ frame: 1, speed: 1 });
    await picture.answer(bytes("1"));
    expect(asked().slice(0, 3)).toEqual([0, 1, 0]);
  });

  it("ends the stream with the last chunk", async () => {
    const { start, picture, source } = bench();
    await start(FRAMES - 1);
    await picture.answer(bytes("last"));
    await picture.answer(bytes("one before"));
    expect(source.readyState).toBe("ended");
  });

  it("names the first frame that is lacking", async () => {
    const { start, picture, stream } = bench(upTo(CHUNK));
    await start(0);
    await picture.answer(bytes("0"));
    expect(stream.lacking(CHUNK - 3, CHUNK + 22)).toBe(CHUNK);
    expect(stream.lacking(3, 20)).toBeNull();
  });

  it("leaves nothing behind", async () => {
    const { start, scope, picture, revoked } = bench();
    await start(0);
    scope.dispose();
    await settled();
    expect(revoked).toEqual(["blob:1"]);
    expect(picture.asked[0]?.signal.aborted).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(picture.asked).toHaveLength(1);
  });
});
