"""One product and one Chromium for all of it; a project and a page for each test."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import PATIENCE_MS, chromium, sign_in
from tests.browser.client import ADMIN, ApiClient
from tests.browser.furnished import make_furnished
from tests.browser.recordings import fill_drive
from tests.browser.scene import DRIVE, Scene, make_scene
from tests.browser.screens import HINTS, Place
from tests.browser.watch import Watch
from tests.faults.product import Product

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of recordings."""
    folder = tmp_path_factory.mktemp("drive")
    fill_drive(folder)
    return folder


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, drive: Path) -> Iterator[Product]:
    """The product with the drive, started."""
    made = Product(tmp_path_factory.mktemp("product") / "data")
    try:
        made.start("--volume", f"{DRIVE}={drive}")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def admin(product: Product) -> Iterator[ApiClient]:
    """The first account, which has chosen its own password."""
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    yield client
    client.close()


@pytest.fixture
def scene(admin: ApiClient) -> Scene:
    """A project of its own for every test."""
    return make_scene(admin, f"Two towns {next(_numbers)}")


@pytest.fixture(scope="session")
def furnished(admin: ApiClient) -> Place:
    """For tests that look only: a project in which every screen has something of every kind to show."""
    return make_furnished(admin)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


OpenPage = Callable[..., Page]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Looks on at every page of the test; at its end there must have been nothing to complain about."""
    looker = Watch()
    yield looker
    looker.check()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """`open_page(client)`: a window of that person; of nobody for a client that has not signed in.

    `hints`: whether this is somebody who has never seen a workbench.
    """
    contexts = []

    def open_for(client: ApiClient, *, hints: bool = False, **options: Any) -> Page:
        if "sessionid" in client.cookies:
            client.patch("session/preferences/", {"seen": dict.fromkeys(HINTS, not hints)})
        context = browser.new_context(
            **{"base_url": client.address, "viewport": {"width": 1440, "height": 900}, **options}
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        sign_in(context, client)
        watch.attend(context, client.address)
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()
