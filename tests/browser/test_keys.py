"""Keys as a person has them: moved, swapped, switched off, and the same in another browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


def row(page: Page, command: str) -> Locator:
    """The line of a command on the sheet of keys."""
    return page.locator(f"dialog li[data-command='{command}']")


def move(page: Page, command: str, press: str, at: int = -1) -> None:
    """Click a command's key (the last one) and press another for it."""
    row(page, command).locator("button.key").nth(at).click()
    page.keyboard.press(press)


def mark(bench: Workbench, first: str, last: str, start: int) -> None:
    """A segment of 10 frames by these keys."""
    bench.go(start)
    bench.press(first)
    bench.go(start + 10)
    bench.press(last)


def test_a_moved_key_works_at_once_and_in_another_browser(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    mina = scene.invite("mina", "coder")
    bench = Workbench.open(open_page(mina), footage)
    page = bench.page
    page.keyboard.press("Shift+Slash")
    page.get_by_label("Search commands and keys").fill("mark in")
    with page.expect_response("**/session/preferences/") as answered:
        move(page, "in", "F8")
    assert answered.value.status == 200
    expect(row(page, "in").locator("kbd")).to_have_text("F8")
    page.get_by_role("button", name="Close", exact=True).click()

    mark(bench, "i", "o", 100)
    bench.notice("No start is marked")
    mark(bench, "F8", "o", 200)
    expect(bench.clip(200, 210)).to_be_attached()
    bench.wait_until_saved()

    other = Workbench.open(open_page(mina), footage)
    expect(other.page.locator(".foot kbd").first).to_have_text("F8")
    mark(other, "F8", "o", 300)
    expect(other.clip(300, 310)).to_be_attached()
    lead = Workbench.open(open_page(scene.lead), footage)
    expect(lead.page.locator(".foot kbd").first).to_have_text("I")


def test_a_taken_key_is_swapped_and_everything_is_as_at_first_again(scene: Scene, open_page: OpenPage) -> None:
    bench = Workbench.open(open_page(scene.invite("nari", "coder")), scene.register(EASY["25"]))
    page = bench.page
    page.keyboard.press("Shift+Slash")

    move(page, "in", "o")
    expect(page.locator("dialog [role=status]")).to_contain_text("O belongs to “Mark out: commits the segment”.")
    page.get_by_role("button", name="Swap the keys").click()
    move(page, "goto", "Control+w")
    expect(page.locator("dialog [role=status]")).to_contain_text("Ctrl W belongs to the browser")
    move(page, "goto", "Escape")
    expect(row(page, "goto").locator("kbd")).to_have_text("G")
    expect(page.locator("dialog")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    mark(bench, "o", "i", 100)
    expect(bench.clip(100, 110)).to_be_attached()

    page.keyboard.press("Shift+Slash")
    page.get_by_role("button", name="All as at first").click()
    page.get_by_role("button", name="Close", exact=True).click()
    mark(bench, "i", "o", 200)
    expect(bench.clip(200, 210)).to_be_attached()
    bench.wait_until_saved()


def test_with_single_keys_off_no_letter_does_anything_and_everything_can_still_be_done(
    scene: Scene, open_page: OpenPage
) -> None:
    bench = Workbench.open(open_page(scene.invite("olga", "coder")), scene.register(EASY["25"]))
    page = bench.page
    bench.go(50)
    page.keyboard.press("Shift+Slash")
    move(page, "out", "Alt+o")
    page.get_by_label("Letters, digits and signs alone are commands").uncheck()
    expect(page.locator("dialog [role=status]")).to_contain_text("switched off")
    page.get_by_role("button", name="Close", exact=True).click()

    for key in ["i", "o", "g", "1", "Shift+A", "n", "]", "?", "/"]:
        page.keyboard.press(key)
    expect(page.locator("#goto, dialog, .palette")).to_have_count(0)
    expect(page.locator("main p[role=status].sr")).to_have_text("")

    page.keyboard.press("Control+k")
    page.keyboard.type("mark in")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowRight")
    bench.wait_for_frame(75)
    page.keyboard.press("Alt+o")
    expect(bench.clip(50, 75)).to_be_attached()
    bench.wait_until_saved()
