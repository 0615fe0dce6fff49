"""The product in Korean and Russian: whole, readable, in its own letters, and by the same keys."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.launcher import servers
from tests.browser.axe import complaints
from tests.browser.catalogue import LANGUAGES, messages
from tests.browser.chromium import ARGUMENTS, PATIENCE_MS, sign_in
from tests.browser.client import ApiClient
from tests.browser.conftest import OpenPage
from tests.browser.fonts import write_latin_font
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.screens import SCREENS, SIGN_IN, Place, Screen
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

TRANSLATED = [language for language in LANGUAGES if language != "en"]
USUAL = {"library", "workbench", "workbench-keys", "review"}
"""The screens that are looked at every time; the others with --long."""

# Labels that are wider than their place. Names that people gave may be cut, and stand in `.cut`.
_CRAMPED = """() => [...document.querySelectorAll(
    "button, a, label, th, dt, h1, h2, h3, kbd, .lb, .badge, .btn, .seg, .tabs, .bar, .foot, .columns span, [role=tab]"
  )]
  .filter((one) => one.checkVisibility() && !one.matches(".cut, .sr") && one.clientWidth > 0)
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
  .filter((one) => ![...one.querySelectorAll(".cut, .sr")].some((part) => part.scrollWidth > part.clientWidth))
  .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}: ${one.innerText.trim()}`)"""
# Which faces the letters on the page are really drawn with; a custom one came from here, any other from the machine.
_FACES_OF = "body *:not(script, style, title)"


def open_in(open_page: OpenPage, client: ApiClient, language: str, **options: Any) -> Page:
    """A window of a browser that asks for this language."""
    return open_page(client, locale=LANGUAGES[language], **options)


def english_left(page: Page, language: str) -> list[str]:
    """English sentences and labels of two words and more that the page shows although it has its own for them."""
    shown = page.locator("body").inner_text()
    own = messages(language)
    return [
        text
        for key, text in messages("en").items()
        if " " in text and "{" not in text and own[key] != text and re.search(rf"\b{re.escape(text)}(?!\w)", shown)
    ]


def look_at(page: Page, screen: Screen, place: Place, language: str) -> None:
    screen.open(page, place)
    expect(page.locator("html")).to_have_attribute("lang", language)
    found = [*page.evaluate(_CRAMPED), *english_left(page, language), *complaints(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    "screen",
    [
        pytest.param(screen, id=screen.name, marks=[] if screen.name in USUAL else [pytest.mark.long])
        for screen in SCREENS
    ],
)
def test_a_screen_is_whole_in_the_language(
    screen: Screen, language: str, furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    look_at(open_in(open_page, admin, language), screen, furnished, language)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_whole_in_a_small_window(
    screen: Screen, language: str, furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    page = open_in(open_page, admin, language, viewport={"width": 1280, "height": 720})
    screen.open(page, furnished)
    assert page.evaluate(_CRAMPED) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_page_begins_in_the_browsers_language_and_asks_for_no_other(
    language: str, furnished: Place, admin: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(401, "/session/")
    page = open_in(open_page, ApiClient(admin.address), language)
    scripts: list[str] = []
    page.on("response", lambda answer: scripts.append(answer.text()) if answer.url.endswith(".js") else None)
    page.add_init_script(
        "window.seen = '';"
        "new MutationObserver(() => { seen += '\\n' + (document.body?.innerText ?? ''); })"
        ".observe(document, { childList: true, subtree: true, characterData: true });"
    )
    look_at(page, SIGN_IN, furnished, language)
    assert messages("en")["signin.password"] not in page.evaluate("seen")
    assert any(messages(language)["signin.password"] in text for text in scripts)
    assert not any(messages("en")["app.gone"] in text for text in scripts)


def choose(page: Page, language: str, name: str) -> None:
    page.locator(".rail .me").click()
    page.get_by_role("menuitemradio", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


# The layer of the timeline that names the noise.
_PAINTED = "() => document.querySelector('.base canvas').toDataURL()"


def test_the_language_changes_under_the_hands_and_stays_chosen(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    scene.add("segments", footage, 100, 200, basis="both", codes=[], witnesses=[], memo="")
    scene.add("noise", footage, 300, 900, state="confirmed")
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    bench.go(150)
    bench.clip(100, 200).focus()
    bench.press("Enter", "m")
    memo = bench.inspector.locator("textarea")
    memo.fill("half a thought")
    painted = page.evaluate(_PAINTED)
    choose(page, "ru", "Русский")
    expect(page.get_by_role("tab", name=messages("ru")["workbench.tab.history"])).to_be_visible()
    expect(page.get_by_text(messages("ru")["workbench.lane.uncoded"]).first).to_be_visible()
    expect(memo).to_have_value("half a thought")
    page.wait_for_function(f"(before) => ({_PAINTED})() !== before", arg=painted, timeout=PATIENCE_MS)
    assert english_left(page, "ru") == []
    page.reload()
    bench.wait_until_open()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page).to_have_title(re.compile("Annotator"))
    choose(page, "ko", "한국어")
    expect(page.get_by_role("tab", name=messages("ko")["workbench.tab.history"])).to_be_visible()
    assert english_left(page, "ko") == []


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ko", {"KeyI": "ㅑ", "KeyO": "ㅐ", "KeyG": "ㅎ"}), ("ru", {"KeyI": "ш", "KeyO": "щ", "KeyG": "п"})],
)
def test_keys_work_under_another_layout_and_never_while_letters_are_composed(
    language: str, letters: dict[str, str], scene: Scene, open_page: OpenPage
) -> None:
    page = open_in(open_page, scene.lead, language)
    bench = Workbench.open(page, scene.register(EASY["25"]))
    session = page.context.new_cdp_session(page)

    def press(code: str, *, composing: bool = False) -> None:
        """As the system reports the key; one that an input method takes has key code 229."""
        virtual = 229 if composing else ord(code[-1])
        key = "Process" if composing else letters[code]
        for kind in ("rawKeyDown", "keyUp"):
            event = {"type": kind, "code": code, "key": key, "windowsVirtualKeyCode": virtual}
            session.send("Input.dispatchKeyEvent", event)

    bench.go(100)
    press("KeyI", composing=True)
    bench.go(200)
    press("KeyO")
    bench.notice(messages(language)["workbench.notice.noIn"].partition("{")[0])
    bench.go(100)
    press("KeyI")
    bench.go(200)
    press("KeyO", composing=True)
    expect(bench.segments).to_have_count(0)
    press("KeyO")
    expect(bench.clip(100, 200)).to_be_attached()
    press("KeyG", composing=True)
    expect(page.locator("#goto")).to_have_count(0)
    press("KeyG")
    expect(page.locator("#goto")).to_be_visible()


def test_an_enter_that_ends_a_syllable_is_not_the_palettes(scene: Scene, open_page: OpenPage) -> None:
    page = open_in(open_page, scene.lead, "ko")
    Workbench.open(page, scene.register(EASY["25"]))
    page.keyboard.press("Control+k")
    field = page.locator("[role=combobox]")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "재", "selectionStart": 1, "selectionEnd": 1})
    expect(field).to_have_value("재")
    enter = {"code": "Enter", "key": "Process", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(field).to_be_visible()
    session.send("Input.insertText", {"text": "재"})
    expect(page.locator("[role=option]").first).to_contain_text("재생")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_letters_come_from_the_fonts_served_here(
    language: str, furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    page = open_in(open_page, admin, language)
    for screen in (one for one in SCREENS if one.name in {"workbench", "projects-new", "workbench-find"}):
        screen.open(page, furnished)
        # Its file comes when the page stands, and has the arrows, too.
        page.wait_for_function("() => [...document.fonts].some(({ family }) => family.includes('KR'))")
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
        page.evaluate("document.fonts.ready")
        assert faces_of(page) == {}, screen.name


def test_there_are_letters_for_what_is_said_without_a_server(
    furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    page = open_in(open_page, admin, "ko")
    page.goto(f"/projects/{furnished.project}/library")
    said = messages("ko")["problem.unreachable"]
    page.wait_for_function("() => [...document.fonts].some(({ family }) => family.includes('KR'))")
    page.wait_for_function(
        "(said) => document.fonts.check(`400 12px ${getComputedStyle(document.body).fontFamily}`, said)",
        arg=said,
        timeout=PATIENCE_MS,
    )
    expect(page.get_by_text(said)).to_have_count(0)


def test_a_sheet_of_faces_that_got_lost_comes_when_the_network_is_back(
    admin: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect_cuts()
    page = open_page(admin)
    page.route("**/korean-*.css", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "korean-" in request.url):
        page.goto("/")
    page.unroute("**/korean-*.css")
    page.wait_for_function("() => [...document.fonts].some(({ family }) => family.includes('KR'))")


def faces_of(page: Page) -> dict[str, str]:
    """Faces of the machine that something on the page is drawn with, and a text where each is."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": _FACES_OF})["nodeIds"]
    foreign = {}
    for node in nodes:
        for face in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if not face["isCustomFont"]:
                foreign[face["familyName"]] = session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"][:200]
    session.detach()
    return foreign


@pytest.fixture
def fontless(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    """The browser on a machine whose only font has Latin letters: of others, what is not served is drawn as a box."""
    write_latin_font(tmp_path / "latin.ttf")
    folders = f"<dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir>"
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(f'<?xml version="1.0"?><fontconfig>{folders}</fontconfig>')
    started = browser.browser_type.launch(
        executable_path=servers.chromium(),
        args=ARGUMENTS,
        env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
    )
    yield started
    started.close()


# Letters are told apart by their pixels; two boxes for missing ones are the same.
_DRAWN = """(letters) => new Set([...letters].map((letter) => {
  const paper = document.createElement("canvas").getContext("2d");
  paper.font = `40px ${getComputedStyle(document.body).fontFamily}`;
  paper.fillText(letter, 10, 60);
  return paper.canvas.toDataURL();
})).size"""


@pytest.mark.parametrize(("language", "letters"), [("ko", "잡음화면"), ("ru", "шумкад")])
def test_the_canvas_can_write_without_a_font_of_the_machine(
    language: str, letters: str, furnished: Place, admin: ApiClient, fontless: Browser
) -> None:
    context = fontless.new_context(base_url=admin.address, locale=LANGUAGES[language])
    sign_in(context, admin)
    page = context.new_page()
    next(one for one in SCREENS if one.name == "workbench").open(page, furnished)
    page.wait_for_function(f"(letters) => ({_DRAWN})(letters) === letters.length", arg=letters, timeout=PATIENCE_MS)
    boxes = page.evaluate(f"({_DRAWN})('กข')")
    assert boxes == 1, "letters that are not served must show as boxes, or this test proves nothing"
