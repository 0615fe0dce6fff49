"""What reaches the loudspeaker: measured behind everything that the product does to the sound."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.scene import Scene
from tests.browser.tones import HALF, LISTEN, LOUD, QUIET, TONES, Ear, hear, make_tones
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

PATIENCE = 15.0


@pytest.fixture(scope="module")
def choir(drive: Path) -> None:
    make_tones(drive / TONES.file)


@pytest.fixture
def bench(choir: None, scene: Scene, open_page: OpenPage) -> Workbench:
    footage = scene.register(TONES)
    page = open_page(scene.lead)
    page.add_init_script(LISTEN)
    bench = Workbench.open(page, footage)
    bench.wait_for_frame(0)
    return bench


def until(page: Page, right: Callable[[Ear, Ear], bool]) -> tuple[Ear, Ear]:
    """Listen until it sounds right, which takes as long as a change takes to be heard; what was heard at last."""
    give_up = time.monotonic() + PATIENCE
    while True:
        ears = hear(page)
        if right(*ears):
            return ears
        assert time.monotonic() < give_up, ears
        page.wait_for_timeout(100)


def near(value: float, wanted: float, tolerance: float = 0.08) -> bool:
    return abs(value - wanted) <= tolerance * wanted


def silent(value: float) -> bool:
    return value < QUIET / 20


def test_nothing_is_routed_until_somebody_wants_it(bench: Workbench) -> None:
    bench.press("Space")
    bench.page.wait_for_function("() => Number(document.querySelector('[role=timer]').dataset.frame) > 10")
    bench.press("Shift+ArrowDown", "q")
    assert bench.page.evaluate("window.ears === undefined")
    heard = bench.page.evaluate("[...document.querySelectorAll('video')].map(({ volume, muted }) => [volume, muted])")
    assert heard == [[0.9, True], [0.9, True]]


def test_one_channel_is_played_to_both_ears(bench: Workbench) -> None:
    page = bench.page
    shown = page.get_by_role("button", name="Sound and picture")

    def only_left(*ears: Ear) -> bool:
        return all(near(ear.left_tone, QUIET) and silent(ear.right_tone) for ear in ears)

    def only_right(*ears: Ear) -> bool:
        return all(near(ear.right_tone, QUIET) and silent(ear.left_tone) for ear in ears)

    def as_recorded(left: Ear, right: Ear) -> bool:
        apart = silent(left.right_tone) and silent(right.left_tone)
        return apart and near(left.left_tone, QUIET) and near(right.right_tone, QUIET)

    bench.press("r", "Space")
    until(page, only_left)
    expect(shown).to_contain_text("L")
    bench.press("r")
    until(page, only_right)
    bench.press("r")
    until(page, as_recorded)


def test_boost_raises_what_is_quiet_and_holds_back_what_is_loud(bench: Workbench) -> None:
    page = bench.page
    bench.press("Space")
    for decibels in (6, 12, 18):
        bench.press("h")
        wanted = QUIET * 10 ** (decibels / 20)
        until(page, lambda left, _, wanted=wanted: near(left.left_tone, wanted))  # type: ignore[misc]
        expect(page.get_by_role("button", name="Sound and picture")).to_contain_text(f"+{decibels}")
    bench.go(HALF + 50)
    bench.press("Space")
    until(page, lambda left, _: left.left_tone > LOUD * 0.7)
    loudest = 0.0
    for _ in range(10):
        page.wait_for_timeout(100)
        loudest = max(loudest, *(ear.peak for ear in hear(page)))
    assert loudest < 1, "it would be clipped"
    bench.press("h")
    until(page, lambda left, _: near(left.left_tone, LOUD))
    bench.go(0)
    bench.press("Space")
    until(page, lambda left, _: near(left.left_tone, QUIET))
    bench.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown")
    until(page, lambda left, _: near(left.left_tone, QUIET / 2))
    bench.press("q")
    until(page, lambda left, _: silent(left.left_tone))


def test_a_voice_keeps_its_pitch_at_any_speed(bench: Workbench) -> None:
    page = bench.page
    bench.press("r", "r", "r")
    for _ in range(2):
        bench.press("Shift+>")
    bench.press("Space")
    page.wait_for_function("() => document.querySelector('video.front').playbackRate === 1.5")
    until(page, lambda left, right: near(left.left_tone, QUIET, 0.35) and near(right.right_tone, QUIET, 0.35))


def test_the_boost_of_yesterday_is_heard_today(bench: Workbench) -> None:
    page = bench.page
    bench.press("h")
    page.reload()
    bench.wait_until_open()
    bench.wait_for_frame(0)
    bench.press("Space")
    page.wait_for_function("() => window.ears !== undefined")
    until(page, lambda left, _: near(left.left_tone, QUIET * 10**0.3))
