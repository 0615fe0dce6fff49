"""How a recording is watched: loops, speeds, a picture that helps seeing, captions, full screen, a second window."""

import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.workbench import Workbench
from tests.footage.media.clips import HEIGHT, WIDTH, decode_jpeg, read_number

pytestmark = pytest.mark.browser

LINE = {"text": "모르겠어요.", "translation": "I don't know.", "language": "ko"}


@pytest.fixture
def bench(scene: Scene, open_page: OpenPage) -> Workbench:
    footage = scene.register(EASY["25"])
    scene.add("lines", footage, 100, 200, **LINE)
    scene.add("segments", footage, 300, 340, basis="both", codes=[], witnesses=[])
    bench = Workbench.open(open_page(scene.lead), footage)
    bench.wait_for_frame(0)
    return bench


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
    # The picture stood at the first frame already.
    assert turns[0][0] in {300, 301}
    # A computer with other things to do needs a few rounds to learn how early it must turn.
    learnt = turns[LEARNING:]
    outside = {frame for turn in learnt for frame in turn} - set(range(300, 340))
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


def place(page: Page, selector: str = "video.front") -> dict[str, float]:
    """Where an element lies, in px of the window."""
    box: dict[str, float] = page.evaluate(
        """(selector) => {
          const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
          return { left, top, width, height };
        }""",
        selector,
    )
    return box


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


# Windows


def test_in_full_screen_all_keys_work_and_what_they_open_is_there(bench: Workbench) -> None:
    page = bench.page
    bench.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    viewport = page.evaluate("({ width: innerWidth, height: innerHeight })")
    expect(page.locator(".viewer.full")).to_be_visible()
    viewer = place(page, ".viewer")
    assert viewer == {"left": 0, "top": 0, **viewport}
    bench.press("g")
    field = page.locator("#goto")
    expect(field).to_be_visible()
    assert field.evaluate(
        """(field) => {
          const { x, y, width, height } = field.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2) === field;
        }"""
    )
    field.fill("f77")
    field.press("Enter")
    bench.wait_for_frame(77)
    expect(page.locator(".transport .bigtc")).to_have_text("01:41:03:02")
    bench.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect(page.locator(".viewer.full")).to_have_count(0)


_OTHER = """(height) => {
  const canvas = document.querySelector("canvas");
  const timer = document.querySelector("[role=timer]");
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const paper = copy.getContext("2d", { willReadFrequently: true });
  paper.drawImage(canvas, 0, 0);
  const line = paper.getImageData(0, Math.floor((10 * canvas.height) / height), canvas.width, 1).data;
  return {
    row: [...line].filter((_, at) => at % 4 === 0),
    frame: Number(timer.dataset.frame),
    timecode: timer.textContent.trim(),
  };
}"""


def look_at_other(other: Page) -> tuple[int, dict[str, Any]]:
    """The number in the picture of the second window, and what stands below it."""
    seen = other.evaluate(_OTHER, HEIGHT)
    return read_number(np.broadcast_to(np.array(seen["row"], dtype=np.uint8), (HEIGHT, WIDTH))), seen


def wait_for_other(other: Page, frame: int) -> None:
    other.wait_for_function(
        "(frame) => document.querySelector('[role=timer]')?.dataset.frame === String(frame)", arg=frame
    )
    give_up = time.monotonic() + 5
    while True:
        number, seen = look_at_other(other)
        if number == frame or time.monotonic() > give_up:
            break
    assert (number, seen["frame"], seen["timecode"]) == (frame, frame, EASY["25"].clock.timecode(frame))


def test_a_second_window_shows_the_same_frame_and_takes_the_same_keys(bench: Workbench) -> None:
    page = bench.page
    bench.go(150)
    with page.expect_popup() as opened:
        bench.press("v")
    other = opened.value
    wait_for_other(other, 150)
    assert other.url == "about:blank"
    expect(other.locator(".caption")).to_have_text(LINE["translation"])
    bench.go(700)
    wait_for_other(other, 700)

    for key, frame in [("ArrowRight", 701), ("ArrowRight", 702), ("ArrowLeft", 701), ("Shift+ArrowRight", 726)]:
        other.keyboard.press(key)
        bench.wait_for_frame(frame)
        wait_for_other(other, frame)
    other.keyboard.press("Space")
    other.wait_for_function("() => Number(document.querySelector('[role=timer]').dataset.frame) > 740")
    for _ in range(10):
        number, seen = look_at_other(other)
        assert abs(number - seen["frame"]) <= 1
    other.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play, pause")).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(
        "() => { const { frame, wanted } = document.querySelector('[role=timer]').dataset; return frame === wanted; }"
    )
    wait_for_other(other, bench.look().frame)

    other.keyboard.press("g")
    expect(page.locator("#goto")).to_be_focused()
    page.locator("#goto").press("Escape")
    bench.press("Alt+=")
    assert other.evaluate("getComputedStyle(document.querySelector('.glass')).transform") != "none"
    other.keyboard.press("f")
    other.wait_for_function("() => document.fullscreenElement !== null")
    assert page.evaluate("document.fullscreenElement === null")
    other.keyboard.press("f")
    with other.expect_event("close"):
        # It is closed before the key is let go.
        other.keyboard.down("v")
    page.keyboard.up("v")
    with page.expect_popup() as again:
        bench.press("v")
    # A person may also just close it, and open it anew.
    again.value.close()
    with page.expect_popup() as third:
        bench.press("v")
    with third.value.expect_event("close"):
        page.goto("/")
