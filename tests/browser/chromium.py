"""The browser: the Chromium of this machine, without a window."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from annotator.launcher import servers
from tests.browser.client import ApiClient

PATIENCE_MS = 60_000
"""Long enough for a busy machine; nothing waits this long when it works."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The installed Chromium without a window: CHROMIUM, else the first of that name on PATH."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(context: BrowserContext, client: ApiClient) -> None:
    """Carry the client's session into the browser."""
    context.add_cookies(
        [{"name": name, "value": value, "url": client.address} for name, value in client.cookies.items()]
    )


def crash(page: Page) -> None:
    """kill -9 for the process that runs the page: nothing of the page learns of it. The rest of its browser goes on."""
    browser = page.context.browser
    assert browser is not None
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    page.close()  # the browser's settings cannot be changed while a dead page hangs on to them
