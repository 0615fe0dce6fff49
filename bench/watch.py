"""How soon footage can be watched and coded: `python -m bench.watch [--browser] [--write]`.

Starts the product in a new data folder for each recording and registers it, while nothing else is going on: one of ten
minutes and one of `--hours` in each form of `bench.tapes`. All are one clip of a camera, coded once at a low rate and
repeated by stream copy. A frame counts as there when the bytes that a browser needs to show it have arrived over HTTP;
with `--browser`, when Chromium shows it in the workbench to somebody who added it in the library. Each figure stands
beside what was promised for it. `--write` puts the table into docs/performance.md.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from bench.tapes import FORMS, Form, NoRoom, make_tape
from bench.written import circumstances, write
from tests.browser.chromium import PATIENCE_MS, chromium, sign_in
from tests.browser.client import ADMIN, ApiClient
from tests.browser.screens import HINTS
from tests.browser.workbench import Workbench
from tests.faults.product import Product

LOOK = 0.1
"""Seconds between two looks at what is there."""
FIRST, FIRST_PLAYABLE, JUMP, CODED, WAVEFORM = 10.0, 2.0, 5.0, 10.0, 120.0
"""What was promised, in seconds: the first frame where no browser shows the original, and where one does; any other
frame after a jump; the last minute coded; the waveform of four hours."""
CLICK_WHEN_THERE = """(name) => {
  const seen = new MutationObserver(() => {
    const link = [...document.querySelectorAll("a.open")].find(({ textContent }) => textContent === name);
    if (!link) return;
    seen.disconnect();
    link.click();
  });
  seen.observe(document.body, { subtree: true, childList: true });
}"""
"""A person who clicks on the recording the moment it can be opened; a driver from outside looks twice a second."""
BEFORE_THE_END, LENGTH = 1000, 60
"""Frames: where in its last minute a recording is coded, and how much of it: two seconds, a short sentence."""


@dataclass(frozen=True)
class Times:
    """Seconds from registering, but for the jumps: from asking. `waveform` is None where nobody waited for it."""

    size: int
    clock: float
    first: float
    coded: float
    jumps: Sequence[float]
    waveform: float | None


Measure = Callable[[ApiClient, str, str, int], Times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=4.0, help="of the longer recordings; 0: none")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the shorter recordings; 0: none")
    parser.add_argument("--jumps", type=int, default=9)
    parser.add_argument("--only", default="", help="forms whose names hold this")
    parser.add_argument("--browser", action="store_true", help="measure in the workbench, in Chromium")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    given = parser.parse_args()
    forms = [form for form in FORMS if given.only in form.name]
    lengths = [minutes for minutes in (given.minutes, 60 * given.hours) if minutes]
    with _measuring(browser=given.browser) as measure:
        rows = [_row(form, minutes, given.jumps, measure) for minutes in lengths for form in forms]
    table = "\n".join([f"{circumstances()}.", "", *_head(), *rows])
    print(f"\n{table}")
    if given.write:
        write("watch in Chromium" if given.browser else "watch", table)


@contextmanager
def _measuring(*, browser: bool) -> Iterator[Measure]:
    if not browser:
        yield _over_http
        return
    with chromium() as started:
        yield lambda client, project, name, jumps: _in_workbench(started, client, project, name, jumps)


def _head() -> list[str]:
    return [
        "| recording | clock | first frame | coded in its last minute | jump, median | longest | waveform |",
        "|---|---|---|---|---|---|---|",
    ]


def _row(form: Form, minutes: float, jumps: int, measure: Measure) -> str:
    name = f"{minutes:.0f} min, {form.name}{' (browsers show it)' if form.playable else ''}"
    try:
        times = _measured(form, round(minutes), jumps, measure)
    except NoRoom as short:
        print(f"SKIPPED: {name}: {short}.", file=sys.stderr, flush=True)
        return f"| {name} | **skipped: {short}** | | | | | |"
    first = judged(times.first, FIRST_PLAYABLE if form.playable else FIRST)
    median, longest = ("–", "–")
    if times.jumps:
        median, longest = f"{statistics.median(times.jumps):.1f} s", judged(max(times.jumps), JUMP)
    waveform = "–" if times.waveform is None else judged(times.waveform, WAVEFORM)
    cells = [name.replace(",", f", {times.size / 1e6:.0f} MB,", 1), f"{times.clock:.1f} s", first]
    row = f"| {' | '.join([*cells, judged(times.coded, CODED), median, longest, waveform])} |"
    print(row, flush=True)
    return row


def judged(seconds: float, promised: float) -> str:
    """A time beside what was promised for it, and loud where that was missed."""
    told = f"{seconds:.1f} s of {promised:.0f}"
    return told if seconds <= promised else f"**{told}: missed**"


def _measured(form: Form, minutes: int, jumps: int, measure: Measure) -> Times:
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        drive = Path(folder) / "drive"
        drive.mkdir()
        tape = make_tape(drive, form, minutes)
        with _product(Path(folder) / "data", drive) as client:
            project = client.post("projects/", {"name": "Bench"})["id"]
            return measure(client, project, tape.name, jumps)


def _register(client: ApiClient, project: str, name: str) -> str:
    source = {"volume": "Field", "path": name}
    return str(client.post(f"projects/{project}/footage/", {"title": "Tape", "source": source})["id"])


def _over_http(client: ApiClient, project: str, name: str, jumps: int) -> Times:
    began = time.monotonic()
    footage = _register(client, project, name)
    known = _until(client, footage, lambda now: now["clock"] is not None)
    clock = time.monotonic() - began
    _fetch(client, known, 0)
    first = time.monotonic() - began
    frames = known["clock"]["frames"]
    # As a coder does: the frame is seen, then it is coded.
    _fetch(client, known, frames - BEFORE_THE_END)
    client.post(f"footage/{footage}/segments/", _last_minute(frames))
    coded = time.monotonic() - began
    taken = [_timed(lambda: _fetch(client, known, random.randrange(frames))) for _ in range(jumps)]
    _until(client, footage, lambda now: _state(now, "peaks") in {"ready", "not_applicable"})
    return Times(known["size"], clock, first, coded, taken, time.monotonic() - began)


def _in_workbench(browser: Browser, client: ApiClient, project: str, name: str, jumps: int) -> Times:
    """The same with the eyes and hands of a lead in the library: from “Add” until the frame is seen."""
    client.patch("session/preferences/", {"seen": dict.fromkeys(HINTS, True)})
    context = browser.new_context(base_url=client.address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    sign_in(context, client)
    page = context.new_page()
    page.goto(f"/projects/{project}/library")
    page.get_by_role("button", name="Add footage…").click()
    page.get_by_role("checkbox", name=name).check()
    page.wait_for_load_state("networkidle")
    page.evaluate(CLICK_WHEN_THERE, Path(name).stem)
    began = time.monotonic()
    page.get_by_role("button", name="Add 1 recording").click()
    page.wait_for_url(f"**/projects/{project}/footage/**", wait_until="commit")
    clock = time.monotonic() - began
    bench = Workbench(page)
    # Looked for in every frame of the display; what waits for a locator looks again up to a second late.
    bench.wait_for_frame(0)
    first = time.monotonic() - began
    bench.wait_until_open()
    (known,) = client.list(f"projects/{project}/footage/")
    frames = known["clock"]["frames"]
    _code(bench, page, frames - BEFORE_THE_END)
    coded = time.monotonic() - began
    taken = [_timed(lambda: bench.go(random.randrange(frames))) for _ in range(jumps)]
    context.close()
    return Times(known["size"], clock, first, coded, taken, None)


def _code(bench: Workbench, page: Page, start: int) -> None:
    bench.go(start)
    bench.press("i")
    bench.go(start + LENGTH)
    bench.press("o")
    expect(page.locator(f"[role=gridcell][data-start='{start}'][data-end='{start + LENGTH}']")).to_be_attached()
    bench.wait_until_saved()


def _last_minute(frames: int) -> dict[str, Any]:
    start = frames - BEFORE_THE_END
    return {"start": {"frame": start}, "end": {"frame": start + LENGTH}, "basis": "both", "codes": [], "witnesses": []}


def _timed(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _fetch(client: ApiClient, footage: dict[str, Any], frame: int) -> None:
    """Fetch what a browser needs to show exactly that frame, as soon as it is there.

    Of an original that browsers show, the bytes of its beginning for frame 0; elsewhere its still stands for what a
    browser would find by itself.
    """
    if footage["playable"]:
        if frame == 0:
            client.bytes(f"footage/{footage['id']}/media/original", Range="bytes=0-1048575")
        else:
            client.bytes(f"footage/{footage['id']}/frame/{frame}.jpg")
        return
    while True:
        told = client.post(f"footage/{footage['id']}/wanted/", {"frame": frame})
        if any(start <= frame < end for start, end in told["made"]):
            number = frame // told["chunk_frames"]
            client.bytes(f"footage/{footage['id']}/media/chunks/{number}/picture")
            client.bytes(f"footage/{footage['id']}/media/chunks/{number}/sound")
            return
        time.sleep(LOOK)


def _state(footage: dict[str, Any], kind: str) -> str:
    return next(str(made["state"]) for made in footage["derivatives"] if made["kind"] == kind)


def _until(client: ApiClient, footage: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    while True:
        now: dict[str, Any] = client.get(f"footage/{footage}/")
        if now["state"] == "failed":
            sys.exit(f"It failed: {now['error']}")
        if condition(now):
            return now
        time.sleep(LOOK)


@contextmanager
def _product(data: Path, drive: Path) -> Iterator[ApiClient]:
    product = Product(data)
    product.start("--volume", f"Field={drive}")
    try:
        yield ApiClient.signed_in(product.address, ADMIN, product.password)
    finally:
        product.close()


if __name__ == "__main__":
    main()
