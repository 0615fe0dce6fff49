"""What is not on the server yet is kept in the browser: sealed, for its member alone, and it goes on by itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import complaints
from tests.browser.chromium import crash, sign_in
from tests.browser.client import PASSWORD, ApiClient
from tests.browser.conftest import OpenPage
from tests.browser.profile import kept_bytes, profile, spellings
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench
from tests.faults.product import wait_for

pytestmark = pytest.mark.browser

MEMO = "She names the bridge, 다리."
WRITES = re.compile(r"/api/v1/(segments|lines|noise)/")


def cut(page: Page) -> None:
    """No request that writes marks arrives from any tab of this browser."""
    page.context.route(WRITES, lambda route: route.abort())


def mend(page: Page) -> None:
    page.context.unroute(WRITES)


def mark(bench: Workbench, start: int, end: int) -> None:
    bench.go(start)
    bench.press("i")
    bench.go(end)
    bench.press("o")
    expect(bench.clip(start, end)).to_be_attached()


def corner(bench: Workbench, state: str, count: int) -> None:
    """The corner must say this, and that all of it is on disk."""
    expect(bench.page.locator(f"[data-save={state}][data-count='{count}'][data-kept=true]")).to_be_attached()


def spans(scene: Scene, footage: dict[str, Any]) -> list[tuple[int, int]]:
    return sorted((one["start"]["frame"], one["end"]["frame"]) for one in scene.segments(footage))


COUNT = """() => new Promise((resolve) => {
  const request = indexedDB.open("annotator-outbox");
  request.onsuccess = () => {
    const count = request.result.transaction("records").objectStore("records").count();
    count.onsuccess = () => { request.result.close(); resolve(count.result); };
  };
})"""


CONTROL = """(text) => new Promise((resolve) => {
  const request = indexedDB.open("control");
  request.onupgradeneeded = () => request.result.createObjectStore("open");
  request.onsuccess = () => {
    const transaction = request.result.transaction("open", "readwrite");
    transaction.objectStore("open").put(text, 1);
    transaction.oncomplete = resolve;
  };
})"""


def end_session(page: Page) -> None:
    """The browser's cookie opens nothing any more."""
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def open_sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("sign out$")).click()
    page.get_by_role("menuitem", name="Sign out").click()


@pytest.fixture
def coder(scene: Scene, request: pytest.FixtureRequest) -> ApiClient:
    """A coder of the test's own, whose session may end without anybody else's."""
    return scene.invite(f"coder-{abs(hash(request.node.name)) % 10**9}", "coder")


def test_marks_outlive_their_tab(scene: Scene, open_page: OpenPage, watch: Watch) -> None:
    watch.expect_cuts()
    footage = scene.register(EASY["25"])
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    cut(page)
    mark(bench, 100, 200)
    bench.press("1", "m")
    page.keyboard.insert_text(MEMO)
    bench.press("Control+Enter")
    mark(bench, 300, 400)
    expect(page.locator("[data-save=offline][data-kept=true]")).to_be_attached()
    context = page.context
    crash(page)
    assert spans(scene, footage) == []

    again = context.new_page()
    bench = Workbench(again)
    again.goto(f"/projects/{footage['project']}/footage/{footage['id']}")
    expect(bench.clip(100, 200)).to_be_attached()
    expect(bench.clip(300, 400)).to_be_attached()
    mend(again)
    bench.wait_until_saved()
    assert spans(scene, footage) == [(100, 200), (300, 400)]
    first = min(scene.segments(footage), key=lambda one: one["start"]["frame"])
    assert (first["memo"], first["codes"]) == (MEMO, [scene.codes["asked"]])
    assert again.evaluate(COUNT) == 0


def test_an_answer_that_was_lost_doubles_nothing(scene: Scene, open_page: OpenPage, watch: Watch) -> None:
    watch.expect_cuts()
    footage = scene.register(EASY["25"])
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)

    def swallow(route: Route) -> None:
        route.fetch()  # it arrives, and nobody learns of it
        route.abort()

    def arrived() -> bool:
        page.wait_for_timeout(50)  # requests pass through this process, which must look after them meanwhile
        return spans(scene, footage) == [(100, 200)]

    cut(page)
    page.context.route(WRITES, swallow, times=1)
    mark(bench, 100, 200)
    wait_for(arrived, "the mark arriving")
    bench.press("1")
    expect(page.locator("[data-save=offline][data-count='2'][data-kept=true]")).to_be_attached()
    context = page.context
    crash(page)
    again = context.new_page()
    mend(again)
    bench = Workbench.open(again, footage)
    bench.wait_until_saved()
    (kept,) = scene.segments(footage)
    assert (kept["start"]["frame"], kept["codes"]) == (100, [scene.codes["asked"]])


def test_two_tabs_of_one_member_show_the_same_and_send_once(scene: Scene, open_page: OpenPage, watch: Watch) -> None:
    watch.expect_cuts()
    footage = scene.register(EASY["25"])
    first = open_page(scene.lead)
    one = Workbench.open(first, footage)
    two = Workbench.open(first.context.new_page(), footage)
    written: list[str] = []
    first.context.on("request", lambda request: written.append(request.method) if WRITES.search(request.url) else None)

    mark(one, 100, 200)
    expect(two.clip(100, 200)).to_be_attached()
    mark(two, 300, 400)
    expect(one.clip(300, 400)).to_be_attached()
    one.wait_until_saved()
    two.wait_until_saved()
    assert written == ["PUT", "PUT"]
    assert spans(scene, footage) == [(100, 200), (300, 400)]

    cut(first)
    mark(two, 500, 600)
    mark(one, 700, 800)
    corner(two, "offline", 2)
    first.close()
    mend(two.page)
    two.wait_until_saved()
    assert spans(scene, footage) == [(100, 200), (300, 400), (500, 600), (700, 800)]


def test_a_session_that_ends_is_renewed_in_place(
    scene: Scene, coder: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(401, "/api/v1/")
    coder_id = coder.get("session/")["user"]["id"]
    footage = scene.register(EASY["25"])
    page = open_page(coder)
    bench = Workbench.open(page, footage)
    bench.go(100)
    bench.press("i")
    bench.go(200)
    page.locator("[data-pane=timeline]").focus()
    end_session(page)
    bench.press("o")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Password")).to_be_focused()
    expect(dialog.get_by_label("User name")).to_have_attribute("readonly", "")
    corner(bench, "signin", 1)
    assert not complaints(page)
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)

    # The very next press counts, and lands on the frame that was shown.
    assert page.evaluate("document.activeElement.dataset.pane") == "timeline"
    bench.press("i")
    bench.press("ArrowRight")
    bench.wait_for_frame(201)
    bench.press("o")
    expect(bench.clip(200, 201)).to_be_attached()
    bench.wait_until_saved()
    assert spans(scene, footage) == [(100, 200), (200, 201)]
    assert {one["coder"] for one in scene.segments(footage)} == {coder_id}


def test_somebody_elses_sign_in_sends_nothing_of_mine(
    scene: Scene, coder: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(403, "/api/v1/")
    watch.expect(401, "/api/v1/")
    footage = scene.register(EASY["25"])
    other = scene.invite(f"other-{scene.project}", "coder")
    page = open_page(coder)
    bench = Workbench.open(page, footage)
    bench.go(100)
    bench.press("i")
    bench.go(200)
    sign_in(page.context, other)
    bench.press("o")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Somebody else signed in here")
    corner(bench, "signin", 1)
    assert spans(scene, footage) == []

    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    bench.wait_until_saved()
    (kept,) = scene.segments(footage)
    assert kept["coder"] == coder.get("session/")["user"]["id"]


def test_signing_out_says_what_is_kept_and_the_next_sign_in_sends_it(
    scene: Scene, coder: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect_cuts()
    watch.expect(401, "/api/v1/session/")
    name = coder.get("session/")["user"]["username"]
    other = scene.invite(f"other-{scene.project}", "coder")
    footage = scene.register(EASY["25"])
    page = open_page(coder)
    bench = Workbench.open(page, footage)
    cut(page)
    mark(bench, 100, 200)
    corner(bench, "offline", 1)
    open_sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"1 change on “{footage['title']}”")
    assert not complaints(page)
    dialog.get_by_role("button", name="Stay and send").click()
    expect(dialog).to_have_count(0)
    open_sign_out(page)
    dialog.get_by_role("button", name="Sign out, keep it here").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()

    sign_in(page.context, other)
    page.goto("/projects")
    expect(page.get_by_role("link", name=re.compile("^Two towns"))).to_be_visible()
    expect(page.get_by_text("in this browser")).to_have_count(0)
    # What the list still asks for would be refused.
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.goto("/projects")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"1 change of yours on “{footage['title']}” waits in this browser")).to_be_visible()
    assert not complaints(page)
    mend(page)
    page.get_by_role("link", name="Open to send").click()
    bench.wait_until_open()
    wait_for(lambda: spans(scene, footage) == [(100, 200)], "the mark being sent")


def test_what_is_discarded_is_gone(scene: Scene, coder: ApiClient, open_page: OpenPage, watch: Watch) -> None:
    watch.expect_cuts()
    # What was still being asked when the session ended, too.
    watch.expect(401, "/api/v1/")
    footage = scene.register(EASY["25"])
    page = open_page(coder)
    bench = Workbench.open(page, footage)
    cut(page)
    mark(bench, 100, 200)
    corner(bench, "offline", 1)
    open_sign_out(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Discard and sign out").click()
    dialog.get_by_role("button", name="Lose 1 change for good?").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate(COUNT) == 0
    assert spans(scene, footage) == []


def test_both_versions_of_a_conflict_outlive_the_tab(scene: Scene, open_page: OpenPage, watch: Watch) -> None:
    watch.expect_cuts()
    watch.expect(412, "/api/v1/segments/")
    footage = scene.register(EASY["25"])
    made = scene.add("segments", footage, 100, 200, memo="as it was", codes=[], witnesses=[])
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    bench.clip(100, 200).focus()
    bench.press("Enter")
    bench.wait_for_frame(100)
    cut(page)
    bench.press("m")
    page.keyboard.insert_text(", and mine")
    bench.press("Control+Enter")
    corner(bench, "offline", 1)
    scene.lead.patch(f"segments/{made['id']}/", {"memo": "theirs"}, made["version"])
    page.close()

    page = page.context.new_page()
    mend(page)
    page.goto(f"/projects/{footage['project']}/footage/{footage['id']}")
    for reopened in (False, True):
        if reopened:
            page.reload()
        page.locator("[data-save=conflict]").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("as it was, and mine")
        expect(dialog).to_contain_text("theirs")
    dialog.get_by_role("button", name="Keep mine").click()
    Workbench(page).wait_until_saved()
    (kept,) = scene.segments(footage)
    assert kept["memo"] == "as it was, and mine"
    assert page.evaluate(COUNT) == 0


def test_a_seized_profile_shows_nothing(scene: Scene, browser: Browser, tmp_path: Path) -> None:
    footage = scene.register(EASY["25"], title="강변 interview with the cook")
    with profile(browser.browser_type, tmp_path / "profile", scene.lead.address) as context:
        sign_in(context, scene.lead)
        page = context.pages[0]
        bench = Workbench.open(page, footage)
        cut(page)
        mark(bench, 100, 200)
        bench.press("1", "m")
        page.keyboard.insert_text(MEMO)
        bench.press("Control+Enter")
        expect(page.locator("[data-save=offline][data-kept=true]")).to_be_attached()
        mine = bench.clip(100, 200).get_attribute("data-clip") or "no id"
        user = scene.lead.get("session/")["user"]["id"]
        page.evaluate(CONTROL, "a witness by name, 이름")

    found = kept_bytes(tmp_path / "profile")
    assert any(text in found for text in spellings("a witness by name, 이름")), "what lies open is not found either"
    ids = [footage["id"], scene.project, mine, user, scene.codes["asked"]]
    for secret in [MEMO, "bridge", "asked", footage["title"], "segment", "memo", *ids]:
        assert not any(text in found for text in spellings(secret)), secret
