"""Coding by keyboard and by hand: what is marked is what is kept, shown again, and pulled over the API."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("rate", EASY)
def test_a_segment_marked_by_keyboard_is_the_same_everywhere(rate: str, scene: Scene, open_page: OpenPage) -> None:
    recording = EASY[rate]
    clock = recording.clock
    footage = scene.register(recording)
    bench = Workbench.open(open_page(scene.lead), footage)

    mark(bench, 101, 351)
    bench.press("1", "Shift+A", "b", "m")
    bench.page.keyboard.insert_text("She asks twice, 두 번.")
    bench.press("Control+Enter")
    bench.wait_until_saved()

    (kept,) = scene.segments(footage)
    assert kept["start"] == clock.describe(101)
    assert kept["end"] == clock.describe(351)
    assert kept["duration"]["frames"] == 250
    assert kept["codes"] == [scene.codes["asked"]]
    assert kept["pseudonyms"] == ["A"]
    assert (kept["basis"], kept["memo"]) == ("audio", "She asks twice, 두 번.")

    bench.page.reload()
    bench.wait_until_open()
    bench.clip(101, 351).focus()
    bench.press("Enter")
    bench.wait_for_frame(101)
    inspector = bench.inspector
    expect(inspector.get_by_label("Start")).to_have_value(clock.timecode(101))
    expect(inspector.get_by_label("End, the first frame outside")).to_have_value(clock.timecode(351))
    expect(inspector.get_by_label("Memo")).to_have_value("She asks twice, 두 번.")
    expect(inspector.get_by_role("button", name="sound", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(inspector.get_by_role("button", name="A", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(bench.pinned("asked")).to_have_attribute("aria-pressed", "true")
    expect(bench.pinned("ordered")).to_have_attribute("aria-pressed", "false")


def test_what_the_api_writes_in_seconds_it_takes_back(scene: Scene, open_page: OpenPage) -> None:
    clock = EASY["29.97"].clock
    footage = scene.register(EASY["29.97"])
    bench = Workbench.open(open_page(scene.lead), footage)
    mark(bench, 100, 347)
    bench.wait_until_saved()

    (kept,) = scene.segments(footage)
    assert kept["start"]["seconds"] == "1001/300"
    again = scene.lead.post(
        f"footage/{footage['id']}/segments/",
        {"start": kept["start"]["seconds"], "end": kept["end"]["timecode"], "codes": [], "witnesses": []},
    )
    assert (again["start"], again["end"]) == (kept["start"], kept["end"])
    last = {"footage": footage["id"], "overlaps": f"{clock.timecode(346)},{clock.timecode(347)}"}
    found = scene.lead.list(f"projects/{scene.project}/segments/", **last)
    assert {one["id"] for one in found} == {kept["id"], again["id"]}
    after = {"footage": footage["id"], "overlaps": f"{clock.timecode(347)},{clock.timecode(348)}"}
    assert scene.lead.list(f"projects/{scene.project}/segments/", **after) == []


def test_an_end_before_the_start_is_refused_in_place(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.go(300)
    bench.press("i")
    for frame in [300, 299]:
        bench.go(frame)
        bench.press("o")
        expect(bench.inspector.locator(".notice")).to_contain_text("The end lies at or before the start")
        expect(bench.segments).to_have_count(0)

    bench.go(301)
    bench.press("o")
    expect(bench.inspector.locator(".notice")).to_have_count(0)
    expect(bench.clip(300, 301)).to_be_attached()
    bench.wait_until_saved()
    assert [(one["start"]["frame"], one["end"]["frame"]) for one in scene.segments(footage)] == [(300, 301)]


def test_trimming_undo_and_redo(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    bench = Workbench.open(open_page(scene.lead), footage)
    mark(bench, 100, 400)
    bench.go(150)
    bench.press("[")
    bench.go(350)
    bench.press("]")
    expect(bench.clip(150, 350)).to_be_attached()
    bench.press("Shift+]", "1")
    expect(bench.clip(151, 351)).to_be_attached()
    bench.wait_until_saved()
    assert facts(scene, footage) == [(151, 351, ["asked"])]

    bench.press(*["Control+z"] * 4)
    expect(bench.clip(100, 400)).to_be_attached()
    bench.wait_until_saved()
    assert facts(scene, footage) == [(100, 400, [])]

    bench.press(*["Control+Shift+z"] * 2)
    expect(bench.clip(150, 350)).to_be_attached()
    bench.press("Control+z", "Control+z", "Control+z")
    expect(bench.segments).to_have_count(0)
    bench.wait_until_saved()
    assert facts(scene, footage) == []


def test_an_edge_is_dragged_to_the_frame_that_the_drag_shows(scene: Scene, open_page: OpenPage) -> None:
    recording = EASY["29.97 drop-frame"]
    footage = scene.register(recording)
    bench = Workbench.open(open_page(scene.lead), footage)
    mark(bench, 300, 900)
    bench.press("1", "0")
    bench.wait_until_saved()

    page = bench.page
    x, y = edge(page, recording.clip.frames, 900, lane="Decisions")
    page.mouse.move(x - 2, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=6)
    shown = page.locator(".trim-tag").inner_text()
    page.mouse.up()

    end = recording.clock.frame_of_timecode(shown)
    assert end > 900
    expect(bench.clip(300, end)).to_be_attached()
    bench.wait_until_saved()
    assert facts(scene, footage) == [(300, end, ["asked"])]


def test_a_deleted_segment_comes_back(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    bench = Workbench.open(open_page(scene.lead), footage)
    mark(bench, 20, 70)
    bench.press("2")
    bench.wait_until_saved()
    (before,) = scene.segments(footage)

    bench.press("Delete")
    expect(bench.segments).to_have_count(0)
    bench.wait_until_saved()
    assert scene.segments(footage) == []

    bench.press("Control+z")
    expect(bench.clip(20, 70)).to_be_attached()
    bench.wait_until_saved()
    (after,) = scene.segments(footage)
    assert after["id"] == before["id"]
    assert facts(scene, footage) == [(20, 70, ["ordered"])]


def test_a_line_is_corrected_and_its_first_text_kept(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    line = scene.add("lines", footage, 50, 100, language="ko", text="강을 건넜어요.", translation="I crossed a rive.")
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.go(60)
    bench.press("e")
    editor = bench.page.get_by_label("Translation", exact=True)
    expect(editor).to_be_focused()
    editor.fill("I crossed the river.")
    bench.press("Control+Enter")
    expect(bench.page.locator(f"[data-line='{line['id']}'] .e")).to_contain_text("I crossed the river.")
    bench.wait_until_saved()

    (kept,) = scene.lead.list(f"footage/{footage['id']}/lines/")
    assert (kept["translation"], kept["preliminary"]) == ("I crossed the river.", "I crossed a rive.")
    assert kept["revisions"] == 1


@pytest.mark.parametrize(
    ("way", "left"),
    [("Use picture only", (150, 280, "picture")), ("Keep the pieces outside", (150, 200, "both"))],
)
def test_sound_in_noise_is_held_back_with_two_ways_out(
    way: str, left: tuple[int, int, str], scene: Scene, open_page: OpenPage
) -> None:
    footage = scene.register(EASY["25"])
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.go(200)
    bench.press("n")
    bench.go(300)
    bench.press("n")
    bench.wait_until_saved()
    (noise,) = scene.lead.list(f"footage/{footage['id']}/noise/")
    assert (noise["start"]["frame"], noise["end"]["frame"], noise["state"]) == (200, 300, "confirmed")

    mark(bench, 150, 280)
    held = bench.inspector.locator("[data-held='150-280']")
    expect(held).to_be_visible()
    expect(held.get_by_role("button", name="Use picture only")).to_be_visible()
    expect(held.get_by_role("button", name="Keep the pieces outside")).to_be_visible()
    expect(bench.segments).to_have_count(0)
    assert scene.segments(footage) == []

    held.get_by_role("button", name=way).click()
    expect(held).to_have_count(0)
    expect(bench.clip(left[0], left[1])).to_be_attached()
    bench.wait_until_saved()
    (kept,) = scene.segments(footage)
    assert (kept["start"]["frame"], kept["end"]["frame"], kept["basis"]) == left


def mark(bench: Workbench, start: int, end: int) -> None:
    bench.go(start)
    bench.press("i")
    bench.go(end)
    bench.press("o")


def facts(scene: Scene, footage: dict[str, Any]) -> list[tuple[int, int, list[str]]]:
    """What the API holds: start and end in frames, names of codes."""
    return [(one["start"]["frame"], one["end"]["frame"], one["code_names"]) for one in scene.segments(footage)]


def edge(page: Page, frames: int, frame: int, lane: str) -> tuple[float, float]:
    """Where the border before `frame` is in the lane of a category, when all of the recording is shown."""
    canvas = page.locator("canvas.clips").bounding_box()
    head = page.locator(".scroll .hd", has_text=lane).bounding_box()
    assert canvas is not None
    assert head is not None
    return canvas["x"] + canvas["width"] * frame / frames, head["y"] + head["height"] / 2
