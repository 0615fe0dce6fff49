"""Pictures of every screen, in both themes and at two sizes, to be looked at.

    python -m tests.browser.look --url http://127.0.0.1:8000 --user admin --password … --out /tmp/looks

shows the first project (or the one named by `--project`) and its first recording that can be played.
"""

import argparse
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.browser.chromium import chromium, sign_in
from tests.browser.client import PASSWORD, ApiClient
from tests.browser.screens import SCREENS, SIGN_IN, Place

SIZES = ((1440, 900), (1280, 720))
THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def first_place(client: ApiClient, project: str | None) -> Place:
    """The project with that name, or the first one, and its first playable recording."""
    found = next(one for one in client.list("projects/") if project in {None, one["name"]})
    footage = next(one for one in client.list(f"projects/{found['id']}/footage/") if one["playable"])
    return Place(found["id"], footage["id"])


def photograph(browser: Browser, client: ApiClient, place: Place, out: Path) -> None:
    for width, height in SIZES:
        for theme in THEMES:
            context = browser.new_context(
                base_url=client.address, viewport={"width": width, "height": height}, color_scheme=theme
            )
            page = context.new_page()
            SIGN_IN.open(page, place)
            page.screenshot(path=out / f"{SIGN_IN.name}-{width}-{theme}.png")
            sign_in(context, client)
            for screen in SCREENS:
                screen.open(page, place)
                # Stills and sheets of thumbnails come after the text.
                page.wait_for_load_state("networkidle")
                page.screenshot(path=out / f"{screen.name}-{width}-{theme}.png")
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password", required=True, help="if it has to be replaced, it becomes that of the tests")
    parser.add_argument("--project", help="its name")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    client = ApiClient.signed_in(given.url.rstrip("/"), given.user, given.password, PASSWORD)
    with chromium() as browser:
        photograph(browser, client, first_place(client, given.project), given.out)


if __name__ == "__main__":
    main()
