"""The timeline of an open workbench, as the mouse reaches it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

RECORDING = EASY["29.97 drop-frame"]
FRAMES = RECORDING.clip.frames


class Timeline:
    """The whole recording on the timeline of an open workbench."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.page = bench.page
        bench.press("0")

    def x(self, frame: int) -> float:
        """Where the border before the frame is drawn."""
        canvas = self.page.locator("canvas.clips").bounding_box()
        assert canvas is not None
        return canvas["x"] + canvas["width"] * frame / FRAMES

    def y(self, lane: str) -> float:
        """The middle of a strip or a lane, by its name."""
        head = self.page.locator(".tl .hd", has_text=lane).bounding_box()
        assert head is not None
        return head["y"] + head["height"] / 2

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> list[int]:
        """Press, drag and hold; the frames whose timecodes are shown meanwhile."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=8)
        tags = self.page.locator(".trim-tag")
        expect(self.page.locator(".trim-tag, .band").first).to_be_attached()
        return [RECORDING.clock.frame_of_timecode(text) for text in tags.all_inner_texts()]

    def drop(self) -> None:
        self.page.mouse.up()
        self.bench.wait_until_saved()

    def band(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.drag(start, end)
        self.drop()


def open_timeline(page: Page, footage: dict[str, Any]) -> Timeline:
    return Timeline(Workbench.open(page, footage))


def spans(scene: Scene, footage: dict[str, Any]) -> list[tuple[int, int, list[str]]]:
    return sorted(
        (one["start"]["frame"], one["end"]["frame"], sorted(one["code_names"])) for one in scene.segments(footage)
    )


def window(page: Page) -> tuple[int, int]:
    """The first and the last frame that the window on the recording shows."""
    ends = [page.get_by_role("slider", name=name) for name in ("Start of the window", "End of the window")]
    first, last = (int(end.get_attribute("aria-valuenow") or 0) for end in ends)
    return first, last
