import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Scope } from "../core/scope";
import { Desk } from "./fakes";
import { Stills } from "./stills";

const REST_MS = 120;

function bench() {
  const desk = new Desk<string>();
  const stills = new Stills<string>(new Scope(), desk.ask);
  const want = (frame: number | null) => {
    stills.want(frame);
    vi.advanceTimersByTime(REST_MS);
  };
  const asked = () => desk.asked.map(({ what }) => what);
  return { desk, stills, want, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("shows the still of the frame that is wanted until the picture is there", async () => {
  const { desk, stills, want } = bench();
  want(40);
  await desk.answer("forty");
  expect(stills.shown.value).toEqual({ frame: 40, image: "forty" });
  want(null);
  expect(stills.shown.value).toBeNull();
});

it("drops one that is on its way when the picture is coming after all", async () => {
  const { desk, stills, want } = bench();
  want(40);
  stills.enough();
  expect(desk.asked[0]?.signal.aborted).toBe(true);
  await desk.answer("forty");
  expect(stills.shown.value).toBeNull();
});

it("asks for none any more when the picture is coming, and keeps the one that is shown", async () => {
  const { desk, stills, want, asked } = bench();
  want(40);
  await desk.answer("forty");
  stills.want(41);
  stills.enough();
  vi.advanceTimersByTime(REST_MS);
  expect(asked()).toEqual([40]);
  expect(stills.shown.value?.frame).toBe(40);
  want(41);
  expect(asked()).toEqual([40, 41]);
});
