"""A lead saves a clip and a still from the workbench: what is downloaded begins with exactly that frame."""

from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.axe import complaints
from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.footage.media.clips import HEIGHT, WIDTH, decode_grey, decode_jpeg, read_number

pytestmark = pytest.mark.browser

START, END = 30, 42


def do(page: Page, words: str) -> None:
    """Find something in the palette and do it."""
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(words)
    page.keyboard.press("Enter")


def downloaded(page: Page, kind: str) -> Download:
    link = page.get_by_role("link", name=f"Download {kind}_")
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as download:
        link.click()
    return download.value


def test_a_clip_and_a_still_are_saved_and_downloaded(scene: Scene, open_page: OpenPage, tmp_path: Path) -> None:
    footage = scene.register(EASY["29.97"])
    scene.add("segments", footage, START, END, basis="both")
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)

    page.locator("[role=gridcell][data-clip]").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save clip…").click()
    clip = downloaded(page, "clip")
    assert clip.suggested_filename == f"clip_{footage['id'][:8]}_{START}-{END}.mp4"
    clip.save_as(tmp_path / "clip.mp4")
    numbers = [read_number(picture) for picture in decode_grey(tmp_path / "clip.mp4", WIDTH, HEIGHT)]
    assert numbers == list(range(START, END))

    page.get_by_role("button", name="Close").click()
    bench.go(77)
    do(page, "Save still")
    still = downloaded(page, "still")
    assert still.suggested_filename == f"still_{footage['id'][:8]}_77.jpg"
    still.save_as(tmp_path / "still.jpg")
    assert read_number(decode_jpeg((tmp_path / "still.jpg").read_bytes(), WIDTH, HEIGHT)) == 77
    found = complaints(page)
    assert not found, "\n".join(found)

    for left in (1, 0):
        page.get_by_role("button", name="Remove").first.click()
        page.get_by_role("button", name="Remove for good?").click()
        expect(page.locator("[data-excerpt]")).to_have_count(left)
    expect(page.get_by_text("Nothing of this recording has been saved yet.")).to_be_visible()


def test_nobody_but_a_lead_is_offered_it(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    scene.add("segments", footage, START, END, basis="both")
    coder = scene.invite("karl", "coder")
    page = open_page(coder)
    Workbench.open(page, footage)
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Save clip…")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("Save")
    expect(page.get_by_role("option", name="Save clip…")).to_have_count(0)
    coder.close()
