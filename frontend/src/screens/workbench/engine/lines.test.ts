import { beforeEach, describe, expect, it, vi } from "vitest";
import { session } from "../../../api/client";
import { lineOf } from "../../../core/fixtures";
import { Engine } from "./engine";

const footage = {
  id: "f",
  project: "p",
  title: "Footage",
  derivatives: [],
  source: {},
  clock: { rate: "25", frames: 1000, start_timecode: "01:00:00:00", drop_frame: false },
} as unknown as ConstructorParameters<typeof Engine>[0];

describe("LineWork", () => {
  let engine: Engine;
  const line = (id: string) => engine.store.peek("line", id);
  beforeEach(() => {
    engine = new Engine(footage, { id: "me", name: "D. Oh", leads: false, codes: true });
    engine.store.put("line", lineOf(), lineOf({ id: "l2", number: 2, start: 200, end: 300, translation: "well" }));
    engine.player.seek(150);
    engine.lineWork.editHere();
    return () => engine.dispose();
  });
  const type = (translation: string) => (engine.session.draft.value = { translation, reason: "" });

  it("goes on with what was typed when the same line is asked for again", () => {
    type("home");
    const asked = engine.session.draftAsked.value;
    engine.lineWork.editHere();
    expect(engine.session.draft.value.translation).toBe("home");
    expect(engine.session.draftAsked.value).toBe(asked + 1);
    expect(line("l1")?.translation).toBe("house");
  });

  it("keeps what was typed when another line is opened", () => {
    type("home");
    engine.player.seek(250);
    engine.lineWork.editHere();
    expect(line("l1")).toMatchObject({ translation: "home", revisions: 1 });
    expect([engine.session.editingLine.value, engine.session.draft.value.translation]).toEqual(["l2", "well"]);
  });

  it("keeps what was typed when the recording is left", () => {
    type("home");
    engine.dispose();
    expect(line("l1")).toMatchObject({ translation: "home", revisions: 1 });
  });

  it("keeps nothing that was let go of", () => {
    type("home");
    engine.lineWork.leave();
    engine.dispose();
    expect(line("l1")?.translation).toBe("house");
  });
});

describe("signing in again", () => {
  it("is told to the other tabs, also when nothing waits here", () => {
    const user = { id: "me", username: "me", display_name: "", admin: false, must_change_password: false };
    session.value = { state: "in", user };
    const engine = new Engine(footage, { id: "me", name: "D. Oh", leads: false, codes: true });
    const resume = vi.spyOn(engine.outbox, "resume");
    session.value = { state: "expired", user };
    expect(resume).not.toHaveBeenCalled();
    session.value = { state: "in", user };
    expect(resume).toHaveBeenCalledOnce();
    engine.dispose();
  });
});
