"""A drive that is unplugged, comes back elsewhere, and holds something else than it did: as a lead sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import complaints
from tests.browser.client import ADMIN, ApiClient, wait_for_footage
from tests.browser.conftest import OpenPage
from tests.browser.recordings import BROKEN
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench
from tests.faults.product import Product
from tests.footage.media.clips import Clip, make_numbered
from tests.footage.studio import PLAYABLE

pytestmark = pytest.mark.browser

FILMS = {"river.mp4": PLAYABLE, "market.mp4": Clip(40, gop=250, b_frames=3)}


@dataclass(frozen=True)
class Field:
    """A product of its own, where it looks for drives, and a project with the drive's recordings."""

    lead: ApiClient
    mounts: Path
    project: str
    footage: dict[str, str]

    @property
    def drive(self) -> Path:
        return self.mounts / "KIM"


@pytest.fixture
def field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Field]:
    mounts = tmp_path / "mounts"
    (mounts / "KIM").mkdir(parents=True)
    for name, clip in FILMS.items():
        make_numbered(mounts / "KIM" / name, clip)
    (mounts / "KIM" / BROKEN).write_text("This was a film once.\n" * 200)
    monkeypatch.setenv("ANNOTATOR_DRIVE_FOLDERS", f"{mounts}/*")
    product = Product(tmp_path / "data")
    try:
        product.start("--volume", f"강변={mounts / 'KIM'}")
        lead = ApiClient.signed_in(product.address, ADMIN, product.password)
        yield Field(lead, mounts, *_register(lead))
        lead.close()
    finally:
        product.close()


def _register(lead: ApiClient) -> tuple[str, dict[str, str]]:
    project = lead.post("projects/", {"name": "두 도시"})["id"]
    footage = {}
    for name in (*FILMS, BROKEN):
        body = {"title": Path(name).stem, "place": "강변", "source": {"volume": "강변", "path": name}}
        footage[name] = lead.post(f"projects/{project}/footage/", body)["id"]
    for name, ended in [*((name, "ready") for name in FILMS), (BROKEN, "failed")]:
        wait_for_footage(lead, footage[name], ended)
    return project, footage


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_text(title, exact=True))


def open_library(page: Page, field: Field) -> None:
    page.goto(f"/projects/{field.project}/library")
    expect(row(page, "river")).to_be_visible()


def test_offline_back_elsewhere_and_changed(field: Field, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(422, "/relink/")  # another file is shown first
    watch.expect(422, "/frame/")  # of a poster that was never made, while its original is another
    page = open_page(field.lead)
    open_library(page, field)
    away = page.get_by_role("status").filter(has_text="is not connected")
    expect(away).to_have_count(0)

    see_it_offline(page, field, away)
    see_it_come_back(page, field, away)
    see_what_became_of_its_files(page, field)
    verify(page)
    take_the_broken_one_out(page)
    add_the_new_one(page)


def see_it_offline(page: Page, field: Field, away: Locator) -> None:
    field.drive.rename(field.mounts.parent / "unplugged")
    open_library(page, field)
    expect(away).to_contain_text("“강변” is not connected; 3 recordings are on it. Nothing is lost")
    expect(row(page, "river")).to_contain_text("offline")
    assert not complaints(page)
    # What was made from it stays usable: the workbench opens as ever.
    page.get_by_role("link", name="river").click()
    bench = Workbench(page)
    bench.wait_until_open()
    page.go_back()
    away.get_by_role("button", name="Look for it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The volume “강변” is offline. Nothing is lost")
    assert not complaints(page)


def see_it_come_back(page: Page, field: Field, away: Locator) -> None:
    (field.mounts.parent / "unplugged").rename(field.mounts / "elsewhere")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Look for it: 강변").click()
    expect(dialog).to_contain_text("online")
    expect(dialog).to_contain_text("Everything is as it was registered, and nothing is new.")
    dialog.get_by_role("button", name="Close").click()
    expect(away).to_have_count(0)
    expect(row(page, "river")).not_to_contain_text("offline")


def see_what_became_of_its_files(page: Page, field: Field) -> None:
    drive = field.mounts / "elsewhere"
    (drive / "river.mp4").rename(drive / "Ms Kim.mp4")
    changed = bytearray((drive / "market.mp4").read_bytes())
    changed[len(changed) // 2] ^= 1
    (drive / "market.mp4").write_bytes(changed)
    make_numbered(drive / "새 영상.mp4", Clip(25, gop=12, b_frames=0))
    page.get_by_role("button", name="Drives…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Scan 강변").click()
    expect(dialog).to_contain_text("1 recording was found under another name.")
    expect(dialog).to_contain_text("No longer what was registered")
    expect(dialog).to_contain_text("새 영상.mp4")
    assert not complaints(page)
    dialog.get_by_role("button", name="Close").click()
    expect(row(page, "market")).to_contain_text("The file on “강변” is no longer what was registered")
    expect(page.locator("footer")).to_contain_text("1 original is not what was registered")
    assert not complaints(page)

    # The original, put back under another name, is taken; another file is not.
    changed[len(changed) // 2] ^= 1
    (drive / "backup.mp4").write_bytes(changed)
    row(page, "market").get_by_role("button", name="Show where it lies now…").click()
    dialog.get_by_role("checkbox", name=re.compile("새 영상")).check()
    dialog.get_by_role("button", name="Compare and take it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This file is not the recording that was registered")
    dialog.get_by_role("checkbox", name=re.compile("backup")).check()
    dialog.get_by_role("button", name="Compare and take it").click()
    expect(dialog).to_have_count(0)
    expect(row(page, "market")).not_to_contain_text("no longer what was registered")


def verify(page: Page) -> None:
    row(page, "river").get_by_role("button", name="More for river").click()
    page.get_by_role("menuitem", name="Verify the original").click()
    expect(row(page, "river")).to_contain_text(re.compile(r"checked .*, intact"))
    page.get_by_role("button", name="Drives…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Verify all originals").click()
    expect(dialog).to_contain_text("originals are being read")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("footer")).to_contain_text("verified, all intact")


def take_the_broken_one_out(page: Page) -> None:
    lost = row(page, "lost")
    lost.get_by_role("button", name="Remove").click()
    lost.get_by_role("button", name="Remove it? The file stays").click()
    expect(lost).to_have_count(0)


def add_the_new_one(page: Page) -> None:
    page.get_by_role("button", name="Drives…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("Add . files?…")).click()
    expect(dialog.get_by_role("textbox", name=re.compile("Title of 새 영상"))).to_have_value("새 영상")
    assert not complaints(page)
