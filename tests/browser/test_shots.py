"""The contact sheet and the edges that shots make: the frame that comes is the first of the shot."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import Recording
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.footage.media.clips import CELL, HEIGHT, WIDTH, Clip, Picture, encode, numbered

pytestmark = pytest.mark.browser

CUTS = (103, 171, 290)
SHOTS = Recording("shots.mp4", Clip(400, gop=12, b_frames=0))


def pictures() -> Iterator[Picture]:
    """Numbered, with another scene under the number after each cut."""
    random = np.random.default_rng(5)
    scenes = [np.kron(random.integers(20, 235, size=(8, 16)), np.ones((20, 20))) for _ in range(len(CUTS) + 1)]
    for frame in range(SHOTS.clip.frames):
        picture = numbered(frame)
        picture[CELL:] = scenes[sum(frame >= cut for cut in CUTS)][: HEIGHT - CELL, :WIDTH]
        yield picture


def test_stills_and_edges_lead_to_the_first_frame_of_a_shot(drive: Path, scene: Scene, open_page: OpenPage) -> None:
    encode(drive / SHOTS.file, SHOTS.clip, pictures(), "gray")
    bench = Workbench.open(open_page(scene.lead), scene.register(SHOTS))
    page = bench.page
    page.get_by_role("tab", name="Shots").click()
    stills = page.locator("[data-still]")
    expect(stills).to_have_count(len(CUTS) + 1)

    page.locator(f"[data-still='{CUTS[1]}']").click()
    bench.wait_for_frame(CUTS[1])
    assert bench.look().number == CUTS[1]
    expect(page.locator("[data-still][aria-current=true]")).to_have_attribute("data-still", str(CUTS[1]))

    bench.go(0)
    for cut in CUTS:
        bench.press("ArrowDown")
        bench.wait_for_frame(cut)
        assert bench.look().number == cut
    bench.press("ArrowUp")
    bench.wait_for_frame(CUTS[1])

    stills.nth(2).focus()
    bench.press("ArrowRight", "Enter")
    bench.wait_for_frame(CUTS[2])
