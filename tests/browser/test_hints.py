"""What somebody is told who opens a workbench for the first time: calmly, once, and never over the picture."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


def box(place: Locator) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    found = place.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def test_hints_stand_beside_the_picture_and_come_once(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    yuna = scene.invite("yuna", "coder")
    small = {"width": 1280, "height": 720}
    bench = Workbench.open(open_page(yuna, hints=True, viewport=small), footage)
    page = bench.page
    left, top, right, bottom = box(page.locator("video.front"))
    for name in ["marks", "codes", "save", "keys"]:
        hint = page.locator(f"[data-hint-shown={name}]")
        x0, y0, x1, y1 = box(hint)
        assert x0 >= right or x1 <= left or y0 >= bottom or y1 <= top, f"{name} covers the picture"
        assert 0 <= x0 < x1 <= small["width"], name
        assert 0 <= y0 < y1 <= small["height"], name
        with page.expect_response("**/session/preferences/"):
            hint.get_by_role("button", name="Got it").press("Enter")
    expect(page.locator("[data-hint-shown]")).to_have_count(0)

    page.reload()
    bench.wait_until_open()
    expect(page.locator("[data-hint-shown]")).to_have_count(0)


def test_a_hint_goes_when_the_thing_is_done(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    bench = Workbench.open(open_page(scene.invite("zoya", "coder"), hints=True), footage)
    expect(bench.page.locator("[data-hint-shown=marks]")).to_be_visible()
    bench.go(10)
    bench.press("i")
    expect(bench.page.locator("[data-hint-shown=codes]")).to_be_visible()
    bench.go(20)
    bench.press("o", "1")
    expect(bench.page.locator("[data-hint-shown=save]")).to_be_visible()
    bench.wait_until_saved()
