import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "../../../api/client";
import { FakeVideo } from "../../../media/fakes";
import { Engine } from "./engine";

type Footage = ConstructorParameters<typeof Engine>[0];

/** One that no browser can show, or one that could be shown. */
const footage = (state: string, progress: number, playable = false) =>
  ({
    id: "f1",
    project: "p1",
    title: "Video 2",
    languages: [],
    state: "processing",
    playable,
    availability: "online",
    has_picture: true,
    picture_start: "0",
    clock: { rate: "25/1", frames: 9600, start_timecode: "01:00:00:00", drop_frame: false },
    derivatives: ["sprites", "keyframes"].map((kind) => ({ kind, state, progress })),
  }) as unknown as Footage;

const sheets = { tile: { width: 160, height: 90 }, columns: 10, rows: 10, every_frames: 24, sheets: 4 };
const shots = (...found: number[]) => ({ frames: [0, ...found], shots: found, stills: [5, ...found] });

let engine: Engine;
/** What the server has: by the last word of the address. */
let served: Record<string, unknown>;
const asked = () => vi.mocked(api.get).mock.calls.length;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(api, "get").mockImplementation(async (address: string) => {
    const made = served[address.split("/").at(-1) ?? ""];
    if (!made) throw new Error("not made");
    return made as never;
  });
  served = { sprites: { ...sheets, sheets_made: [0] }, keyframes: { ...shots(100), sheets_made: [0] } };
  engine = new Engine(footage("running", 0.251), { id: "me", name: "D. Oh", leads: false, codes: false });
});
afterEach(() => {
  engine.dispose();
  vi.useRealTimers();
});

const become = async (state: string, progress: number) => {
  engine.footage.value = footage(state, progress);
  await vi.advanceTimersByTimeAsync(0);
};

it("shows sheets and shots as they come, and asks only when more was made", async () => {
  await vi.advanceTimersByTimeAsync(0);
  expect([...(engine.derived.sprites.value?.sheets ?? [])]).toEqual([0]);
  expect(engine.derived.keyframes.value?.shots).toEqual([100]);
  expect(asked()).toBe(2);
  await become("running", 0.255);
  expect(asked()).toBe(2);
  served = { sprites: { ...sheets, sheets_made: [0, 2] }, keyframes: { ...shots(100, 5000), sheets_made: [0, 2] } };
  await become("running", 0.5);
  expect([...(engine.derived.sprites.value?.sheets ?? [])]).toEqual([0, 2]);
  expect(engine.derived.keyframes.value?.shots).toEqual([100, 5000]);
});

it("takes the whole when it is there, again until it came, and asks no more", async () => {
  served = {};
  await become("ready", 1);
  expect([...(engine.derived.sprites.value?.sheets ?? [])], "what was seen stays").toEqual([0]);
  served = { sprites: sheets, keyframes: shots(100, 130, 5000) };
  await vi.advanceTimersByTimeAsync(3000);
  expect([...(engine.derived.sprites.value?.sheets ?? [])]).toEqual([0, 1, 2, 3]);
  expect(engine.derived.keyframes.value?.shots).toEqual([100, 130, 5000]);
  const before = asked();
  await become("ready", 1);
  expect(asked()).toBe(before);
});

it("is not put back by an answer that comes late", async () => {
  await vi.advanceTimersByTimeAsync(0);
  let late: (made: unknown) => void = () => {};
  vi.mocked(api.get).mockImplementation(() => new Promise((answer) => (late = answer)) as never);
  engine.footage.value = { ...footage("running", 0.9), derivatives: footage("running", 0.9).derivatives.slice(0, 1) };
  vi.mocked(api.get).mockImplementation(async (address: string) => {
    return (address.endsWith("sprites") ? sheets : shots(100)) as never;
  });
  await become("ready", 1);
  late({ ...sheets, sheets_made: [0, 1] });
  await vi.advanceTimersByTimeAsync(0);
  expect(engine.derived.sprites.value?.sheets.size).toBe(4);
});

it("asks for nothing while the picture is on its way, unless that is late", async () => {
  engine.dispose();
  engine = new Engine(footage("ready", 1, true), { id: "me", name: "D. Oh", leads: false, codes: false });
  await vi.advanceTimersByTimeAsync(1499);
  expect(asked()).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked()).toBe(4);
});

it("asks as soon as the picture is there", async () => {
  engine.dispose();
  engine = new Engine(footage("ready", 1, true), { id: "me", name: "D. Oh", leads: false, codes: false });
  const video = new FakeVideo();
  engine.player.attach(video);
  engine.player.use({ kind: "original", offset: 0, url: "/film" });
  video.loaded();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked(), "its index alone is no picture").toBe(2);
  video.present(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked()).toBe(4);
});
