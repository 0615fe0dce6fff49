"""From the password that the launcher printed to a reviewed segment, by what is on the screen alone."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.client import ADMIN, PASSWORD, ApiClient
from tests.browser.conftest import OpenPage
from tests.browser.recordings import BROKEN, EASY
from tests.browser.scene import DRIVE, Scene
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench
from tests.faults.product import Product

pytestmark = pytest.mark.browser


@pytest.fixture
def untouched(tmp_path: Path, drive: Path) -> Iterator[Product]:
    """A product of this test's own, which nobody has signed in to yet."""
    made = Product(tmp_path / "data")
    try:
        made.start("--volume", f"{DRIVE}={drive}")
        yield made
    finally:
        made.close()


def test_from_the_printed_password_to_a_reviewed_segment(untouched: Product, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(401, "/session/")
    lead = open_page(ApiClient(untouched.address))
    sign_in_for_the_first_time(lead, ADMIN, untouched.password)
    create_project(lead, "Two towns")
    add_footage(lead, ["kitchen.mp4", BROKEN])
    see_why_the_broken_one_failed(lead)
    write_codebook(lead)
    name_witness(lead)
    one_time = invite(lead, "mina")

    coder = open_page(ApiClient(untouched.address))
    sign_in_for_the_first_time(coder, "mina", one_time)
    coder.get_by_role("link", name="Two towns").click()
    coder.get_by_role("link", name="kitchen").click()
    bench = Workbench(coder)
    bench.wait_until_open()
    watch_two_seconds(bench)
    code(bench, [(100, 200), (300, 450)])

    review(lead)
    see_progress(lead)

    coder.reload()
    bench.wait_until_open()
    bench.clip(300, 450).focus()
    bench.press("Enter")
    expect(bench.inspector).to_contain_text("Nobody asks here.")


def sign_in_for_the_first_time(page: Page, username: str, password: str) -> None:
    page.goto("/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Choose your own password")).to_be_visible()
    page.get_by_label("Present password").fill(password)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def create_project(page: Page, name: str) -> None:
    page.get_by_role("button", name="New project…").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Four steps")).to_be_visible()


def add_footage(page: Page, files: list[str]) -> None:
    page.get_by_role("button", name="Add footage…").click()
    for file in files:
        page.get_by_role("checkbox", name=file).check()
    page.get_by_label("Place", exact=True).fill("Blagoveshchensk")
    page.get_by_role("button", name=f"Add {len(files)} recordings").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def see_why_the_broken_one_failed(page: Page) -> None:
    row = row_of(page, "lost")
    sentence = row.locator("p").filter(has=page.get_by_role("button", name="Try again"))
    expect(sentence).to_contain_text(".")
    said = sentence.locator("span").inner_text()
    assert len(said.split()) > 4
    row.get_by_role("button", name="Try again").click()
    expect(sentence).to_contain_text(said)
    expect(row_of(page, "kitchen").get_by_role("link", name="kitchen")).to_be_visible()


def row_of(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=title)


def write_codebook(page: Page) -> None:
    go_to(page, "Codebook")
    page.get_by_role("button", name="New category").click()
    page.get_by_label("Name").fill("Decisions")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="New code in Decisions").click()
    page.get_by_label("Name").fill("asked")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("treeitem", name="asked")).to_be_visible()


def name_witness(page: Page) -> None:
    go_to(page, "Witnesses")
    page.get_by_role("button", name="New witness").click()
    page.get_by_label("Description").fill("a cook")
    page.get_by_role("button", name="Create").click()
    expect(row_of(page, "a cook")).to_contain_text("A")


def invite(page: Page, username: str) -> str:
    """Make a coder's account; its password."""
    go_to(page, "Settings")
    page.get_by_role("button", name="Members").click()
    page.get_by_label("Add a member by user name").fill(username)
    page.get_by_role("button", name="Add", exact=True).click()
    return page.get_by_label(f"The account {username} was made.").input_value()


def go_to(page: Page, screen: str) -> None:
    page.get_by_role("navigation", name="Screens").get_by_role("link", name=screen).click()
    expect(page.get_by_role("heading", name=screen, level=1)).to_be_visible()


def watch_two_seconds(bench: Workbench) -> None:
    """Play until frame 50 has been shown, at least, and until the server has heard of it."""
    with bench.page.expect_response(lambda answer: answer.url.endswith("/watched/") and answer.ok):
        bench.press("Space")
        bench.page.wait_for_function(
            "() => document.querySelector('[role=timer]').dataset.frame > 50", timeout=PATIENCE_MS
        )
        bench.press("Space")


def code(bench: Workbench, spans: list[tuple[int, int]]) -> None:
    for start, end in spans:
        bench.go(start)
        bench.press("i")
        bench.go(end)
        bench.press("o", "1")
    bench.press("Shift+A")
    bench.wait_until_saved()


def review(page: Page) -> None:
    """Approve the one, return the other with a reason."""
    go_to(page, "Review")
    queue = page.get_by_role("option")
    panel = page.get_by_role("complementary", name="Segment")
    expect(queue).to_have_count(2)
    queue.filter(has_text="01:41:04:00").click()
    panel.get_by_role("button", name="Approve").click()
    expect(queue.filter(has_text="01:41:04:00")).to_contain_text("approved")
    queue.filter(has_text="01:41:12:00").click()
    panel.get_by_role("button", name="Return").click()
    panel.get_by_label("Why it goes back").fill("Nobody asks here.")
    panel.get_by_role("button", name="Return").click()
    expect(queue.filter(has_text="01:41:12:00")).to_contain_text("returned")


def see_progress(page: Page) -> None:
    """Two recordings, of which one has a clock of 48 s; what the coder saw, coded, and had reviewed of it."""
    go_to(page, "Progress")
    totals = page.locator(".kpi > div")
    expect(totals.filter(has_text="segments")).to_contain_text("2")
    expect(totals.filter(has_text="reviewed")).to_contain_text("50")
    watched = page.get_by_role("link", name="kitchen, mina:")
    expect(watched).to_have_attribute("aria-label", watched_share())
    watched.focus()
    expect(page.locator(".detail")).to_contain_text("2 segments, 1 reviewed")


def watched_share() -> re.Pattern[str]:
    return re.compile(r": ([1-9]|[1-9]\d)\s?%$")


def test_a_program_pulls_segments_with_a_token_made_in_the_settings(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    codes, witnesses = [scene.codes["hunger"]], [scene.witnesses["B"]]
    made = scene.add("segments", footage, 25, 75, codes=codes, witnesses=witnesses, basis="both", memo="")
    page = open_page(scene.lead)
    page.goto(f"/projects/{scene.project}/settings")
    page.get_by_role("button", name="API tokens").click()
    page.get_by_label("New token for").fill("pandas")
    page.get_by_role("button", name="Make token").click()
    secret = page.get_by_label("Token “pandas”.").input_value()

    program = ApiClient(scene.lead.address, token=secret)
    address = f"projects/{scene.project}/segments/"
    (listed,) = program.list(address, code="hunger", witness="B")
    assert listed["id"] == made["id"]
    assert program.list(address, code="cooking") == []
    lines = program.bytes(f"{address}?format=ndjson").decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [made["id"]]
    (row,) = csv.DictReader(io.StringIO(program.bytes(f"{address}?format=csv&category=Food").decode("utf-8-sig")))
    assert row["id"] == made["id"]
    assert "01:41:01:00" in row.values()
    program.close()
