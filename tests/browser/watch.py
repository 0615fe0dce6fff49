"""Looks on while a test uses the product: nothing may go wrong unseen, and nobody else may be asked."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

_CUT = re.compile(r"Failed to load resource: net::ERR_")
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


class Watch:
    """Collects complaints of a browser: console errors, uncaught exceptions, requests to other hosts.

    A policy violation is a console error too. A refusal that the test provokes is announced by `expect`.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: set[tuple[int, str]] = set()
        self._cut = False

    def expect(self, status: int, path: str) -> None:
        """Let the server answer `status` to addresses that contain `path`."""
        self._expected.add((status, path))

    def expect_cuts(self) -> None:
        """Let requests go without an answer: the test takes the network or the server away."""
        self._cut = True

    def attend(self, context: BrowserContext, address: str) -> None:
        """Look at everything in this context, whose only host is that of `address`."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"exception: {error.error}"))
        context.on("request", lambda request: self._on_request(request, urlsplit(address).netloc))

    def check(self) -> None:
        assert not self.complaints, "\n".join(self.complaints)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        where = str(message.location.get("url", ""))
        refused = _REFUSED.match(message.text)
        if refused and any(int(refused[1]) == status and path in where for status, path in self._expected):
            return
        if self._cut and _CUT.match(message.text):
            return
        self.complaints.append(f"console {message.type}: {message.text} ({where})")

    def _on_request(self, request: Request, own: str) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != own:
            self.complaints.append(f"request to another host: {request.url}")
