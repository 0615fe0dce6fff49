"""Coding while it plays: a key marks the frame presented, less the hand's lag; and what noise stands in the way of."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

RATE = 25
# The frame by the video's own account at every key, before the workbench sees the key.
_RECORD = f"""() => {{
  window.pressed = [];
  let mediaTime = 0;
  const video = document.querySelector("video.front");
  const watch = (_, {{ mediaTime: at }}) => {{
    mediaTime = at;
    video.requestVideoFrameCallback(watch);
  }};
  video.requestVideoFrameCallback(watch);
  addEventListener("keydown", () => window.pressed.push(Math.round(mediaTime * {RATE})), true);
}}"""


def press_at(bench: Workbench, key: str, frame: int) -> int:
    """Press a key as soon as `frame` is shown; the frame that the video was at then."""
    bench.page.wait_for_function(
        "(frame) => Number(document.querySelector('[role=timer]').dataset.frame) >= frame",
        arg=frame,
        timeout=PATIENCE_MS,
    )
    bench.press(key)
    at: int = bench.page.evaluate("window.pressed.at(-1)")
    return at


def spans(scene: Scene, footage: dict[str, Any]) -> list[tuple[list[str], int, int]]:
    return [(one["code_names"], one["start"]["frame"], one["end"]["frame"]) for one in scene.segments(footage)]


@pytest.mark.parametrize(("lag", "frames"), [(0, 0), (200, 5)])
def test_codes_open_and_close_at_the_frame_presented_less_the_lag(
    scene: Scene, open_page: OpenPage, lag: int, frames: int
) -> None:
    footage = scene.register(EASY["25"])
    coder = scene.invite(f"live{lag}", "coder")
    bench = Workbench.open(open_page(coder), footage)
    if lag:
        bench.page.goto(f"/projects/{scene.project}/settings")
        bench.page.get_by_role("button", name="Keys and reaction").click()
        with bench.page.expect_response("**/session/preferences/"):
            bench.page.get_by_label("Milliseconds, 0 to 1000").fill(str(lag))
            bench.page.keyboard.press("Tab")
        bench = Workbench.open(bench.page, footage)
        expect(bench.page.locator(f"[data-lag='{lag}']")).to_have_text(f"lag {lag} ms")
    bench.go(100)
    bench.page.evaluate(_RECORD)

    bench.press("Alt+l", "Space")
    first_from = press_at(bench, "1", 115)
    second_from = press_at(bench, "2", 130)
    expect(bench.page.locator("[data-growing]")).to_have_count(2)
    expect(bench.page.locator("[data-growing-clip]")).to_have_count(2)
    first_to = press_at(bench, "1", 150)
    second_to = press_at(bench, "2", 165)
    bench.press("Space")
    bench.wait_until_saved()

    assert spans(scene, footage) == [
        (["asked"], first_from - frames, first_to - frames),
        (["ordered"], second_from - frames, second_to - frames),
    ]
    bench.press("Control+z")
    bench.wait_until_saved()
    assert [codes for codes, _, _ in spans(scene, footage)] == [["asked"]]


def test_escape_drops_the_one_opened_last(scene: Scene, open_page: OpenPage) -> None:
    bench = Workbench.open(open_page(scene.lead), scene.register(EASY["25"]))
    bench.go(100)
    bench.page.evaluate(_RECORD)
    bench.press("Alt+l", "Space")
    press_at(bench, "1", 110)
    press_at(bench, "2", 120)
    bench.press("Escape")
    expect(bench.page.locator("[data-growing]")).to_have_count(1)
    bench.press("Escape", "Space")
    expect(bench.page.locator("[data-growing]")).to_have_count(0)
    expect(bench.segments).to_have_count(0)


def test_noise_in_the_way_is_said_before_anything_is_sent(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    scene.add("noise", footage, 120, 140)
    bench = Workbench.open(open_page(scene.lead), footage)
    refused = []
    bench.page.on("response", lambda answer: refused.append(answer.url) if answer.status == 422 else None)

    bench.go(100)
    bench.press("i")
    bench.go(160)
    expect(bench.page.locator("[data-crossed]")).to_contain_text("nothing can be coded by sound")
    bench.press("o")
    bench.page.locator("[data-held='100-160']").get_by_role("button", name="Keep the pieces outside").click()
    expect(bench.page.locator("[data-held]")).to_have_count(0)
    bench.go(110)
    bench.press("i")
    bench.go(150)
    bench.press("o", "b")
    bench.wait_until_saved()

    made = sorted((one["start"]["frame"], one["end"]["frame"], one["basis"]) for one in scene.segments(footage))
    assert made == [(100, 120, "both"), (110, 150, "picture"), (140, 160, "both")]
    assert refused == []
