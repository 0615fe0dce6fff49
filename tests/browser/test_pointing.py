"""What the wheel, the buttons of the mouse and the empty room of the timeline do."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import complaints
from tests.browser.client import ADMIN
from tests.browser.conftest import OpenPage
from tests.browser.scene import Scene
from tests.browser.timeline import FRAMES, RECORDING, open_timeline, spans, window

pytestmark = pytest.mark.browser


@pytest.fixture
def footage(scene: Scene) -> dict[str, Any]:
    return scene.register(RECORDING)


def wait_for_frame_near(page: Page, frame: int) -> None:
    page.wait_for_function(
        "(frame) => Math.abs(document.querySelector('[role=timer]').dataset.wanted - frame) < 3", arg=frame
    )


def test_the_wheel_zooms_over_the_lanes_as_it_does_above_them(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    timeline = open_timeline(open_page(scene.lead), footage)
    page = timeline.page
    for lane, control in (("Decisions", False), ("Food", True), ("Sound", False), ("Witness", True)):
        timeline.bench.press("0")
        page.mouse.move(timeline.x(600), timeline.y(lane))
        if control:
            page.keyboard.down("Control")
        page.mouse.wheel(0, -400)
        if control:
            page.keyboard.up("Control")
        page.wait_for_function("() => Number(document.querySelector('[data-end=start]').ariaValueNow) > 100")
        first, last = window(page)
        assert last - first < 0.6 * FRAMES, lane
        assert (600 - first) / (last - first) == pytest.approx(600 / FRAMES, abs=0.01), lane
    assert page.evaluate("visualViewport.scale * devicePixelRatio") == 1


def test_over_lanes_that_are_not_all_in_sight_the_wheel_scrolls_and_with_control_zooms(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    for start in range(100, 900, 100):
        scene.add("segments", footage, start, 1000, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    page = timeline.page
    page.get_by_role("separator", name="Border between picture and timeline").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.mouse.move(timeline.x(600), timeline.y("Decisions"))
    page.mouse.wheel(0, 60)
    page.wait_for_function("() => document.querySelector('.tl .scroll').scrollTop > 0")
    assert window(page) == (0, FRAMES - 1)
    scrolled = page.locator(".tl .scroll").evaluate("(lanes) => lanes.scrollTop")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.wait_for_function("() => Number(document.querySelector('[data-end=start]').ariaValueNow) > 100")
    assert page.locator(".tl .scroll").evaluate("(lanes) => lanes.scrollTop") == scrolled


_LOWEST = """() => {
  const from = document.querySelector("canvas.clips");
  const copy = new OffscreenCanvas(1, 1);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(from, -10, 3 - from.height);
  return pen.getImageData(0, 0, 1, 1).data[3];
}"""
"""Whether the lowest lane is painted: 255, or 0 where nothing is."""


def test_lanes_out_of_sight_are_painted_when_the_window_rests_or_when_they_are_scrolled_to(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    for start in range(100, 900, 100):
        for codes in ([scene.codes["asked"]], []):
            scene.add("segments", footage, start, 1000, codes=codes, witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    page = timeline.page
    page.get_by_role("separator", name="Border between picture and timeline").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.wait_for_function(f"() => ({_LOWEST})() === 255")
    scrolled = """() => {
      const lanes = document.querySelector(".tl .scroll");
      return [lanes.scrollTop, lanes.scrollHeight - lanes.clientHeight > 80];
    }"""
    assert page.evaluate(scrolled) == [0, True]
    moved = f"""async (steps) => {{
      const track = document.querySelector(".tl .track");
      const {{ left, top }} = track.getBoundingClientRect();
      const seen = [];
      for (let step = 0; step < steps; step += 1) {{
        if (step === 5) document.querySelector(".tl .scroll").scrollTop = 1000;
        const at = {{ clientX: left + 300, clientY: top + 60, bubbles: true }};
        track.dispatchEvent(new WheelEvent("wheel", {{ ...at, deltaY: -20 }}));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        seen.push(({_LOWEST})());
      }}
      return seen;
    }}"""
    # Where a frame takes long the window rests between two turns, and all is painted; not each time.
    assert 0 in page.evaluate(moved, 4)
    page.wait_for_function(f"() => ({_LOWEST})() === 255")
    assert page.evaluate(scrolled)[0] == 0
    # Scrolled to in the midst of it: with the next frame, or the one after it.
    assert page.evaluate(moved, 10)[7:] == [255, 255, 255]


def test_the_room_below_the_last_lane_and_the_lane_of_witnesses_answer_to_the_pointer(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 200, 300, codes=[scene.codes["hunger"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    bench, page = timeline.bench, timeline.page
    below = timeline.y("Food") + 40
    assert page.evaluate(f"document.elementFromPoint({timeline.x(500)}, {below}).closest('.lanes') !== null")
    page.mouse.click(timeline.x(500), below)
    wait_for_frame_near(page, 500)
    page.mouse.click(timeline.x(900), timeline.y("Witness"))
    wait_for_frame_near(page, 900)
    timeline.band((timeline.x(150), below), (timeline.x(350), timeline.y("Food")))
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(1)

    bench.press("Space")
    page.keyboard.down("Shift")
    start, end = timeline.drag((timeline.x(700), below), (timeline.x(800), below))
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "false")
    page.keyboard.up("Shift")
    timeline.drop()
    assert (start, end, []) in spans(scene, footage)


def test_the_right_button_moves_nothing(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    scene.add("segments", footage, 300, 600, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    page = timeline.page
    timeline.bench.go(100)
    for lane, frame in (("Decisions", 450), ("Sound", 900), ("Recording", 900)):
        page.mouse.move(timeline.x(frame), timeline.y(lane))
        page.mouse.down(button="right")
        page.mouse.move(timeline.x(frame + 200), timeline.y(lane), steps=4)
        page.mouse.up(button="right")
    timeline.bench.wait_for_frame(100)
    assert window(page) == (0, FRAMES - 1)
    assert spans(scene, footage) == [(300, 600, ["asked"])]


def test_the_menu_of_a_segment_does_what_keys_do(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    scene.add("segments", footage, 300, 600, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.lead), footage)
    page = timeline.page
    menu = page.get_by_role("menu", name="Menu of the segment")
    cell = page.locator("[role=gridcell][data-clip]")

    page.mouse.click(timeline.x(450), timeline.y("Decisions"), button="right")
    loop = menu.get_by_role("menuitem", name="Play the segment in a loop")
    expect(loop).to_be_focused()
    expect(loop.locator("kbd")).to_have_text("P")
    expect(cell).to_have_attribute("aria-selected", "true")
    assert complaints(page) == []
    menu.get_by_role("menuitem", name="Zoom to the segment").click()
    expect(menu).to_be_hidden()
    page.wait_for_function("() => Number(document.querySelector('[data-end=start]').ariaValueNow) > 200")

    cell.focus()
    page.keyboard.press("Shift+F10")
    expect(loop).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(cell).to_be_focused()
    page.keyboard.press("Shift+F10")
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Delete the segment")).to_be_focused()
    page.keyboard.press("Enter")
    timeline.bench.wait_until_saved()
    assert spans(scene, footage) == []


def test_of_what_others_coded_the_menu_offers_what_changes_nothing(
    scene: Scene, footage: dict[str, Any], open_page: OpenPage
) -> None:
    scene.add("segments", footage, 300, 600, codes=[scene.codes["asked"]], witnesses=[])
    timeline = open_timeline(open_page(scene.invite("petra", "coder")), footage)
    page = timeline.page
    page.mouse.click(timeline.x(450), timeline.y(ADMIN), button="right")
    items = page.get_by_role("menu", name="Menu of the segment").get_by_role("menuitem")
    expect(items.locator(".grow")).to_have_text(["Play the segment in a loop", "Zoom to the segment"])


def test_while_playing_one_can_look_elsewhere(scene: Scene, footage: dict[str, Any], open_page: OpenPage) -> None:
    timeline = open_timeline(open_page(scene.lead), footage)
    bench, page = timeline.bench, timeline.page
    bench.go(1400)
    for _ in range(4):
        bench.press("Equal")
    bench.go(100)
    bench.press("Space")
    page.wait_for_function("() => Number(document.querySelector('[role=timer]').dataset.frame) > 105")
    y = timeline.y("Recording")
    page.mouse.click(timeline.x(1200), y)
    elsewhere = window(page)
    assert elsewhere[0] > 400
    page.wait_for_function("() => Number(document.querySelector('[role=timer]').dataset.frame) > 130")
    assert window(page) == elsewhere
    bench.press("k")
    # Whoever goes somewhere sees where; the overview that was clicked has no use for the arrow.
    bench.press("ArrowRight")
    page.wait_for_function("() => Number(document.querySelector('[data-end=start]').ariaValueNow) < 200")
