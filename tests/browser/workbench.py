"""The workbench as a coder uses it: keys, and what is on the screen."""

import re
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.footage.media.clips import HEIGHT, WIDTH, read_number

# The row through the middle of the cells that carry the frame's number, from the picture itself; the
# canvas with the still of a part that is not made must not cover it.
_LOOK = f"""() => {{
  const video = document.querySelector("video.front");
  const canvas = document.createElement("canvas");
  canvas.width = {WIDTH};
  canvas.height = {HEIGHT};
  const paper = canvas.getContext("2d", {{ willReadFrequently: true }});
  paper.drawImage(video, 0, 0, {WIDTH}, {HEIGHT});
  const timer = document.querySelector("[role=timer]");
  return {{
    row: [...paper.getImageData(0, 10, {WIDTH}, 1).data].filter((_, at) => at % 4 === 0),
    frame: Number(timer.dataset.frame),
    timecode: timer.textContent.trim(),
    source: video.dataset.kind,
    covered: document.querySelector("canvas.hold.on") !== null,
  }};
}}"""
_ARRIVED = """(frame) => {
  const timer = document.querySelector("[role=timer]");
  return timer?.dataset.frame === String(frame) && timer.dataset.wanted === String(frame)
    && document.querySelector("video[data-source=ready]") !== null
    && document.querySelector("canvas.hold.on") === null;
}"""


@dataclass(frozen=True)
class Sight:
    """What the screen shows: the number in the picture, and what the clock says about it."""

    number: int
    frame: int
    timecode: str
    source: str
    """`original`, `proxy` or `chunks`."""


class Workbench:
    """One open recording."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def open(cls, page: Page, footage: dict[str, Any]) -> Self:
        """Open the recording and wait until its picture is there."""
        page.goto(f"/projects/{footage['project']}/footage/{footage['id']}")
        bench = cls(page)
        bench.wait_until_open()
        return bench

    def wait_until_open(self) -> None:
        expect(self.page.locator("video[data-source=ready]")).to_be_attached()
        self.wait_until_saved()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, frame: int, text: str | None = None) -> None:
        """Go to a frame by the G field, written as `text` or else as `f` and its number, until it is shown."""
        self.press("g")
        field = self.page.locator("#goto")
        field.fill(text or f"f{frame}")
        field.press("Enter")
        self.wait_for_frame(frame)

    def wait_for_frame(self, frame: int) -> None:
        self.page.wait_for_function(_ARRIVED, arg=frame, timeout=PATIENCE_MS)

    def look(self) -> Sight:
        seen = self.page.evaluate(_LOOK)
        assert not seen["covered"], "the picture is covered by a still"
        picture = np.broadcast_to(np.array(seen["row"], dtype=np.uint8), (HEIGHT, WIDTH))
        return Sight(read_number(picture), seen["frame"], seen["timecode"], seen["source"])

    def wait_until_saved(self) -> None:
        expect(self.page.locator("[data-save=saved]")).to_be_attached()

    def notice(self, words: str) -> None:
        """The sentence about the last key that could not be done must hold these words."""
        expect(self.page.locator("main p[role=status].sr")).to_contain_text(words)

    @property
    def segments(self) -> Locator:
        """The clips in the lanes, as keyboard and screen reader reach them."""
        return self.page.locator("[role=grid] [data-clip]")

    def clip(self, start: int, end: int) -> Locator:
        return self.page.locator(f"[data-clip][data-start='{start}'][data-end='{end}']")

    def select(self, start: int, end: int) -> None:
        """Select a segment, as the keyboard does it."""
        self.clip(start, end).first.focus()
        self.press("Enter")
        self.wait_for_frame(start)

    @property
    def memo(self) -> Locator:
        return self.inspector.get_by_label("Memo")

    @property
    def inspector(self) -> Locator:
        return self.page.locator("[data-pane=inspector]")

    def pinned(self, name: str) -> Locator:
        """The button of a pinned code."""
        return self.inspector.locator(".pad button", has_text=re.compile(f"{re.escape(name)}$"))
