"""What no browser shows is watched from the parts of its proxy, and nobody notices when the proxy comes."""

import itertools
import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.conftest import OpenPage
from tests.browser.recordings import LATE, ODD
from tests.browser.scene import Scene
from tests.browser.test_frames import assert_shown, go_around
from tests.browser.workbench import Workbench
from tests.faults.product import Product

pytestmark = pytest.mark.browser

CHUNK = 120
"""Frames in a part at 25 frames a second."""
BORDERS = [frame for border in (1, 4, 7, 11) for frame in (border * CHUNK - 1, border * CHUNK)]


def test_exact_frames_before_there_is_a_proxy(product: Product, scene: Scene, open_page: OpenPage) -> None:
    dice = random.Random("parts")
    with product.nobody_works_on("heavy"):
        with product.nobody_works_on("urgent"):
            footage = scene.register_file(ODD.file, title="Ferry")
            bench = open_from_library(open_page(scene.lead), footage)
            go_to_still(bench, 700)
            go_to_still(bench, 701)
        bench.wait_for_frame(701)
        assert_shown(bench, ODD, 701, "chunks")
        for frame in [*BORDERS, 0, 1499, *dice.sample(range(1500), 12)]:
            bench.go(frame)
            assert_shown(bench, ODD, frame, "chunks")
        step_over_border(bench, 4 * CHUNK)
        play_over_border(bench, 6 * CHUNK)


def test_playing_waits_for_a_part_and_goes_on_by_itself(product: Product, scene: Scene, open_page: OpenPage) -> None:
    with product.nobody_works_on("heavy"):
        footage = scene.register_file(ODD.file)
        page = open_page(scene.lead)
        bench = Workbench.open(page, footage)
        bench.wait_for_frame(0)
        with product.nobody_works_on("urgent"):
            made = last_made(page, footage)
            bench.go(made - 20)
            bench.press("Space")
            expect(page.get_by_text("Making this part")).to_be_visible()
        page.wait_for_function(
            "(frame) => Number(document.querySelector('[role=timer]').dataset.frame) > frame", arg=made + 10
        )
        bench.press("Space")


def test_nobody_notices_the_proxy_coming(product: Product, scene: Scene, open_page: OpenPage) -> None:
    with product.nobody_works_on("heavy"):
        footage = scene.register_file(LATE.file)
        page = open_page(scene.lead)
        bench = Workbench.open(page, footage)
        bench.go(300)
        assert_shown(bench, LATE, 300, "chunks")
        watch_numbers(page)
    expect(page.locator("video[data-kind=proxy]")).to_be_attached()
    bench.press("ArrowRight")
    bench.wait_for_frame(301)
    assert_shown(bench, LATE, 301, "proxy")
    page.wait_for_timeout(200)
    seen = page.evaluate("() => window.seen")
    assert set(seen["numbers"]) <= {300, 301}
    assert len(set(seen["boxes"])) == 1
    go_around(bench, LATE, random.Random("late"), "proxy", seeks=10)


def open_from_library(page: Page, footage: dict[str, Any]) -> Workbench:
    """By its row, as soon as that can be opened."""
    page.goto(f"/projects/{footage['project']}/library")
    page.get_by_role("link", name=footage["title"]).click()
    bench = Workbench(page)
    bench.wait_until_saved()
    return bench


def go_to_still(bench: Workbench, frame: int) -> None:
    """The exact frame is seen although no part with it is made."""
    bench.press("g")
    bench.page.locator("#goto").fill(f"f{frame}")
    bench.page.locator("#goto").press("Enter")
    expect(bench.page.get_by_text("Making this part")).to_be_visible()
    bench.page.wait_for_function(_STILL, arg=frame, timeout=PATIENCE_MS)


_STILL = """(frame) => {
  const hold = document.querySelector("canvas.hold.on");
  if (!hold || document.querySelector("[role=timer]").dataset.frame !== String(frame)) return false;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 20];
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.drawImage(hold, 0, 0, 320, 180);
  const row = paper.getImageData(0, 10, 320, 1).data;
  const level = (cell) => row[Math.floor((cell + 0.5) * 20) * 4];
  let number = 0;
  for (let cell = 1; cell <= 14; cell += 1) number = number * 2 + (level(cell) > 128 ? 1 : 0);
  return number === frame;
}"""


def step_over_border(bench: Workbench, border: int) -> None:
    bench.go(border - 2)
    for frame in [border - 1, border, border + 1]:
        bench.press("ArrowRight")
        bench.wait_for_frame(frame)
        assert_shown(bench, ODD, frame, "chunks")
    for frame in [border, border - 1]:
        bench.press("ArrowLeft")
        bench.wait_for_frame(frame)
        assert_shown(bench, ODD, frame, "chunks")


def play_over_border(bench: Workbench, border: int) -> None:
    """Pictures and their clock agree while playing, and there is sound: one click in every second."""
    page = bench.page
    bench.go(border - 30)
    page.evaluate(_LISTEN)
    bench.press("Space")
    page.wait_for_function(
        "(frame) => Number(document.querySelector('[role=timer]').dataset.frame) > frame", arg=border + 40
    )
    bench.press("Space")
    clicks = page.evaluate("() => window.clicks")
    assert len(clicks) >= 2
    # 5 ms of tone and the 85 ms in which it is looked for.
    assert all(abs(later - earlier - 1) < 0.1 for earlier, later in itertools.pairwise(clicks)), clicks


_LISTEN = """async () => {
  const context = new AudioContext();
  await context.resume();
  const source = context.createMediaElementSource(document.querySelector("video.front"));
  const meter = context.createAnalyser();
  meter.fftSize = 4096;
  source.connect(meter);
  const samples = new Float32Array(meter.fftSize);
  window.clicks = [];
  const listen = () => {
    meter.getFloatTimeDomainData(samples);
    const loud = samples.findIndex((sample) => Math.abs(sample) > 0.1);
    const at = context.currentTime - (samples.length - loud) / context.sampleRate;
    const last = window.clicks.at(-1) ?? -1;
    if (loud >= 0 && at - last > 0.3) window.clicks.push(at);
    setTimeout(listen, 20);
  };
  listen();
}"""


def watch_numbers(page: Page) -> None:
    """From now on keeps the number and the place of what is in front, at every frame of the display."""
    page.evaluate(_WATCH)


_WATCH = """() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 20];
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  window.seen = { numbers: [], boxes: [] };
  const look = () => {
    const video = document.querySelector("video.front");
    paper.clearRect(0, 0, 320, 20);
    paper.drawImage(video, 0, 0, 320, 180);
    const row = paper.getImageData(0, 10, 320, 1).data;
    const level = (cell) => row[Math.floor((cell + 0.5) * 20) * 4];
    let number = 0;
    for (let cell = 1; cell <= 14; cell += 1) number = number * 2 + (level(cell) > 128 ? 1 : 0);
    window.seen.numbers.push(level(0) > 170 ? number : -1);
    const { x, y, width, height } = video.getBoundingClientRect();
    window.seen.boxes.push([x, y, width, height].join(" "));
    requestAnimationFrame(look);
  };
  look();
}"""


def last_made(page: Page, footage: dict[str, Any]) -> int:
    """The end of what is made from the start on."""
    made = page.evaluate(
        """async (id) => {
          const token = document.cookie.match(/csrftoken=([^;]*)/)[1];
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          const address = `/api/v1/footage/${id}/wanted/`;
          const answer = await fetch(address, { method: "POST", headers, body: '{"frame": 0}' });
          return (await answer.json()).made;
        }""",
        footage["id"],
    )
    return int(made[0][1])
