"""A recording that is watched, with a line and a segment; and where things lie on the screen."""

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

LINE = {"text": "모르겠어요.", "translation": "I don't know.", "language": "ko"}


def open_watched(scene: Scene, open_page: OpenPage) -> Workbench:
    footage = scene.register(EASY["25"])
    scene.add("lines", footage, 100, 200, **LINE)
    scene.add("segments", footage, 300, 340, basis="both", codes=[], witnesses=[])
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.wait_for_frame(0)
    return bench


def place(page: Page, selector: str = "video.front") -> dict[str, float]:
    """Where an element lies, in px of the window."""
    box: dict[str, float] = page.evaluate(
        """(selector) => {
          const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
          return { left, top, width, height };
        }""",
        selector,
    )
    return box
