"""The timeline by hand: what a drag shows is what is kept, to the frame; many segments at once; the overview's ends."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from footage.media.ffmpeg import find_tools
from tests.browser.axe import complaints
from tests.browser.client import wait_for_footage
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY, Recording
from tests.browser.scene import Scene
from tests.browser.timeline import FRAMES, RECORDING, open_timeline, spans
from tests.browser.workbench import Workbench
from tests.faults.product import wait_for
from tests.footage.media.clips import make_numbered

pytestmark = pytest.mark.browser

_STRIPES = """([left, right, y]) => {
  const copy = new OffscreenCanvas(right - left, 1);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(document.querySelector("canvas.clips"), -left, -y);
  const { data } = pen.getImageData(0, 0, right - left, 1);
  let changes = 0;
  for (let at = 4; at < data.length; at += 4) if (Math.abs(data[at] - data[at - 4]) > 4) changes += 1;
  return changes;
}"""
"""How often the brightness changes along a line in the lanes."""
_LINE = """(y) => {
  const from = document.querySelector(".base canvas");
  const copy = new OffscreenCanvas(from.width, 1);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(from, 0, -y);
  return [...pen.getImageData(0, 0, from.width, 1).data].filter((_, at) => at % 4 === 0);
}"""
"""The brightness along a line through the strips of the recording, 0 to 255."""
BURST = Recording("whistle.mp4", EASY["25"].clip)
BURST_FRAMES = (300, 330)
BURST_HZ = 1000


@pytest.fixture
def footage(scene: Scene) -> dict[str, Any]:
    return scene.register(RECORDING)


def test_a_drag_on_the_waveform_makes_a_segment_of_what_it_shows(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    timeline = open_timeline(open_page(scene.lead), footage)
    bench, y = timeline.bench, timeline.y("Sound")
    bench.go(1200)
    start, end = timeline.drag((timeline.x(303), y), (timeline.x(707), y))
    assert 300 <= start <= 306
    assert 704 <= end <= 710
    bench.wait_for_frame(end)
    timeline.drop()
    expect(bench.clip(start, end)).to_be_attached()
    assert spans(scene, footage) == [(start, end, [])]
    bench.wait_for_frame(1200)

    bench.press("Control+z")
    expect(bench.segments).to_have_count(0)
    bench.page.mouse.click(timeline.x(503), y)
    bench.page.wait_for_function("() => Math.abs(document.querySelector('[role=timer]').dataset.frame - 503) < 3")
    expect(bench.segments).to_have_count(0)


def test_escape_in_a_drag_leaves_everything_as_it_was(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 300, 900, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    timeline.bench.go(100)
    y = timeline.y("Decisions")
    start, _ = timeline.drag((timeline.x(600), y), (timeline.x(750), y))
    assert start > 400
    timeline.bench.press("Escape")
    timeline.drop()
    assert spans(scene, footage) == [(300, 900, ["asked"])]
    timeline.bench.wait_for_frame(100)


def test_a_drag_moves_a_segment_and_one_undo_brings_it_back(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 300, 600, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    y = timeline.y("Decisions")
    start, end = timeline.drag((timeline.x(450), y), (timeline.x(650), y))
    assert end - start == 300
    assert 495 <= start <= 505
    timeline.bench.wait_for_frame(start)
    timeline.drop()
    expect(timeline.bench.clip(start, end)).to_be_attached()
    assert spans(scene, footage) == [(start, end, ["asked"])]
    timeline.bench.press("Control+z")
    expect(timeline.bench.clip(300, 600)).to_be_attached()


def test_a_dragged_edge_sticks_to_another_edge_and_alt_lets_go(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 300, 600, codes=[scene.codes["asked"]], witnesses=[])
    scene.add("segments", footage, 907, 1000, codes=[scene.codes["hunger"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    page, y = timeline.page, timeline.y("Decisions")
    # Four pixels beside the other's beginning.
    near = timeline.x(907) + 4
    (shown,) = timeline.drag((timeline.x(600) - 1, y), (near, y))
    assert shown == 907
    expect(page.locator(".snap")).to_be_attached()
    page.keyboard.down("Alt")
    page.mouse.move(near + 1, y)
    expect(page.locator(".snap")).to_have_count(0)
    free = RECORDING.clock.frame_of_timecode(page.locator(".trim-tag").inner_text())
    assert free > 907
    page.keyboard.up("Alt")
    page.mouse.move(near, y)
    timeline.drop()
    assert (300, 907, ["asked"]) in spans(scene, footage)


def test_many_are_selected_by_a_band_and_changed_in_one_step(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    for start in (200, 400, 600):
        scene.add("segments", footage, start, start + 100, codes=[scene.codes["asked"]], witnesses=[])
    page = open_page(scene.lead)
    timeline = open_timeline(page, footage)
    bench, y = timeline.bench, timeline.y("Decisions")
    timeline.band((timeline.x(350), y + 8), (timeline.x(650), y - 4))
    inspector = bench.inspector
    expect(inspector.locator("[data-selected='2']")).to_contain_text("2 segments")
    assert page.locator("[role=gridcell][aria-selected=true]").count() == 2
    found = complaints(page)
    assert not found, "\n".join(found)

    bench.press("2")
    expect(bench.pinned("ordered")).to_have_attribute("aria-pressed", "true")
    bench.wait_until_saved()
    both = ["asked", "ordered"]
    assert spans(scene, footage) == [(200, 300, ["asked"]), (400, 500, both), (600, 700, both)]

    page.keyboard.down("Control")
    page.mouse.click(timeline.x(250), y)
    page.keyboard.up("Control")
    expect(inspector.locator("[data-selected='3']")).to_be_visible()
    expect(bench.pinned("ordered")).to_have_attribute("aria-pressed", "mixed")
    expect(bench.pinned("asked")).to_have_attribute("aria-pressed", "true")

    bench.press("Delete")
    expect(bench.segments).to_have_count(0)
    bench.wait_until_saved()
    assert spans(scene, footage) == []
    bench.press("Control+z")
    expect(bench.segments).to_have_count(3)
    bench.press("Control+z")
    bench.wait_until_saved()
    assert spans(scene, footage) == [(200, 300, ["asked"]), (400, 500, ["asked"]), (600, 700, ["asked"])]


def test_many_are_dragged_together(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    for start in (200, 400):
        scene.add("segments", footage, start, start + 100, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    y = timeline.y("Decisions")
    timeline.bench.press("Control+a")
    start, _ = timeline.drag((timeline.x(450), y), (timeline.x(950), y))
    timeline.drop()
    by = start - 400
    assert by > 450
    assert spans(scene, footage) == [(200 + by, 300 + by, ["asked"]), (400 + by, 500 + by, ["asked"])]


def test_somebody_elses_segments_stay_as_they_are_and_it_says_so(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    coder = scene.invite(f"coder-{scene.project[:8]}", "coder")
    scene.add("segments", footage, 200, 300, codes=[scene.codes["asked"]], witnesses=[])
    body = {"start": {"frame": 400}, "end": {"frame": 500}, "codes": [scene.codes["asked"]], "witnesses": []}
    coder.post(f"footage/{footage['id']}/segments/", body)
    timeline = open_timeline(open_page(coder), footage)
    bench = timeline.bench
    expect(bench.segments).to_have_count(2)
    bench.clip(200, 300).focus()
    bench.press("Enter")
    bench.clip(400, 500).focus()
    bench.press("Control+Space")
    expect(bench.inspector.locator("[data-selected='2']")).to_contain_text("1 of the selected segments belongs")
    bench.press("2")
    bench.notice("1 of the selected segments belongs to somebody else")
    bench.wait_until_saved()
    assert spans(scene, footage) == [(200, 300, ["asked"]), (400, 500, ["asked", "ordered"])]
    coder.close()


def test_the_keyboard_selects_many(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    for start in (200, 400, 600):
        scene.add("segments", footage, start, start + 100, codes=[scene.codes["asked"]], witnesses=[])
    page = open_page(scene.lead)
    bench = open_timeline(page, footage).bench
    expect(bench.segments).to_have_count(3)
    selected = page.locator("[role=gridcell][aria-selected=true]")
    bench.clip(200, 300).focus()
    bench.press("Enter", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(selected).to_have_count(3)
    expect(bench.clip(600, 700)).to_be_focused()
    bench.press("Shift+ArrowLeft")
    expect(selected).to_have_count(2)
    bench.press("Control+Space")
    expect(selected).to_have_count(1)
    expect(page.locator("[role=grid][aria-multiselectable=true]")).to_be_attached()
    bench.press("Control+a")
    expect(selected).to_have_count(3)
    bench.press("Escape", "Escape")
    expect(selected).to_have_count(0)


def test_what_is_written_stays_with_its_segment_when_another_clip_is_clicked(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    for start in (100, 200, 300):
        scene.add("segments", footage, start, start + 50, codes=[scene.codes["asked"]])
    timeline = open_timeline(open_page(scene.lead), footage)
    bench, page, y = timeline.bench, timeline.page, timeline.y("Decisions")

    def memos() -> list[tuple[int, int, str]]:
        bench.wait_until_saved()
        found = scene.segments(footage)
        return sorted((one["start"]["frame"], one["end"]["frame"], one["memo"]) for one in found)

    bench.select(100, 150)
    bench.press("m")
    page.keyboard.type("the first")
    page.mouse.click(timeline.x(225), y)
    expect(bench.memo).to_have_value("")
    assert memos() == [(100, 150, "the first"), (200, 250, ""), (300, 350, "")]

    bench.press("m")
    page.keyboard.type("the second")
    page.keyboard.down("Control")
    page.mouse.click(timeline.x(325), y)
    page.keyboard.up("Control")
    expect(bench.inspector.locator("[data-selected='2']")).to_be_attached()
    assert memos() == [(100, 150, "the first"), (200, 250, "the second"), (300, 350, "")]

    bench.press("Escape")
    bench.select(300, 350)
    bench.inspector.get_by_label("End, the first frame outside").fill("f340")
    page.mouse.click(timeline.x(125), y)
    expect(bench.memo).to_have_value("the first")
    assert memos() == [(100, 150, "the first"), (200, 250, "the second"), (300, 340, "")]

    bench.press("m")
    page.keyboard.type(" one")
    page.goto(f"/projects/{footage['project']}/library")
    wait_for(lambda: "the first one" in [one["memo"] for one in scene.segments(footage)], "the memo arriving")


def test_the_ends_of_the_window_are_moved_by_hand_and_by_keyboard(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    page = open_page(scene.lead)
    open_timeline(page, footage)
    start = page.get_by_role("slider", name="Start of the window")
    end = page.get_by_role("slider", name="End of the window")
    expect(start).to_have_attribute("aria-valuenow", "0")
    start.focus()
    page.keyboard.press("ArrowRight")
    expect(start).to_have_attribute("aria-valuenow", str(FRAMES // 10))
    expect(end).to_have_attribute("aria-valuenow", str(FRAMES - 1))
    expect(start).to_have_attribute("aria-valuetext", RECORDING.clock.timecode(FRAMES // 10))
    overview = page.locator(".overview").bounding_box()
    grip = end.bounding_box()
    assert overview is not None
    assert grip is not None
    page.mouse.move(grip["x"] + 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(overview["x"] + overview["width"] / 2, grip["y"] + 10, steps=5)
    page.mouse.up()
    assert abs(int(end.get_attribute("aria-valuenow") or 0) - FRAMES // 2) <= 2
    expect(start).to_have_attribute("aria-valuenow", str(FRAMES // 10))


def test_noise_that_is_confirmed_hatches_what_was_coded_by_sound_at_once(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 300, 1200, codes=[scene.codes["asked"]], witnesses=[], basis="audio")
    timeline = open_timeline(open_page(scene.lead), footage)
    bench, page = timeline.bench, timeline.page
    canvas = page.locator("canvas.clips").bounding_box()
    assert canvas is not None
    line = [timeline.x(1000) - canvas["x"], timeline.x(1150) - canvas["x"], timeline.y("Decisions") - canvas["y"]]
    place = [round(pixel) for pixel in line]
    page.wait_for_timeout(300)
    assert page.evaluate(_STRIPES, place) == 0
    bench.go(600)
    bench.press("n")
    bench.go(700)
    bench.press("n")
    bench.wait_until_saved()
    page.wait_for_function(f"(place) => ({_STRIPES})(place) > 10", arg=place)


def test_the_open_mark_is_shown_where_it_was_set(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    timeline = open_timeline(open_page(scene.lead), footage)
    timeline.bench.go(600)
    timeline.bench.press("i")
    timeline.bench.go(900)
    mark = timeline.page.locator(".tl .mark")
    expect(mark).to_contain_text(RECORDING.clock.timecode(600))
    box = mark.bounding_box()
    assert box is not None
    assert abs(box["x"] - timeline.x(600)) <= 1


def make_burst(folder: Path) -> None:
    """Numbered pictures with a soft tone through some of the frames, and silence before and after."""
    pictures = make_numbered(folder / "whistle.silent.mp4", BURST.clip)
    begin, end = (frame / 25 for frame in BURST_FRAMES)
    tone = f"0.01*sin(2*PI*{BURST_HZ}*t)*between(t\\,{begin}\\,{end})"
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", "-i", str(pictures)]
    command += ["-f", "lavfi", "-i", f"aevalsrc={tone}:s=48000:d={BURST.clip.frames // 25}"]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "192k", str(folder / BURST.file)]
    subprocess.run(command, check=True)
    pictures.unlink()
    pictures.with_suffix(".clicks.raw").unlink(missing_ok=True)


def lightness(grey: float) -> float:
    part = grey / 255
    return float(np.cbrt(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4))


def test_the_spectrum_lights_up_on_the_frames_of_a_tone(scene: Scene, drive: Path, open_page: OpenPage) -> None:
    make_burst(drive)
    footage = scene.register(BURST)
    wait_for_footage(scene.lead, footage["id"], "ready")
    page = open_page(scene.lead)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    bench = Workbench.open(page, footage)
    bench.go(315)
    bench.press("u", "0")
    canvas = page.locator(".base").bounding_box()
    strip = page.locator(".tl .hd", has_text="Spectrum").bounding_box()
    assert canvas is not None
    assert strip is not None
    # 1 kHz on the ear's scale between 60 Hz and 8 kHz.
    mel = [float(np.log1p(hertz / 700)) for hertz in (60, BURST_HZ, 8000)]
    height = (mel[1] - mel[0]) / (mel[2] - mel[0])
    y = round(strip["y"] - canvas["y"] + strip["height"] * (1 - height))
    for _ in range(4):
        bench.press("Equal")
    slider = page.get_by_role("slider", name="Start of the window")
    first = int(slider.get_attribute("aria-valuenow") or 0)
    last = int(page.get_by_role("slider", name="End of the window").get_attribute("aria-valuenow") or 0)
    assert first < BURST_FRAMES[0] - 20
    assert last > BURST_FRAMES[1] + 20
    page.wait_for_function(f"(y) => Math.max(...({_LINE})(y)) > 180", arg=y)
    page.wait_for_timeout(1500)
    # The tone is a line of a pixel or two, and where it begins and ends it is heard at all pitches.
    near = [[lightness(grey) for grey in page.evaluate(_LINE, y + by)] for by in range(-3, 4)]
    line = np.max(np.array(near), axis=0)
    middle = round((sum(BURST_FRAMES) / 2 - first) * canvas["width"] / (last - first))
    # Six decibels of the sixty between the ground and the ink below the tone.
    lit = np.flatnonzero(line >= line[middle] - 0.1 * (lightness(238) - lightness(21)))
    per_frame = canvas["width"] / (last - first)
    begin, end = (lit[0] / per_frame + first, (lit[-1] + 1) / per_frame + first)
    assert abs(begin - BURST_FRAMES[0]) < 0.5
    assert abs(end - BURST_FRAMES[1]) < 0.5
    assert len(lit) == lit[-1] - lit[0] + 1
    found = complaints(page)
    assert not found, "\n".join(found)
    bench.press("u")
    expect(page.locator(".tl .hd", has_text="Spectrum")).to_have_count(0)
