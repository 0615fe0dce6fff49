"""Chromium with a profile on disk, as it lies there when the computer is taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType

from annotator.launcher import servers
from tests.browser.chromium import ARGUMENTS, PATIENCE_MS


@contextmanager
def profile(kind: BrowserType, folder: Path, address: str) -> Iterator[BrowserContext]:
    """A browser that keeps everything in `folder`."""
    context = kind.launch_persistent_context(
        str(folder),
        executable_path=servers.chromium(),
        headless=True,
        args=ARGUMENTS,
        base_url=address,
        viewport={"width": 1440, "height": 900},
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def kept_bytes(folder: Path) -> bytes:
    """Everything that pages have stored in the profile: databases, local and session storage, logs of both."""
    places = ("IndexedDB", "Local Storage", "Session Storage", "WebStorage", "File System", "Service Worker")
    files = [file for place in places for file in folder.glob(f"*/{place}/**/*") if file.is_file()]
    assert any("IndexedDB" in str(file) for file in files), "the profile holds no database"
    return b"".join(file.read_bytes() for file in files)


def spellings(text: str) -> tuple[bytes, bytes]:
    """A text as a database may write it."""
    return text.encode(), text.encode("utf-16-le")
