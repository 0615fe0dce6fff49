"""Four hours that no browser shows, opened and coded in the last minute while next to nothing of the proxy is made."""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.footage.media.clips import Clip, make_numbered, repeat

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1200)]

HOURS = 4
LOOP = 250
FRAMES = HOURS * 3600 * 25
NEEDED = 10 * 1024**3
FORM = Clip(LOOP, codec=("-c:v", "mpeg4", "-q:v", "9"), gop=25, b_frames=0)


@pytest.fixture
def tape(drive: Path) -> Iterator[Path]:
    """The recording, whose frame n carries the number n modulo `LOOP`."""
    if shutil.disk_usage(drive).free < NEEDED:
        pytest.skip(f"SKIPPED: less than 10 GB of free disk at {drive}, and this needs a recording of {HOURS} hours.")
    clip = make_numbered(drive / "ten seconds.avi", FORM)
    path = repeat(clip, drive / "hours.avi", FRAMES // LOOP)
    clip.unlink()
    yield path
    path.unlink()


def test_the_last_minute_of_four_hours(scene: Scene, open_page: OpenPage, tape: Path) -> None:
    began = time.monotonic()
    footage = scene.register_file(tape.name)
    page = open_page(scene.lead)
    page.goto(f"/projects/{footage['project']}/library")
    page.get_by_role("link", name=footage["title"]).click()
    bench = Workbench(page)
    bench.wait_until_open()
    start = FRAMES - 1000
    bench.go(start)
    assert shown(bench, start)
    bench.press("i")
    bench.go(start + 200)
    bench.press("o")
    expect(bench.clip(start, start + 201)).to_be_attached()
    bench.wait_until_saved()
    took = time.monotonic() - began
    dice = random.Random(HOURS)
    waits = []
    for frame in (dice.randrange(FRAMES) for _ in range(12)):
        asked = time.monotonic()
        bench.go(frame)
        waits.append(time.monotonic() - asked)
        assert shown(bench, frame)
    # Told (`pytest -s`) and not judged: how long it takes is the machine's affair.
    print(f"\ncoded {took:.1f} s after registering; jumps took {min(waits):.1f} to {max(waits):.1f} s")


def shown(bench: Workbench, frame: int) -> bool:
    sight = bench.look()
    return (sight.number, sight.frame) == (frame % LOOP, frame)
