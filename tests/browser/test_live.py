"""What others do arrives by itself, and moves nothing of what a coder is doing."""

import statistics
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.client import ApiClient
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

CHANGES = 8
# Everything that a coder would notice if it moved by itself.
_POSE = """() => ({
  focus: document.activeElement.id,
  selected: document.querySelector("[role=gridcell][aria-selected=true]")?.dataset.clip,
  playhead: document.querySelector("[role=timer]").dataset.frame,
  window: document.querySelector(".overview .win").getAttribute("style"),
  scrolled: [...document.querySelectorAll(".scroll, .lines .list")].map((one) => one.scrollTop),
  tab: document.querySelector("[role=tab][aria-selected=true]").id,
  lanes: [...document.querySelectorAll("[role=grid] [role=rowheader]")].map((one) => one.textContent),
})"""

_PAINTED_LIKE_ITS_HEADS = """() => {
  const heads = [...document.querySelectorAll(".scroll .hd")];
  const height = heads.reduce((sum, head) => sum + head.offsetHeight, 0);
  return document.querySelector("canvas.clips").height === Math.round(height * devicePixelRatio);
}"""


@pytest.fixture
def footage(scene: Scene) -> dict[str, Any]:
    return scene.register(EASY["25"])


@pytest.fixture
def mina(scene: Scene, request: pytest.FixtureRequest) -> ApiClient:
    """A coder who works over the API."""
    return scene.invite(f"mina-{abs(hash(request.node.name))}", "coder")


def marked(client: ApiClient, footage: dict[str, Any], start: int, end: int, **facts: Any) -> dict[str, Any]:
    body = {"start": {"frame": start}, "end": {"frame": end}, "codes": [], "witnesses": [], **facts}
    made: dict[str, Any] = client.post(f"footage/{footage['id']}/segments/", body)
    return made


def test_changes_over_the_api_appear_and_nothing_moves(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage
) -> None:
    own = scene.add("segments", footage, 100, 200, codes=[scene.codes["asked"]], witnesses=[])
    marked(mina, footage, 100, 150, codes=[scene.codes["hunger"]])
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.select(100, 200)
    bench.press("m")
    expect(bench.memo).to_be_focused()
    bench.page.keyboard.insert_text("half a sentence")
    pose = bench.page.evaluate(_POSE)

    waits = []
    for number in range(CHANGES):
        asked = time.monotonic()
        marked(mina, footage, 300 + 100 * number, 350 + 100 * number, codes=[scene.codes["cooking"]])
        expect(bench.clip(300 + 100 * number, 350 + 100 * number)).to_be_attached()
        waits.append(time.monotonic() - asked)
        assert bench.page.evaluate(_POSE) == pose
    expect(bench.page.locator("[data-live]")).to_contain_text("changed")
    assert bench.memo.input_value() == "half a sentence"

    bench.press("Control+Enter")
    bench.wait_until_saved()
    (kept,) = [one for one in scene.segments(footage) if one["id"] == own["id"]]
    assert kept["memo"] == "half a sentence"
    # Told (`pytest -s`) and not judged: docs/performance.md has it.
    print(f"\nseen after {statistics.median(waits):.1f} s in the median, {max(waits):.1f} s at most")


def test_everything_on_the_recording_follows(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage
) -> None:
    segment = marked(mina, footage, 100, 200, codes=[scene.codes["hunger"]])
    bench = Workbench.open(open_page(scene.lead), footage)
    expect(bench.clip(100, 200)).to_be_attached()

    changed = mina.patch(f"segments/{segment['id']}/", {"end": {"frame": 260}}, segment["version"])
    expect(bench.clip(100, 260)).to_be_attached()
    scene.lead.patch(f"codes/{scene.codes['asked']}/", {"name": "begged"}, 1)
    expect(bench.pinned("begged")).to_be_attached()
    mina.post(f"projects/{scene.project}/witnesses/", {"pseudonym": "D", "description": "a guard"})
    expect(bench.inspector.get_by_role("button", name="D", exact=True)).to_be_attached()
    span = {"start": {"frame": 50}, "end": {"frame": 90}}
    line = {**span, "language": "ko", "text": "강", "translation": "The river.", "witness": None}
    made = mina.post(f"footage/{footage['id']}/lines/", line)
    expect(bench.page.locator(f"[data-line='{made['id']}'] .e")).to_contain_text("The river.")
    mina.post(f"lines/{made['id']}/revisions/", {"text": "A river.", "reason": ""}, version=1)
    expect(bench.page.locator(f"[data-line='{made['id']}'] .e")).to_contain_text("A river.")
    scene.lead.post(f"segments/{segment['id']}/review/", {"decision": "approve"}, version=changed["version"])
    expect(bench.clip(100, 260)).to_contain_text("approved")


def test_a_selected_segment_that_somebody_deletes_says_so(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage
) -> None:
    segment = marked(mina, footage, 100, 200)
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.select(100, 200)

    mina.delete(f"segments/{segment['id']}/", segment["version"])

    bench.notice("deleted the segment that was selected here")
    expect(bench.segments).to_have_count(0)
    bench.wait_for_frame(100)


def test_a_deleted_segment_with_words_on_it_comes_to_a_choice(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    segment = marked(mina, footage, 100, 200)
    watch.expect(404, f"/segments/{segment['id']}/")
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.select(100, 200)
    bench.press("m")
    bench.page.keyboard.insert_text("do not lose this")
    mina.delete(f"segments/{segment['id']}/", segment["version"])
    expect(bench.inspector.get_by_text("changed this segment meanwhile")).to_be_visible()
    expect(bench.memo).to_have_value("do not lose this")

    bench.press("Control+Enter")
    bench.page.locator("[data-save=conflict]").click()
    expect(bench.page.get_by_role("dialog")).to_contain_text("Deleted")
    bench.page.get_by_role("button", name="Keep mine").click()
    bench.wait_until_saved()
    assert [one["memo"] for one in scene.segments(footage)] == ["do not lose this"]


def test_an_open_line_keeps_its_text_and_shows_both(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    line = scene.add("lines", footage, 50, 100, language="ko", text="집", translation="hose")
    watch.expect(412, f"/lines/{line['id']}/")
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.go(60)
    bench.press("e")
    editor = bench.page.get_by_label("Translation", exact=True)
    editor.fill("house, mine")

    mina.post(f"lines/{line['id']}/revisions/", {"text": "house, theirs", "reason": ""}, version=1)
    expect(bench.page.locator(".meanwhile.on")).to_contain_text("house, theirs")
    expect(editor).to_be_focused()
    expect(editor).to_have_value("house, mine")

    bench.press("Control+Enter")
    bench.page.locator("[data-save=conflict]").click()
    dialog = bench.page.get_by_role("dialog")
    expect(dialog).to_contain_text("house, theirs")
    expect(dialog).to_contain_text("house, mine")
    dialog.get_by_role("button", name="Keep mine").click()
    bench.wait_until_saved()
    texts = [one["text"] for one in scene.lead.get(f"lines/{line['id']}/revisions/")["results"]]
    assert sorted(texts) == ["hose", "house, mine", "house, theirs"]


def test_the_lanes_of_others_can_be_hidden_and_stay_so(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage
) -> None:
    marked(mina, footage, 100, 200, codes=[scene.codes["hunger"]])
    scene.add("segments", footage, 100, 300, codes=[scene.codes["asked"]], witnesses=[])
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    names = page.locator("[role=grid] [role=rowheader]").filter(has_not_text="Noise")
    expect(names).to_have_count(3)
    assert names.all_inner_texts()[:2] == ["Decisions", "Food"]
    page.locator("[data-others]").click()
    expect(names).to_have_text(["Decisions", "Food"])
    page.wait_for_function(_PAINTED_LIKE_ITS_HEADS)
    marked(mina, footage, 400, 500, codes=[scene.codes["hunger"]])
    page.reload()
    bench.wait_until_open()
    expect(names).to_have_text(["Decisions", "Food"])
    page.locator("[data-others]").click()
    expect(bench.clip(400, 500)).to_be_attached()
    page.wait_for_function(_PAINTED_LIKE_ITS_HEADS)


def test_a_tab_that_slept_catches_up_when_it_wakes(
    scene: Scene, footage: dict[str, Any], mina: ApiClient, open_page: OpenPage
) -> None:
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/changes/" in request.url else None)
    page.evaluate(hide, True)
    marked(mina, footage, 100, 200)
    page.wait_for_timeout(5000)
    quiet = len(asked)
    page.evaluate(hide, False)
    expect(bench.clip(100, 200)).to_be_attached()
    # One may have been on its way when the tab was hidden.
    assert quiet <= 1
