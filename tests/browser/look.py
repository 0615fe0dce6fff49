"""Pictures of every screen with the demo in it, in every language and both themes: `docs/screens`, to be looked at.

    python -m tests.browser.look
    python -m tests.browser.look --out /tmp/looks --languages ru --screens workbench workbench-keys

A product of its own makes the demo, as `./run demo` does; the pictures are taken when all its derivatives are there.
"""

import argparse
import base64
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.catalogue import LANGUAGES
from tests.browser.chromium import chromium, sign_in
from tests.browser.client import ApiClient, wait_for_footage
from tests.browser.screens import HINTS, SCREENS, SIGN_IN, Place, Screen
from tests.faults.product import ROOT, Product

THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
LEAD, CODER = "orlova", "jeong"
RECORDING = "Blagoveshchensk video 2"
SELECTED = (127_235, 128_556)
"""The range of note 66 as the lead coded it: two codes, a witness, a memo, a line in Korean, others' work beside it."""
CONTESTED = (126_450, 127_045)
"""The range of note 65 as the coder marked it."""
SIZES: dict[str, tuple[str, ...]] = {
    "1440x900": (
        *("sign-in", "projects", "library", "workbench", "workbench-keys", "workbench-find", "workbench-conflict"),
        *("codebook", "witnesses", "review", "review-keys", "progress", "settings"),
    ),
    "1280x720": ("workbench",),
}
"""What is taken in which size, unless asked otherwise."""
_QUALITY = 72
"""Of WebP, in hundredths: letters stay sharp, and a picture of a screen has about 40 kB."""
_REPAINT_MS = 2000
"""Longer than the canvases take to be painted anew after the theme has changed; the overview lags behind."""
_MAKING_S = 3600.0
"""More than shot changes and thumbnails of an hour and a half take on a slow machine."""
_ZOOMED_OUT = 2
"""Presses after zooming to the selected segment: three minutes are in the window then, with noise."""


@dataclass(frozen=True)
class DemoStudio:
    """The demo in a running product, and two people who work in it."""

    lead: ApiClient
    coder: ApiClient
    place: Place

    @classmethod
    def of(cls, address: str, lead_password: str, coder_password: str) -> "DemoStudio":
        """Sign both in, and wait until everything of the demo's recordings is made."""
        lead = ApiClient.signed_in(address, LEAD, lead_password)
        coder = ApiClient.signed_in(address, CODER, coder_password)
        lead.patch("session/preferences/", {"seen": dict.fromkeys(HINTS, True)})
        (project,) = lead.list("projects/")
        recordings = lead.list(f"projects/{project['id']}/footage/")
        for one in recordings:
            wait_for_footage(lead, one["id"], "ready", patience=_MAKING_S)
        footage = next(one["id"] for one in recordings if one["title"] == RECORDING)
        return cls(lead, coder, Place(project["id"], footage))

    def screens(self) -> tuple[Screen, ...]:
        """Every screen; the workbench with a segment chosen and its surroundings in the window."""
        bench = next(screen for screen in SCREENS if screen.name == "workbench")
        conflict = Screen("workbench-conflict", bench.path, bench.ready, self._make_conflict)
        others = [screen for screen in SCREENS if screen.name != bench.name]
        chosen = [
            Screen(one.name, one.path, one.ready, partial(_then, one)) if one.path == bench.path else one
            for one in others
        ]
        return (SIGN_IN, Screen(bench.name, bench.path, bench.ready, _choose), *chosen, conflict)

    def _make_conflict(self, page: Page) -> None:
        """The lead moves a segment of the coder's, who has changed it before the lead's change arrives."""
        start, end = CONTESTED
        segments = self.lead.list(f"footage/{self.place.footage}/segments/")
        found = next(one for one in segments if one["start"]["frame"] == start)
        path = f"segments/{found['id']}/"
        # The picture before this one has left it changed.
        as_it_was = self.coder.patch(path, {"end": {"frame": end}, "memo": ""}, version=found["version"])

        def come_second(route: Route) -> None:
            change = {"end": {"frame": end - 25}, "memo": "Ends before the question that follows."}
            self.coder.patch(path, change, version=as_it_was["version"])
            route.continue_()

        _choose(page, CONTESTED)
        page.route(f"**/{path}", come_second, times=1)
        page.keyboard.press("Shift+BracketRight")
        page.locator("[data-save=conflict]").click()
        expect(page.locator("dialog .versions")).to_be_visible()


def _then(screen: Screen, page: Page) -> None:
    _choose(page)
    screen.then(page)


def _choose(page: Page, span: tuple[int, int] = SELECTED) -> None:
    """Choose the segment with that span, and show what lies before and after it."""
    start, end = span
    page.keyboard.press("g")
    page.locator("#goto").fill(f"f{start}")
    page.keyboard.press("Enter")
    expect(page.locator(f"[role=timer][data-frame='{start}']")).to_be_attached()
    page.locator(f"[role=gridcell][data-start='{start}'][data-end='{end}']").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("z")
    for _ in range(_ZOOMED_OUT):
        page.keyboard.press("Minus")
    page.evaluate("document.activeElement.blur()")


def save(page: Page, path: Path) -> None:
    """Save what the page shows as WebP."""
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    path.write_bytes(base64.b64decode(shot["data"]))
    session.detach()


def take(page: Page, screen: Screen, place: Place, out: Path, name: str) -> None:
    """The screen in both themes, as `screen-name-theme.webp`."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    screen.open(page, place)
    # Stills and sheets of thumbnails come after the text.
    # Not "networkidle": of a long film a browser leaves a request open.
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    page.wait_for_timeout(_REPAINT_MS)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(_REPAINT_MS)
        save(page, out / f"{screen.name}-{name}-{theme}.webp")


def go_round(browser: Browser, studio: DemoStudio, given: argparse.Namespace) -> None:
    """Every screen that is wanted, in every language and size."""
    for language in given.languages:
        for size, usual in SIZES.items():
            wanted = given.screens or usual
            width, height = (int(side) for side in size.split("x"))
            context = browser.new_context(
                base_url=studio.lead.address,
                viewport={"width": width, "height": height},
                locale=LANGUAGES[language],
            )
            page = context.new_page()
            for screen in studio.screens():
                if screen.name in wanted:
                    take(page, screen, studio.place, given.out, f"{width}-{language}")
                sign_in(context, studio.lead)
            context.close()


@contextmanager
def studio() -> Iterator[DemoStudio]:
    """A product of its own with the demo in it."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data")
        try:
            product.start(command="demo")
            yield DemoStudio.of(product.address, product.password, product.password_of(CODER))
        finally:
            product.close()


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--languages", nargs="+", choices=list(LANGUAGES), default=list(LANGUAGES))
    every = [SIGN_IN.name, *(screen.name for screen in SCREENS), "workbench-conflict"]
    parser.add_argument("--screens", nargs="+", choices=every, help="these, in every size, and not the usual ones")
    return parser.parse_args(words)


def main() -> None:
    given = arguments()
    given.out.mkdir(parents=True, exist_ok=True)
    with studio() as ready, chromium() as browser:
        go_round(browser, ready, given)


if __name__ == "__main__":
    main()
