"""What the workbench costs with 5,000 segments on 4 h 30 min: `python -m bench.workbench [--kept FOLDER] [--write]`.

Starts the product with one long recording (a short clip repeated by stream copy), fills it over the API and opens it
in Chromium. To make its thumbnails and find its shots takes some ten minutes: with `--kept` the data folder stays
there, and the next run begins from it. Every figure is taken inside the page (`bench/workbench.js`) and stands beside
its budget and a floor that is measured in the same run.
"""

import argparse
import gzip
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from bench.figures import median_and_p95
from bench.long_tape import FRAMES, HOURS, SEGMENTS, TITLE, fill, make_tape
from bench.written import Telling
from tests.browser.chromium import PATIENCE_MS, chromium, sign_in
from tests.browser.client import ADMIN, PASSWORD, ApiClient
from tests.browser.scene import DRIVE
from tests.browser.workbench import Workbench
from tests.faults.product import Product, wait_for

tell = Telling()
METER = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
FRAME_MS = 8
KEY_MS = 16
USABLE_MS = 1000
FIRST_LOAD_KB = 150
REST_MS = 2000
"""Chromium goes on for a second to build the interface of a new window, in a process of its own that takes one of two
cores from the page. The window of a person is there already."""
WINDOWS = {"all of it": 0, "20 minutes": 10, "3 minutes": 14}
"""How often + is pressed from the whole recording, by what is in sight then."""
MARK, TRIM, ZOOM = "mark a segment (O)", "trim to the playhead ([)", "zoom (+)"
KEYS = {
    MARK: ("o", "i"),
    "toggle a code (1)": ("1", None),
    "toggle a witness (Shift A)": ("Shift+A", None),
    "basis (B)": ("b", None),
    TRIM: ("[", None),
    "nudge ({)": ("Shift+BracketLeft", None),
    "one frame on (→)": ("ArrowRight", None),
    "undo (Ctrl Z)": ("Control+z", None),
    "next edge (↓)": ("ArrowDown", None),
    ZOOM: ("Equal", "Minus"),
}
"""What is pressed and measured, and what is pressed before it; one frame on, always."""
CALM_MS = 320
"""Between keys: what is left to do once the window rests is over by then."""
TURNS = 30
"""Of the wheel in one direction, to zoom: from the whole recording to three and a half minutes of it."""
FRAMES_MOVED = 150
LONG = 500
"""Frames of the segment that is trimmed, a frame each time."""
OVERVIEW_MS = 250
"""After which the overview is painted; the other timers of this delay do next to nothing."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--times", type=int, default=60, help="how often each key is pressed in each window")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    given = parser.parse_args()
    with _folder(given.kept) as folder, _product(folder) as (lead, footage), chromium() as browser:
        tell(f"{SEGMENTS} segments on {HOURS} h.\n")
        opening(browser, lead, footage)
        with _window(browser, lead) as context:
            page = _page(context)
            bench = Workbench.open(page, footage)
            wait_for_all(page)
            page.wait_for_timeout(2 * REST_MS)
            empty = page.evaluate("meter.floor(200)")
            floor = median_and_p95(empty["ours"])
            tell("\n| what | in sight | p50 | p95 | budget | × an empty repaint |\n|---|---|---|---|---|---|")
            tell(f"| floor: an empty canvas is painted | – | {floor[0]:.2f} | {floor[1]:.2f} ms | – | 1 |")
            for window in WINDOWS:
                keys(bench, window, given.times, floor[1])
            whole = [moved for window in WINDOWS for moved in moves(bench, window, floor[1])]
            frames(whole, median_and_p95(empty["whole"]))
            seeks(bench)
    if given.write:
        tell.write("workbench")


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        yield Path(folder)


@contextmanager
def _product(folder: Path) -> Iterator[tuple[ApiClient, dict[str, Any]]]:
    """The product with the recording, once everything is made of it."""
    drive = folder / "drive"
    drive.mkdir(exist_ok=True)
    make_tape(drive)
    product = Product(folder / "data")
    known = (folder / "data").exists()
    try:
        product.start("--volume", f"{DRIVE}={drive}")
        lead = ApiClient.signed_in(product.address, ADMIN, PASSWORD if known else product.password)
        footage = _known(lead) or fill(lead, product.environment)
        wait_for(lambda: _is_ready(lead, footage), "all that is made of the tape", patience=3600)
        yield lead, lead.get(f"footage/{footage['id']}/")
    finally:
        product.close()


def _known(lead: ApiClient) -> dict[str, Any] | None:
    known = [one for project in lead.list("projects/") for one in lead.list(f"projects/{project['id']}/footage/")]
    return next((one for one in known if one["title"] == TITLE), None)


def _is_ready(lead: ApiClient, footage: dict[str, Any]) -> bool:
    ready: bool = lead.get(f"footage/{footage['id']}/")["state"] == "ready"
    return ready


@contextmanager
def _window(browser: Browser, lead: ApiClient) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=lead.address, viewport={"width": 1440, "height": 900})
    sign_in(context, lead)
    yield context
    context.close()


def _page(context: BrowserContext) -> Page:
    """An empty page with the meter, in a window that has come to rest."""
    page = context.new_page()
    page.add_init_script(METER)
    page.wait_for_timeout(REST_MS)
    return page


def opening(browser: Browser, lead: ApiClient, footage: dict[str, Any], times: int = 9) -> None:
    """From going there to all segments on the timeline and a frame in the picture. The first time warms up."""
    taken: dict[str, list[float]] = {"cold": [], "warm": [], "floor": []}
    for _ in range(times):
        with _window(browser, lead) as context:
            page = _page(context)
            page.goto("/nowhere")
            taken["floor"].append(
                page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            )
        with _window(browser, lead) as context:
            for cache in ("cold", "warm"):
                page = _page(context)
                page.goto(f"/projects/{footage['project']}/footage/{footage['id']}")
                wait_for_all(page)
                taken[cache].append(page.evaluate("meter.usable"))
                page.close()
    floor = statistics.median(taken["floor"][1:])
    tell("| opening | p50 | longest | budget | × an empty page of the product |\n|---|---|---|---|---|")
    for cache in ("cold", "warm"):
        middle, longest = statistics.median(taken[cache][1:]), max(taken[cache][1:])
        row = f"{middle:.0f} | {longest:.0f} ms | {USABLE_MS} | {middle / floor:.1f}"
        tell(f"| usable, {cache} browser cache | {row} |")
    tell(f"| floor: a page that shows nothing | {floor:.0f} | – | – | 1 |")
    loaded = first_load(browser, lead, footage)
    tell(f"| JavaScript of the first load, gzip | {loaded:.1f} kB | – | {FIRST_LOAD_KB} | – |")


def first_load(browser: Browser, lead: ApiClient, footage: dict[str, Any]) -> float:
    """Kilobytes of all scripts of the workbench."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    with _window(browser, lead) as context:
        page = context.new_page()
        page.on("response", note)
        Workbench.open(page, footage)
        scripts = {answer.url: answer.body() for answer in answers if answer.request.resource_type == "script"}
    return sum(len(gzip.compress(body)) for body in scripts.values()) / 1000


def wait_for_all(page: Page) -> None:
    page.wait_for_function("() => meter.usable > 0", timeout=PATIENCE_MS)


def keys(bench: Workbench, window: str, times: int, floor: float) -> None:
    """From the start of a key's handler to the end of what it painted, the wait for the display's frame left out."""
    show(bench, window)
    bench.press("ArrowRight", "i")
    bench.page.wait_for_timeout(400)
    for name, (key, before) in KEYS.items():
        if name == TRIM:
            choose_long(bench)
        taken, overviews, rests = [], [], []
        for number in range(times):
            if before:
                bench.press(before)
            bench.press("ArrowRight")
            bench.page.wait_for_timeout(CALM_MS)
            look = bench.page.evaluate("meter.look()") if number in {0, times - 1} else None
            bench.page.evaluate("meter.begin()")
            bench.press(key)
            taken.append(bench.page.evaluate("meter.cost()"))
            if look == bench.page.evaluate("meter.look()"):
                raise AssertionError(f"{name} did nothing.")
            if name == MARK:
                bench.page.wait_for_timeout(2 * OVERVIEW_MS)
                overviews.append(bench.page.evaluate("(delay) => meter.afterwards(delay)", OVERVIEW_MS))
            if name == ZOOM:
                bench.page.wait_for_timeout(2 * CALM_MS)
                rests.append(bench.page.evaluate("meter.rest()"))
        report(name, window, taken, KEY_MS, floor)
        if name == MARK:
            report("the overview, a quarter of a second later", window, overviews, KEY_MS, floor)
        if name == ZOOM:
            report("all that is left once the window rests", window, rests, None, floor)
        bench.wait_until_saved()


def choose_long(bench: Workbench) -> None:
    """A segment around the playhead, which is on its first frame."""
    frame = int(bench.page.locator("[role=timer]").get_attribute("data-frame") or 0)
    bench.press("i")
    bench.go(frame + LONG)
    bench.press("o")
    bench.go(frame)


@dataclass(frozen=True)
class Moved:
    """What each frame of a move took with all that the browser did for it."""

    name: str
    window: str
    whole: list[float]


def moves(bench: Workbench, window: str, floor: float) -> Iterator[Moved]:
    """Frames while the wheel turns: to zoom, and sideways where there is something at the sides."""
    for name, shift in {"zoom": False, "pan": True}.items():
        if shift and WINDOWS[window] == 0:
            continue
        show(bench, window)
        turning = [shift, FRAMES_MOVED, FRAMES_MOVED if shift else TURNS]
        taken = bench.page.evaluate("(turning) => meter.wheel(...turning)", turning)
        report(f"{name}, a frame", window, taken["ours"], FRAME_MS, floor)
        yield Moved(name, window, taken["whole"])


def frames(moved: list[Moved], floor: tuple[float, float]) -> None:
    """The same frames with what the browser does after us on the same thread."""
    tell("\n| a frame, with its layout and raster | in sight | p50 | p95 | × an empty repaint |\n|---|---|---|---|---|")
    tell(f"| floor: an empty canvas is painted | – | {floor[0]:.1f} | {floor[1]:.1f} ms | 1 |")
    for one in moved:
        middle, high = median_and_p95(one.whole)
        tell(f"| {one.name} | {one.window} | {middle:.1f} | {high:.1f} ms | {high / floor[1]:.1f} |")


def show(bench: Workbench, window: str) -> None:
    bench.go(202_500)
    bench.press("0", *["Equal"] * WINDOWS[window])
    bench.page.wait_for_timeout(500)


def seeks(bench: Workbench, times: int = 30) -> None:
    """From the key to the frame in the picture, beside a bare video element of the same file."""
    wanted = [round(FRAMES * (0.5 + number * 0.618) % FRAMES) for number in range(times)]
    taken = []
    for frame in wanted:
        bench.press("g")
        field = bench.page.locator("#goto")
        field.fill(f"f{frame}")
        bench.page.evaluate("(frame) => meter.expect(frame)", frame)
        field.press("Enter")
        bench.wait_for_frame(frame)
        taken.append(bench.page.evaluate("meter.arrived()"))
    bare = median_and_p95(bench.page.evaluate("(frames) => meter.bare(frames)", wanted))
    middle, high = median_and_p95(taken)
    tell("\n| going to a frame | p50 | p95 | × a bare video |\n|---|---|---|---|")
    tell(f"| floor: a bare video element | {bare[0]:.0f} | {bare[1]:.0f} ms | 1 |")
    tell(f"| from Enter to the frame that was asked for | {middle:.0f} | {high:.0f} ms | {middle / bare[0]:.1f} |")


def report(name: str, window: str, taken: list[float], budget: float | None, floor: float) -> None:
    middle, high = median_and_p95(taken)
    within = "–" if budget is None else f"{budget}{' **over**' if high > budget else ''}"
    tell(f"| {name} | {window} | {middle:.1f} | {high:.1f} ms | {within} | {high / floor:.0f} |")


if __name__ == "__main__":
    main()
