"""Pictures of every screen, in every language and both themes, to be looked at.

    python -m tests.browser.look --out /tmp/looks
    python -m tests.browser.look --out docs/screens --screens main
    python -m tests.browser.look --out /tmp/looks --url http://127.0.0.1:8000 --user admin --password …

Without --url a product of its own is started, with the recordings and the project of the browser tests. With it,
the first project (or the one named by --project) and its first recording that can be played are shown.
"""

import argparse
import base64
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.catalogue import LANGUAGES
from tests.browser.chromium import chromium, sign_in
from tests.browser.client import ADMIN, PASSWORD, ApiClient
from tests.browser.furnished import make_furnished
from tests.browser.recordings import fill_drive
from tests.browser.scene import DRIVE
from tests.browser.screens import SCREENS, SIGN_IN, Place, Screen
from tests.faults.product import Product

THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
MAIN = ("projects", "library", "workbench", "codebook", "witnesses", "review", "progress", "settings")
"""The screens without their dialogs and sections."""
_QUALITY = 72
"""Of WebP, in hundredths: letters stay sharp, and a picture of a screen has about 40 kB."""

_REPAINT_MS = 600
"""Longer than the canvases take to be painted anew after the theme has changed; the overview lags behind."""


def first_place(client: ApiClient, project: str | None) -> Place:
    """The project with that name, or the first one, and its first playable recording."""
    found = next(one for one in client.list("projects/") if project in {None, one["name"]})
    footage = next(one for one in client.list(f"projects/{found['id']}/footage/") if one["playable"])
    return Place(found["id"], footage["id"])


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
    page.wait_for_load_state("networkidle")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(_REPAINT_MS)
        save(page, out / f"{screen.name}-{name}-{theme}.webp")


def photograph(context: BrowserContext, client: ApiClient, place: Place, given: argparse.Namespace, name: str) -> None:
    """Every screen that is wanted, in one language and size."""
    page = context.new_page()
    if SIGN_IN.name in given.screens:
        take(page, SIGN_IN, place, given.out, name)
    sign_in(context, client)
    for screen in SCREENS:
        if screen.name in given.screens:
            take(page, screen, place, given.out, name)


def go_round(browser: Browser, client: ApiClient, place: Place, given: argparse.Namespace) -> None:
    for language in given.languages:
        for size in given.sizes:
            width, height = (int(side) for side in size.split("x"))
            context = browser.new_context(
                base_url=client.address, viewport={"width": width, "height": height}, locale=LANGUAGES[language]
            )
            photograph(context, client, place, given, f"{width}-{language}")
            context.close()


@contextmanager
def furnished_product() -> Iterator[tuple[ApiClient, Place]]:
    """A product with the project of the browser tests in it."""
    with tempfile.TemporaryDirectory() as folder:
        drive = Path(folder) / "drive"
        drive.mkdir()
        fill_drive(drive)
        product = Product(Path(folder) / "data")
        try:
            product.start("--volume", f"{DRIVE}={drive}")
            client = ApiClient.signed_in(product.address, ADMIN, product.password)
            yield client, make_furnished(client)
        finally:
            product.close()


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--languages", nargs="+", choices=list(LANGUAGES), default=list(LANGUAGES))
    parser.add_argument("--sizes", nargs="+", default=["1440x900"])
    every = [SIGN_IN.name, *(screen.name for screen in SCREENS)]
    parser.add_argument("--screens", nargs="+", choices=["all", "main", *every], default=["all"])
    parser.add_argument("--url", help="of a product that runs, its demo for instance")
    parser.add_argument("--user", default=ADMIN)
    parser.add_argument("--password", help="if it has to be replaced, it becomes that of the tests")
    parser.add_argument("--project", help="its name")
    given = parser.parse_args(words)
    groups = {"all": every, "main": MAIN}
    given.screens = {name for word in given.screens for name in groups.get(word, [word])}
    return given


def main() -> None:
    given = arguments()
    given.out.mkdir(parents=True, exist_ok=True)
    if not given.url:
        with furnished_product() as (client, place), chromium() as browser:
            go_round(browser, client, place, given)
        return
    client = ApiClient.signed_in(given.url.rstrip("/"), given.user, given.password or "", PASSWORD)
    with chromium() as browser:
        go_round(browser, client, first_place(client, given.project), given)


if __name__ == "__main__":
    main()
