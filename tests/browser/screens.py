"""Every screen of the product and the way to it, for the tests of all screens and for looking at them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.catalogue import messages

HINTS = ("marks", "codes", "save", "keys")
"""What is said at the first opening of a workbench; most tests are about somebody who knows it."""


@dataclass(frozen=True)
class Place:
    """A project, and one of its recordings, by id."""

    project: str
    footage: str


@dataclass(frozen=True)
class Screen:
    """`path` with the ids of a place leads to it; `ready` is a selector that is there once it shows what it has.

    `then` opens what the screen hides: a dialog, a menu, a section.
    """

    name: str
    path: str
    ready: str
    then: Callable[[Page], None] = lambda _page: None

    def open(self, page: Page, place: Place) -> None:
        page.goto(self.path.format(project=place.project, footage=place.footage))
        expect(page.locator(self.ready).first).to_be_visible()
        self.then(page)


def _press(*keys: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return then


def _click(key: str, shown: str) -> Callable[[Page], None]:
    """The button with this message on it, in the language of the page, shows what the selector finds."""

    def then(page: Page) -> None:
        name = messages(page.evaluate("document.documentElement.lang"))[key]
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.locator(shown).first).to_be_visible()

    return then


def _upload(page: Page) -> None:
    """Adding footage from this computer instead of a drive."""
    _click("library.add", "dialog label.entry")(page)
    _click("uploads.fromComputer", "dialog .drop")(page)


def _tab(name: str, shown: str) -> Callable[[Page], None]:
    """A tab of the inspector, which shows what the selector finds."""

    def then(page: Page) -> None:
        page.locator(f"#tab-{name}").click()
        expect(page.locator(shown).first).to_be_visible()

    return then


def _edit_segment(page: Page) -> None:
    """The first segment that the keyboard reaches becomes the current one; its line is shown and the bench in use."""
    page.locator("[role=gridcell][data-clip]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".form[data-segment]:not([data-segment=''])")).to_be_visible()


_BENCH = "/projects/{project}/footage/{footage}"
_CODEBOOK = "/projects/{project}/codebook"
_SETTINGS = "/projects/{project}/settings"
_OPEN = "video[data-source=ready]"

SIGN_IN = Screen("sign-in", "/", "form input[type=password]")
SCREENS = (
    Screen("projects", "/", "main li"),
    Screen("projects-new", "/", "main li", _click("projects.create", "dialog")),
    Screen("library", "/projects/{project}/library", "main li .open"),
    Screen("library-add", "/projects/{project}/library", "main li .open", _click("library.add", "dialog label.entry")),
    Screen("library-upload", "/projects/{project}/library", "main li .open", _upload),
    Screen("library-drives", "/projects/{project}/library", "main li .open", _click("drives.open", "dialog li")),
    Screen("workbench", _BENCH, _OPEN, _edit_segment),
    Screen("workbench-shots", _BENCH, _OPEN, _tab("shots", "#inspector-panel .still")),
    Screen("workbench-goto", _BENCH, _OPEN, _press("g")),
    Screen("workbench-tuning", _BENCH, _OPEN, _press("t")),
    Screen("workbench-keys", _BENCH, _OPEN, _press("Shift+?")),
    Screen("workbench-find", _BENCH, _OPEN, _press("Control+k")),
    Screen("workbench-excerpts", _BENCH, _OPEN, _press("d")),
    Screen("codebook", _CODEBOOK, "[role=treeitem]"),
    Screen(
        "codebook-new", "/projects/{project}/codebook", "[role=treeitem]", _click("codebook.newCategory", "aside form")
    ),
    Screen("witnesses", "/projects/{project}/witnesses", "main li"),
    Screen("witnesses-new", "/projects/{project}/witnesses", "main li", _click("witness.new", "dialog")),
    Screen("review", "/projects/{project}/review", "[role=option], .empty"),
    Screen("review-keys", "/projects/{project}/review", "[role=option], .empty", _press("Shift+?")),
    Screen("progress", "/projects/{project}/progress", "[role=grid]"),
    Screen("settings", _SETTINGS, "main h2"),
    Screen("settings-members", _SETTINGS, "main h2", _click("settings.members", "main .rows")),
    Screen("settings-volumes", _SETTINGS, "main h2", _click("settings.volumes", "main .rows")),
    Screen("settings-tokens", _SETTINGS, "main h2", _click("settings.tokens", "main form")),
    Screen("nowhere", "/nowhere", "main a"),
)
