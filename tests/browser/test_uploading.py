"""A recording from this computer: a closed tab, a killed server, and it is in the library and on the screen."""

import hashlib
import os
import random
import re
import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.axe import complaints
from tests.browser.client import wait_for_footage
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.faults.product import Product, wait_for

pytestmark = pytest.mark.browser

PIECE = 8 * 1024**2
FIVE_GIB = 5 * 1024**3
NAME = "강변 인터뷰 1.mp4"
TITLE = "강변 인터뷰 1"


@pytest.fixture
def clip(drive: Path, tmp_path: Path) -> Path:
    """A film that plays, as long as two and a half pieces: a box that players skip makes it so."""
    film = (drive / EASY["25"].file).read_bytes()
    ballast = random.Random(7).randbytes(2 * PIECE + PIECE // 2 - len(film))
    file = tmp_path / NAME
    file.write_bytes(film + len(ballast).to_bytes(4, "big") + b"free" + ballast[8:])
    return file


def hold_pieces(page: Page, from_offset: int) -> None:
    """Let no piece from this offset on reach the server."""

    def decide(route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", "-1"))
        if route.request.method == "PATCH" and offset >= from_offset:
            return  # neither answered nor refused: the network is slow
        route.continue_()

    page.route("**/api/v1/uploads/*/", decide)


def open_uploads(page: Page, scene: Scene) -> Locator:
    """The dialog with the files from this computer."""
    page.goto(f"/projects/{scene.project}/library")
    page.get_by_role("button", name="Add footage…").first.click()
    page.get_by_role("button", name="On this computer").click()
    return page.get_by_role("dialog")


def choose(page: Page, file: Path) -> Locator:
    """Choose a file; its row."""
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose files…").click()
    choosing.value.set_files(file)
    return row_of(page)


def row_of(page: Page) -> Locator:
    return page.get_by_role("list", name="Files from this computer").get_by_role("listitem")


def wait_for_piece(page: Page, scene: Scene) -> None:
    """Until the server has the first piece."""

    def arrived() -> bool:
        page.wait_for_timeout(50)  # the pieces pass through this process, which must look after them meanwhile
        uploads = scene.lead.get(f"projects/{scene.project}/uploads/")["results"]
        return bool(uploads) and uploads[0]["offset"] >= PIECE

    wait_for(arrived, "the first piece")


def add_and_open(page: Page, scene: Scene) -> None:
    """Fill in the details, register, and open it in the workbench."""
    page.get_by_label("Place", exact=True).fill("강변")
    page.get_by_role("button", name="Add 1 recording").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    footage = scene.lead.list(f"projects/{scene.project}/footage/")[0]
    assert (footage["title"], footage["place"]) == (TITLE, "강변")
    wait_for_footage(scene.lead, footage["id"], "playable")
    page.goto(f"/projects/{scene.project}/footage/{footage['id']}")
    expect(page.locator("video[data-source=ready]").first).to_be_visible()


def test_a_tab_that_is_closed_in_the_middle(scene: Scene, open_page: OpenPage, clip: Path) -> None:
    page = open_page(scene.lead)
    hold_pieces(page, from_offset=PIECE)
    open_uploads(page, scene)
    choose(page, clip)
    wait_for_piece(page, scene)
    assert NAME not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert not complaints(page)
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(f"/projects/{scene.project}/library")
    again.get_by_role("button", name="1 upload waits for you").click()
    expect(row_of(again)).to_contain_text(re.compile(r"\b[4-9]\d % have arrived"))
    # The browser may let go of some of the piece that was held when its tab is closed; that is kept as well.
    kept = scene.lead.get(f"projects/{scene.project}/uploads/")["results"][0]["offset"]
    assert kept >= PIECE
    assert not complaints(again)
    sent = []
    again.on("request", lambda request: sent.append(request.headers.get("upload-offset")))
    expect(choose(again, clip)).to_contain_text("arrived, 21 MB")
    assert [int(offset) for offset in sent if offset] == list(range(kept, clip.stat().st_size, PIECE))
    assert not complaints(again)
    add_and_open(again, scene)
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.includes('upload'))") == []


def test_a_server_that_is_killed_in_the_middle(
    scene: Scene, open_page: OpenPage, clip: Path, product: Product, watch: Watch
) -> None:
    watch.expect(
        409, "/uploads/"
    )  # a part of the held piece may have come through: the page is told, and goes on there
    page = open_page(scene.lead)
    hold_pieces(page, from_offset=PIECE)
    open_uploads(page, scene)
    row = choose(page, clip)
    wait_for_piece(page, scene)
    os.kill(product.child("web"), signal.SIGKILL)
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("paused at")
    page.unroute("**/api/v1/uploads/*/")
    row.get_by_role("button", name="Go on with").click()
    expect(row).to_contain_text("arrived, 21 MB")
    add_and_open(page, scene)


def test_a_network_that_is_lost_in_the_middle(scene: Scene, open_page: OpenPage, clip: Path, watch: Watch) -> None:
    watch.expect_cuts()
    watch.expect(409, "/uploads/")
    page = open_page(scene.lead)
    hold_pieces(page, from_offset=PIECE)
    open_uploads(page, scene)
    row = choose(page, clip)
    wait_for_piece(page, scene)
    page.context.set_offline(True)
    page.unroute("**/api/v1/uploads/*/")
    expect(row).to_contain_text("What has arrived is safe; it goes on by itself.")
    page.context.set_offline(False)
    expect(row).to_contain_text("arrived, 21 MB")
    add_and_open(page, scene)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_five_gibibytes_through_a_closed_tab_a_lost_network_and_a_killed_server(
    scene: Scene, open_page: OpenPage, clip: Path, product: Product, watch: Watch
) -> None:
    if shutil.disk_usage(product.data).free < 3 * FIVE_GIB:
        pytest.skip("five gibibytes twice, and room beside them: this disk has less than 15 GiB free")
    watch.expect_cuts()
    for status in (409, 423, 503):
        watch.expect(status, "/uploads/")
    lengthen(clip, FIVE_GIB)
    page = open_page(scene.lead)
    open_uploads(page, scene)
    choose(page, clip)
    wait_for_share(page, scene, 0.2)
    context = page.context
    page.close()

    page = context.new_page()
    open_uploads(page, scene)
    row = choose(page, clip)
    wait_for_share(page, scene, 0.4)
    context.set_offline(True)
    expect(row).to_contain_text("What has arrived is safe; it goes on by itself.")
    context.set_offline(False)
    wait_for_share(page, scene, 0.6)
    os.kill(product.child("web"), signal.SIGKILL)
    expect(row).to_contain_text("arrived, 5.4 GB", timeout=1_800_000)
    with clip.open("rb") as film:
        sha256 = hashlib.file_digest(film, "sha256").hexdigest()
    add_and_open(page, scene)
    (footage,) = scene.lead.list(f"projects/{scene.project}/footage/")
    assert (footage["size"], footage["sha256"]) == (FIVE_GIB, sha256)


def lengthen(clip: Path, size: int) -> None:
    """Make the box that players skip as long as it takes, without writing it: the file has a hole."""
    with clip.open("r+b") as film:
        start = film.read().rindex(b"free") - 4
        film.truncate(start)
        film.seek(start)
        # A length of 1 says that the true one follows, in 64 bits.
        film.write((1).to_bytes(4, "big") + b"free" + (size - start).to_bytes(8, "big"))
        film.truncate(size)


def wait_for_share(page: Page, scene: Scene, share: float) -> None:
    """Until the server has this much of the only upload."""

    def arrived() -> bool:
        page.wait_for_timeout(200)
        uploads = scene.lead.get(f"projects/{scene.project}/uploads/")["results"]
        return bool(uploads) and uploads[0]["offset"] >= share * uploads[0]["size"]

    wait_for(arrived, f"{share:.0%} of the file", patience=1800)


def test_discarding_deletes_what_arrived(scene: Scene, open_page: OpenPage, clip: Path) -> None:
    page = open_page(scene.lead)
    hold_pieces(page, from_offset=PIECE)
    dialog = open_uploads(page, scene)
    row = choose(page, clip)
    wait_for_piece(page, scene)
    row.get_by_role("button", name="Discard").click()
    row.get_by_role("button", name="Delete what arrived?").click()
    expect(row).to_have_count(0)
    assert scene.lead.get(f"projects/{scene.project}/uploads/")["results"] == []
    expect(dialog.get_by_role("button", name="Add recordings")).to_be_disabled()


def test_a_recording_that_is_there_already_is_named(
    scene: Scene, open_page: OpenPage, drive: Path, watch: Watch
) -> None:
    watch.expect(409, "/footage/")
    scene.register(EASY["25"], title="The kitchen")
    page = open_page(scene.lead)
    open_uploads(page, scene)
    row = choose(page, drive / EASY["25"].file)
    expect(row).to_contain_text("arrived,")
    with page.expect_response(lambda answer: answer.status == 409):
        page.get_by_role("button", name="Add 1 recording").click()
    expect(row.get_by_role("alert")).to_contain_text("already, as “The kitchen”")
