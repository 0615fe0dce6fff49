"""How a recording is watched: loops, speeds, a picture that helps seeing, captions, full screen, a second window."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.browser.watching import LINE, open_watched, place
from tests.browser.workbench import Workbench
from tests.footage.media.clips import decode_jpeg

pytestmark = pytest.mark.browser


@pytest.fixture
def bench(scene: Scene, open_page: OpenPage) -> Workbench:
    return open_watched(scene, open_page)


# Loop and speed

_RECORD = """() => {
  window.seen = [];
  for (const video of document.querySelectorAll("video")) {
    const next = () => video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (video.classList.contains("front")) window.seen.push(Math.round(mediaTime * 25));
      next();
    });
    next();
  }
}"""


ROUNDS, LEARNING = 9, 4


def rounds(seen: list[int]) -> list[list[int]]:
    """What was presented, cut where it turned back."""
    cut: list[list[int]] = [[]]
    for frame in seen:
        if cut[-1] and frame < cut[-1][-1]:
            cut.append([])
        cut[-1].append(frame)
    return cut


@pytest.mark.parametrize("rate", [1, 2])
def test_a_loop_shows_every_edge_and_nothing_outside(bench: Workbench, rate: int) -> None:
    page = bench.page
    bench.clip(300, 340).focus()
    bench.press("Enter")
    bench.wait_for_frame(300)
    for _ in range(3 if rate == 2 else 0):
        bench.press("Shift+>")
    page.evaluate(_RECORD)
    bench.press("p")
    expect(loop_badge(page)).to_contain_text("01:41:12:00 – 01:41:13:15")
    page.wait_for_function(
        "(rounds) => window.seen.filter((frame, at) => frame < window.seen[at - 1]).length >= rounds",
        arg=ROUNDS,
        timeout=PATIENCE_MS,
    )
    turns = rounds(page.evaluate("window.seen"))[:ROUNDS]
    # The picture stood at the first frame already: what is noted begins with the next that a busy computer shows.
    assert set(turns[0]) <= set(range(300, 340)), turns
    # A computer with other things to do needs a few rounds to learn how early it must turn.
    learnt = turns[LEARNING:]
    # At twice the speed a computer that shows every second picture late may show one more.
    outside = {frame for turn in learnt for frame in turn} - set(range(300, 339 + rate))
    assert not outside, turns
    for turn in learnt:
        assert turn[0] - 300 <= rate, turn
        assert 339 - turn[-1] <= 6, turn


def test_a_loop_is_left_where_it_is_seen_and_by_its_key(bench: Workbench) -> None:
    bench.clip(300, 340).focus()
    bench.press("Enter")
    for way in ("badge", "p", "Escape"):
        bench.press("p")
        expect(loop_badge(bench.page)).to_be_visible()
        if way == "badge":
            loop_badge(bench.page).click()
        else:
            bench.press(way)
        expect(loop_badge(bench.page)).to_have_count(0)
    bench.press("k")


def test_a_loop_follows_its_segment(bench: Workbench) -> None:
    bench.clip(300, 340).focus()
    bench.press("Enter")
    bench.press("p")
    bench.press("k")
    bench.go(330)
    bench.press("]")
    expect(bench.clip(300, 330)).to_be_attached()
    expect(loop_badge(bench.page)).to_contain_text("– 01:41:13:05")


def test_speeds_are_kept_and_keep_the_pitch(bench: Workbench) -> None:
    page = bench.page
    bench.press("Shift+>")
    expect(speed(page)).to_have_text("1.25×Speed of playing (< >)")
    bench.press("Space")
    page.wait_for_function("() => document.querySelector('video.front').playbackRate === 1.25")
    bench.press("Shift+<", "Shift+<")
    page.wait_for_function("() => document.querySelector('video.front').playbackRate === 0.75")
    assert page.evaluate("[...document.querySelectorAll('video')].every((video) => video.preservesPitch)")
    bench.press("Space")
    speed(page).click()
    page.get_by_role("menuitemradio", name="1.5×").click()
    address = page.url
    page.reload()
    bench.wait_until_open()
    expect(speed(page)).to_have_text("1.5×Speed of playing (< >)")
    assert page.url == address


def loop_badge(page: Page) -> Locator:
    return page.locator("[data-pane=picture] .state button.loop")


def speed(page: Page) -> Locator:
    return page.locator(".transport button.speed")


# Picture


def test_the_picture_is_enlarged_about_the_pointer_moved_and_put_back(bench: Workbench) -> None:
    page = bench.page
    bench.go(150)
    before = place(page)
    x, y = before["left"] + 0.7 * before["width"], before["top"] + 0.25 * before["height"]
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(altered(page)).to_contain_text("2×")
    larger = place(page)
    assert larger["width"] == pytest.approx(2 * before["width"], abs=0.5)
    assert (x - larger["left"]) / larger["width"] == pytest.approx(0.7, abs=0.005)
    assert (y - larger["top"]) / larger["height"] == pytest.approx(0.25, abs=0.005)

    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=4)
    page.mouse.up()
    moved = place(page)
    assert moved["left"] - larger["left"] == pytest.approx(30, abs=0.5)
    assert moved["top"] - larger["top"] == pytest.approx(-20, abs=0.5)
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "false")

    bench.press("Control+ArrowRight")
    assert place(page)["left"] < moved["left"]
    for _ in range(20):
        bench.press("Alt+=")
    assert place(page)["width"] == pytest.approx(8 * before["width"], abs=1)
    # What is on the screen is still the frame that is cited.
    assert bench.look().number == 150
    bench.press("ArrowRight")
    bench.wait_for_frame(151)
    altered(page).click()
    expect(altered(page)).to_have_count(0)
    assert place(page) == before
    bench.press("Alt+=", "Alt+=", "Alt+0")
    assert place(page) == before


def test_a_press_on_the_enlarged_picture_still_plays(bench: Workbench) -> None:
    page = bench.page
    bench.press("Alt+=", "Alt+=")
    box = place(page, "[data-pane=picture] .pane")
    page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "true")
    bench.press("k")


def test_what_is_hard_to_see_is_made_brighter_on_the_screen_alone(bench: Workbench) -> None:
    page = bench.page
    bench.go(10)
    before = brightness(page)
    page.get_by_role("button", name="Sound and picture").click()
    for name, text in {"Brightness": "152 %", "Shadows": "152 %"}.items():
        slider = page.get_by_role("slider", name=name)
        slider.focus()
        slider.fill("0.6")
        expect(slider).to_have_attribute("aria-valuetext", text)
    page.keyboard.press("Escape")
    expect(altered(page)).to_contain_text("Altered view")
    assert brightness(page) > 1.3 * before
    assert bench.look().number == 10

    page.reload()
    bench.wait_until_open()
    expect(altered(page)).to_be_visible()
    altered(page).click()
    expect(altered(page)).to_have_count(0)
    bench.go(10)
    assert brightness(page) == pytest.approx(before, rel=0.02)


def test_keys_of_the_workbench_work_beside_the_sliders(bench: Workbench) -> None:
    page = bench.page
    bench.press("t")
    slider = page.get_by_role("slider", name="Volume")
    slider.focus()
    bench.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "95 %")
    expect(page.locator("[role=timer]")).to_have_attribute("data-wanted", "0")
    bench.press("Shift+A")
    bench.press("Space")
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "true")
    bench.press("k", "t")
    expect(slider).to_be_hidden()


def altered(page: Page) -> Locator:
    return page.locator("[data-pane=picture] .altered")


def brightness(page: Page) -> float:
    """The mean of the middle of the picture as it is painted, 0 to 255."""
    box = place(page, "[data-pane=picture] .pane")
    clip = {
        "x": box["left"] + box["width"] * 0.25,
        "y": box["top"] + box["height"] * 0.4,
        "width": box["width"] / 2,
        "height": box["height"] * 0.3,
    }
    shot = page.screenshot(type="jpeg", quality=90, clip=clip)  # type: ignore[arg-type]
    return float(decode_jpeg(shot, 64, 36).mean())


# Captions


def test_captions_show_the_line_in_the_language_that_is_chosen(bench: Workbench) -> None:
    page = bench.page
    bench.go(150)
    captions = page.locator("[data-pane=picture] .caption p")
    expect(captions).to_have_text([LINE["translation"]])
    for shown in [[LINE["text"], LINE["translation"]], [], [LINE["text"]]]:
        bench.press("s")
        expect(captions).to_have_text(shown)
    expect(captions.locator("span")).to_have_attribute("lang", "ko")
    page.wait_for_function("() => document.fonts.check('15px \"Noto Sans KR\"', '모르겠어요')")
    bench.go(200)
    expect(captions).to_have_count(0)
    page.reload()
    bench.wait_until_open()
    bench.go(150)
    expect(captions).to_have_text([LINE["text"]])


# Shuttling back


_SHUTTLE = """async ([below]) => {
  const press = (code) => document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true }));
  const frame = () => Number(document.querySelector("[role=timer]").dataset.frame);
  const painted = () => new Promise(requestAnimationFrame);
  for (let times = 0; times < 4; times += 1) press("KeyJ");
  await painted();
  const speed = document.querySelector(".transport button.speed").textContent;
  while (frame() > below) await painted();
  const marked = frame();
  press("KeyI");
  await painted();
  const stopped = frame();
  press("KeyK");
  return { speed, marked, stopped, seen: [...window.seen] };
}"""
"""Back at full speed, a mark as soon as a frame below the given one is on the screen, and a stop."""


def test_shuttling_back_marks_and_stops_at_what_is_seen(bench: Workbench) -> None:
    page = bench.page
    bench.go(1150)
    page.evaluate(_RECORD)
    done = page.evaluate(_SHUTTLE, [1000])
    assert done["speed"].startswith("−8×")
    assert {done["marked"], done["stopped"]} <= set(done["seen"])
    assert done["stopped"] <= done["marked"] <= 1000
    expect(page.locator(".transport .io.open b")).to_have_text(EASY["25"].clock.timecode(done["marked"]))
    bench.wait_for_frame(done["stopped"])
    assert bench.look().number == done["stopped"]


def test_a_button_pressed_with_the_mouse_does_not_keep_space(bench: Workbench) -> None:
    page = bench.page
    basis = page.locator("button.basis")
    basis.click()
    expect(basis).to_contain_text("sound")
    chosen = basis.inner_text()
    bench.press("Space")
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "true")
    assert basis.inner_text() == chosen
    bench.press("k")


# The inspector, and what covers it


def test_the_memo_is_asked_for_from_every_tab(bench: Workbench) -> None:
    page = bench.page
    page.get_by_role("tab", name="History").click()
    bench.press("m")
    bench.notice("No segment is selected")
    bench.select(300, 340)
    page.get_by_role("tab", name="Codes").click()
    bench.press("m")
    expect(bench.memo).to_be_focused()
    page.keyboard.type("muted")
    expect(bench.memo).to_have_value("muted")


def test_full_screen_says_what_the_inspector_says(bench: Workbench) -> None:
    page = bench.page
    bench.press("f")
    expect(page.locator(".viewer.full")).to_be_visible()
    bench.press("o")
    said = page.locator("[data-pane=picture] [data-notice]")
    expect(said).to_contain_text("No start is marked")
    expect(page.locator("[data-pane=picture] [data-undecided]")).to_have_count(0)
    bench.go(20)
    bench.press("n")
    bench.go(90)
    bench.press("n")
    bench.wait_until_saved()
    bench.go(30)
    bench.press("i")
    bench.go(60)
    bench.press("o")
    waits = page.locator("[data-pane=picture] [data-undecided='1']")
    expect(waits).to_contain_text("1 edit waits for your decision")
    waits.click()
    expect(page.locator(".viewer.full")).to_have_count(0)
    expect(page.locator("[data-held='30-60']")).to_be_visible()


def test_a_load_that_fails_leaves_the_picture_its_place(scene: Scene, open_page: OpenPage, watch: Watch) -> None:
    footage = scene.register(EASY["25"])
    watch.expect(503, "/coding/")
    page = open_page(scene.lead)
    page.route(
        "**/coding/",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body='{"detail": "Not now."}'),
    )
    page.goto(f"/projects/{footage['project']}/footage/{footage['id']}")
    expect(page.locator(".bench > .problem")).to_contain_text("Not now.")
    expect(page.locator("video[data-source=ready]")).to_be_attached()
    assert place(page, ".bench > .problem")["height"] < 100
    assert place(page, ".viewer")["height"] > 300
    timeline = place(page, ".tl")
    assert timeline["top"] + timeline["height"] <= page.evaluate("innerHeight")


def test_a_line_that_is_edited_is_in_sight_and_stays_drawn(scene: Scene, open_page: OpenPage) -> None:
    footage = scene.register(EASY["25"])
    for number in range(120):
        scene.add("lines", footage, 4 + 8 * number, 10 + 8 * number, **LINE)
    page = open_page(scene.lead)
    bench = Workbench.open(page, footage)
    words = page.locator("[data-pane=lines] .list")
    page.get_by_role("button", name="Follow the playhead").click()
    bench.go(4 + 8 * 110 + 2)
    bench.press("e")
    editor = page.get_by_role("textbox", name="Translation")
    expect(editor).to_be_focused()
    expect(editor).to_be_in_viewport()
    words.evaluate("(list) => list.scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_timeout(300)
    page.keyboard.type(" Not me.")
    expect(editor).to_have_value(LINE["translation"] + " Not me.")
    bench.press("Escape")

    page.set_viewport_size({"width": 1100, "height": 800})
    page.get_by_role("tab", name="Codes").click()
    bench.press("e")
    expect(editor).to_be_focused()
    page.get_by_role("tab", name="Codes").click()
    bench.press("e")
    expect(editor).to_be_focused()
    bench.press("Escape")
