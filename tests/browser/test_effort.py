"""How many keys the common things take, counted in the page while they are really done. Typing text is not counted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

_COUNT = """() => {
  window.keysPressed = 0;
  const modifiers = ["Shift", "Control", "Alt", "Meta"];
  addEventListener("keydown", (event) => { if (!modifiers.includes(event.key)) window.keysPressed += 1; }, true);
  addEventListener("pointerdown", () => { window.keysPressed += 1; }, true);
}"""


@contextmanager
def takes(presses: int, page: Page) -> Iterator[None]:
    """What happens inside must take exactly this many presses of keys and buttons."""
    before = page.evaluate("window.keysPressed")
    yield
    assert page.evaluate("window.keysPressed") - before == presses


@pytest.fixture
def bench(scene: Scene, open_page: OpenPage) -> Workbench:
    footage = scene.register(EASY["25"])
    for number in range(2):
        start = 400 + 100 * number
        scene.add("lines", footage, start, start + 50, language="ru", text="Мы ждали.", translation="We weighted.")
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.page.evaluate(_COUNT)
    return bench


def watch_on(bench: Workbench) -> None:
    """Let it play until another frame is shown."""
    bench.page.wait_for_function(
        "(frame) => document.querySelector('[role=timer]').dataset.frame > frame + 5",
        arg=bench.look().frame,
        timeout=PATIENCE_MS,
    )


def test_a_segment_with_two_codes_and_a_witness_takes_five_keys_and_then_four(bench: Workbench, scene: Scene) -> None:
    bench.press("Space")
    watch_on(bench)
    with takes(5, bench.page):
        bench.press("i")
        watch_on(bench)
        bench.press("o", "1", "2", "Shift+A")
    with takes(4, bench.page):
        bench.press("i")
        watch_on(bench)
        bench.press("o", "3", "4")
    bench.press("Space")
    bench.wait_until_saved()

    segments = scene.lead.list(f"projects/{scene.project}/segments/")
    assert [(one["code_names"], one["pseudonyms"]) for one in segments] == [
        (["asked", "ordered"], ["A"]),
        (["hunger", "cooking"], ["A"]),
    ]
    assert all(one["start"]["frame"] < one["end"]["frame"] for one in segments)


def test_correcting_a_line_takes_two_keys(bench: Workbench) -> None:
    bench.go(410)
    for words in ["We waited.", "We waited there."]:
        editor = bench.page.get_by_label("Translation", exact=True)
        with takes(2, bench.page) if words == "We waited." else takes(1, bench.page):
            if words == "We waited.":
                bench.press("e")
            expect(editor).to_be_focused()
            editor.fill(words)
            bench.press("Control+Enter")
    expect(bench.page.locator(".lines .e .badge")).to_have_count(2)
    bench.wait_until_saved()


def test_flagging_noise_takes_two_keys(bench: Workbench, scene: Scene) -> None:
    bench.press("Space")
    watch_on(bench)
    with takes(2, bench.page):
        bench.press("n")
        watch_on(bench)
        bench.press("n")
    bench.press("Space")
    bench.wait_until_saved()
    footage = scene.lead.list(f"projects/{scene.project}/footage/")[0]
    assert len(scene.lead.list(f"footage/{footage['id']}/noise/")) == 1
