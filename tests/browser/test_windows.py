"""Full screen, and the picture in a window of its own."""

import contextlib
import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watching import LINE, open_watched, place
from tests.browser.workbench import Workbench
from tests.footage.media.clips import HEIGHT, WIDTH, read_number

pytestmark = pytest.mark.browser


@pytest.fixture
def bench(scene: Scene, open_page: OpenPage) -> Workbench:
    return open_watched(scene, open_page)


def test_in_full_screen_all_keys_work_and_what_they_open_is_there(bench: Workbench) -> None:
    page = bench.page
    bench.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    viewport = page.evaluate("({ width: innerWidth, height: innerHeight })")
    expect(page.locator(".viewer.full")).to_be_visible()
    viewer = place(page, ".viewer")
    assert viewer == {"left": 0, "top": 0, **viewport}
    bench.press("g")
    field = page.locator("#goto")
    expect(field).to_be_visible()
    assert field.evaluate(
        """(field) => {
          const { x, y, width, height } = field.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2) === field;
        }"""
    )
    field.fill("f77")
    field.press("Enter")
    bench.wait_for_frame(77)
    expect(page.locator(".transport .bigtc")).to_have_text("01:41:03:02")
    bench.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect(page.locator(".viewer.full")).to_have_count(0)


_OTHER = """(height) => {
  const canvas = document.querySelector("canvas");
  const timer = document.querySelector("[role=timer]");
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const paper = copy.getContext("2d", { willReadFrequently: true });
  paper.drawImage(canvas, 0, 0);
  const line = paper.getImageData(0, Math.floor((10 * canvas.height) / height), canvas.width, 1).data;
  return {
    row: [...line].filter((_, at) => at % 4 === 0),
    frame: Number(timer.dataset.frame),
    timecode: timer.textContent.trim(),
  };
}"""


def look_at_other(other: Page) -> tuple[int, dict[str, Any]]:
    """The number in the picture of the second window, and what stands below it."""
    seen = other.evaluate(_OTHER, HEIGHT)
    return read_number(np.broadcast_to(np.array(seen["row"], dtype=np.uint8), (HEIGHT, WIDTH))), seen


def wait_for_other(other: Page, frame: int) -> None:
    other.wait_for_function(
        "(frame) => document.querySelector('[role=timer]')?.dataset.frame === String(frame)", arg=frame
    )
    give_up = time.monotonic() + 5
    while True:
        number, seen = look_at_other(other)
        if number == frame or time.monotonic() > give_up:
            break
    assert (number, seen["frame"], seen["timecode"]) == (frame, frame, EASY["25"].clock.timecode(frame))


def test_a_second_window_shows_the_same_frame_and_takes_the_same_keys(bench: Workbench) -> None:
    page = bench.page
    bench.go(150)
    with page.expect_popup() as opened:
        bench.press("v")
    other = opened.value
    wait_for_other(other, 150)
    assert other.url == "about:blank"
    expect(other.locator(".caption")).to_have_text(LINE["translation"])
    bench.go(700)
    wait_for_other(other, 700)

    for key, frame in [("ArrowRight", 701), ("ArrowRight", 702), ("ArrowLeft", 701), ("Shift+ArrowRight", 726)]:
        other.keyboard.press(key)
        bench.wait_for_frame(frame)
        wait_for_other(other, frame)
    other.keyboard.press("Space")
    other.wait_for_function("() => Number(document.querySelector('[role=timer]').dataset.frame) > 740")
    for _ in range(10):
        number, seen = look_at_other(other)
        assert abs(number - seen["frame"]) <= 1
    other.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(
        "() => { const { frame, wanted } = document.querySelector('[role=timer]').dataset; return frame === wanted; }"
    )
    wait_for_other(other, bench.look().frame)

    other.keyboard.press("g")
    expect(page.locator("#goto")).to_be_focused()
    page.locator("#goto").press("Escape")
    bench.press("Alt+=")
    assert other.evaluate("getComputedStyle(document.querySelector('.glass')).transform") != "none"
    other.keyboard.press("f")
    other.wait_for_function("() => document.fullscreenElement !== null")
    assert page.evaluate("document.fullscreenElement === null")
    other.keyboard.press("f")
    # It is closed before the key is let go, now and then before the browser has answered that it was pressed.
    with other.expect_event("close"), contextlib.suppress(Error):
        other.keyboard.down("v")
    page.keyboard.up("v")
    with page.expect_popup() as again:
        bench.press("v")
    # A person may also just close it, and open it anew.
    again.value.close()
    pressed = page.get_by_role("button", name="Picture in a window of its own", include_hidden=True)
    expect(pressed).to_have_attribute("aria-pressed", "false")
    with page.expect_popup() as third:
        bench.press("v")
    with third.value.expect_event("close"):
        page.goto("/")
