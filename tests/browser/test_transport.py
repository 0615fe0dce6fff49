"""The bar under the picture, at every width that the workbench is made for: nothing of it is cut off, or lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.catalogue import LANGUAGES, messages
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

SIZES = [(width, height) for width in (1180, 1280, 1310, 1440) for height in (720, 900, 1024)]
_CUT_OFF = """() => {
  const bar = document.querySelector("[role=toolbar]");
  const { left, right } = bar.getBoundingClientRect();
  return [...bar.querySelectorAll("button, .io")]
    .filter((one) => one.checkVisibility())
    .filter((one) => one.closest("[popover]") === null)
    .map((one) => ({ name: one.title || one.textContent, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.left < left || box.right > right + 0.5)
    .map(({ name }) => name);
}"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_of_the_transport_is_cut_off_or_lost(scene: Scene, open_page: OpenPage, language: str) -> None:
    footage = scene.register(EASY["29.97 drop-frame"])
    scene.add("segments", footage, 100, 400)
    bench = Workbench.open(open_page(scene.lead, locale=LANGUAGES[language]), footage)
    page, words = bench.page, messages(language)
    bench.select(100, 400)
    bar = page.get_by_role("toolbar")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(_CUT_OFF) == [], f"at {width} by {height}"
        for key in ("workbench.command.toEnd", "player.command.full", "workbench.command.loop"):
            button = bar.get_by_role("button", name=words[key], exact=True)
            if button.count() == 0:
                bar.get_by_role("button", name=words["workbench.transport.more"]).click()
                expect(page.get_by_role("menuitem", name=words[key])).to_be_visible()
                page.keyboard.press("Escape")
