"""What Chromium shows at a frame is the picture that was generated for it, for every kind of source."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.browser.client import wait_for_footage
from tests.browser.conftest import OpenPage
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.footage.media.clips import HEIGHT, WIDTH, decode_jpeg, read_number
from tests.footage.media.truth import Kind, has_room_over_4_gib
from tests.footage.media.truth_table import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

SEEN = {name: kind for name, kind in KINDS.items() if kind.line == 0}
"""The workbench reads a number where a field is interpolated that comes second."""
PATIENCE = 900.0
"""Seconds until everything is made: one of more than 4 GiB is hashed, too."""
ALWAYS = (
    "varying rate, long pauses",
    "interlaced, top field first",
    "size changes half-way",
    "open GOP, HEVC in a broadcast",
)


def check(kind: Kind, count: int, drive: Path, scene: Scene, open_page: OpenPage) -> None:
    """While its proxy is being made, and after: first from the parts or the original, then from the proxy."""
    folder = drive / kind.name
    folder.mkdir()
    kind.make(folder / kind.file)
    footage = scene.register_file(f"{kind.name}/{kind.file}")
    wait_for_footage(scene.lead, footage["id"], "playable")
    bench = Workbench.open(open_page(scene.lead), footage)
    dice = random.Random(kind.name)
    frames = [0, len(kind.numbers) - 1, *dice.sample(range(1, len(kind.numbers) - 1), count - 2)]
    for frame in frames[: count // 2]:
        assert_shown(bench, kind, frame)
    wait_for_footage(scene.lead, footage["id"], "ready", patience=PATIENCE)
    for frame in frames[count // 2 :]:
        assert_shown(bench, kind, frame)
    assert_told(scene, kind, footage["id"], frames[:3])


def assert_shown(bench: Workbench, kind: Kind, frame: int) -> None:
    bench.go(frame)
    sight = bench.look()
    assert (sight.frame, sight.number) == (frame, kind.numbers[frame]), f"{kind.name}, from {sight.source}"


def assert_told(scene: Scene, kind: Kind, footage: str, frames: list[int]) -> None:
    """The API's clock and stills are the same."""
    clock: dict[str, Any] = scene.lead.get(f"footage/{footage}/")["clock"]
    assert (clock["frames"], clock["start_timecode"]) == (len(kind.numbers), kind.start or "00:00:00:00")
    for frame in frames:
        still = scene.lead.bytes(f"footage/{footage}/frame/{frame}.jpg")
        assert read_number(decode_jpeg(still, WIDTH, HEIGHT)) == kind.numbers[frame]


@pytest.mark.parametrize("name", ALWAYS)
def test_some_kinds(name: str, drive: Path, scene: Scene, open_page: OpenPage) -> None:
    check(SEEN[name], 6, drive, scene, open_page)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(SEEN) - set(ALWAYS)))
def test_sixty_positions_of_every_kind(name: str, drive: Path, scene: Scene, open_page: OpenPage) -> None:
    if name == "more than 4 GiB" and not has_room_over_4_gib(drive):
        pytest.skip("SKIPPED LOUDLY: less than 10 GB are free, so no file of more than 4 GiB was looked at")
    check(SEEN[name], 60, drive, scene, open_page)
