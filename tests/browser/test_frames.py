"""Going to a frame shows exactly that frame: read off the picture, on the original and on the proxy."""

import random

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import HARD, Recording
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.faults.product import Product
from tests.footage.media.clips import HEIGHT, WIDTH, decode_jpeg, read_number

pytestmark = pytest.mark.browser

SEEKS = 60
_A_MOMENT_MS = 200
_FRONT = "() => [...document.querySelectorAll('video')].findIndex((video) => video.matches('.front'))"


@pytest.mark.parametrize("rate", HARD)
def test_every_frame_is_exact_before_and_after_the_proxy(
    rate: str, product: Product, scene: Scene, open_page: OpenPage
) -> None:
    recording = HARD[rate]
    dice = random.Random(f"frames at {rate}")
    with product.nobody_works_on("heavy"):
        footage = scene.register(recording)
        bench = Workbench.open(open_page(scene.lead), footage)
        go_around(bench, recording, dice, "original")
        step_around(bench, recording, "original")
        resting = dice.randrange(recording.clip.frames)
        bench.go(resting)

    expect(bench.page.locator("video[data-kind=proxy]")).to_be_attached()
    bench.wait_for_frame(resting)
    assert_shown(bench, recording, resting, "proxy")
    go_around(bench, recording, dice, "proxy")
    step_around(bench, recording, "proxy")
    step_at_leisure(bench, recording, "proxy")
    assert_api_agrees(scene, recording, footage["id"], dice)


def go_around(bench: Workbench, recording: Recording, dice: random.Random, source: str, seeks: int = SEEKS) -> None:
    """The ends, and random frames, by G: as a timecode, and every third time as a frame."""
    last = recording.clip.frames - 1
    for turn, frame in enumerate([0, last, *dice.sample(range(1, last), seeks)]):
        bench.go(frame, None if turn % 3 == 0 else recording.clock.timecode(frame))
        assert_shown(bench, recording, frame, source)


def step_around(bench: Workbench, recording: Recording, source: str) -> None:
    """Over a border between two groups of pictures frame by frame, there and back; then many keys at once."""
    bench.go(247)
    for frame in [248, 249, 250, 251, 252]:
        bench.press("ArrowRight")
        bench.wait_for_frame(frame)
        assert_shown(bench, recording, frame, source)
    for frame in [251, 250, 249, 248, 247]:
        bench.press("ArrowLeft")
        bench.wait_for_frame(frame)
        assert_shown(bench, recording, frame, source)
    second = recording.clock.rate.nominal
    bench.press("Shift+ArrowRight", *["ArrowRight"] * 10, "Shift+ArrowRight", "ArrowLeft")
    bench.wait_for_frame(247 + 2 * second + 9)
    assert_shown(bench, recording, 247 + 2 * second + 9, source)


def step_at_leisure(bench: Workbench, recording: Recording, source: str) -> None:
    """With a moment between the keys, as a person steps: the frame is there before its key, in the other element."""
    bench.go(247)
    brought = 0
    for key, frames in (("ArrowRight", range(248, 262)), ("ArrowLeft", range(260, 246, -1))):
        for frame in frames:
            bench.page.wait_for_timeout(_A_MOMENT_MS)
            front = bench.page.evaluate(_FRONT)
            bench.press(key)
            bench.wait_for_frame(frame)
            assert_shown(bench, recording, frame, source)
            brought += bench.page.evaluate(_FRONT) != front
    assert brought > 0


def assert_shown(bench: Workbench, recording: Recording, frame: int, source: str) -> None:
    sight = bench.look()
    assert (sight.number, sight.frame, sight.timecode) == (frame, frame, recording.clock.timecode(frame))
    assert sight.source == source


def assert_api_agrees(scene: Scene, recording: Recording, footage: str, dice: random.Random) -> None:
    """The clock that the API answers is the recording's, and its stills are the very frames."""
    clock = scene.lead.get(f"footage/{footage}/")["clock"]
    assert clock == {
        "rate": str(recording.clock.rate),
        "frames": recording.clip.frames,
        "start_timecode": recording.clip.start_timecode,
        "drop_frame": recording.clock.drop_frame,
    }
    for frame in [0, dice.randrange(recording.clip.frames), recording.clip.frames - 1]:
        still = scene.lead.bytes(f"footage/{footage}/frame/{frame}.jpg")
        assert read_number(decode_jpeg(still, WIDTH, HEIGHT)) == frame
