"""What it costs to be told of others' work: `python -m bench.live [--tabs 10] [--seconds 30]`.

Starts the product in a new data folder with a project of 5,000 events and lets so many readers ask for changes every
two seconds, as open tabs do: first while nothing happens, then while somebody marks a segment every second. Idle is
the same without readers. The processor is what all programs of the product use, in percent of one core.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figures import median_and_p95
from tests.browser.client import ADMIN, ApiClient, wait_for_footage
from tests.browser.recordings import EASY
from tests.faults.product import Product
from tests.footage.media.clips import make_numbered

EVERY = 2.0
EVENTS = 5000
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tabs", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        drive = Path(folder) / "drive"
        drive.mkdir()
        make_numbered(drive / EASY["25"].file, EASY["25"].clip)
        product = Product(Path(folder) / "data")
        try:
            product.start("--volume", f"Drive={drive}")
            _measure(product, given.tabs, given.seconds)
        finally:
            product.close()


def _measure(product: Product, tabs: int, seconds: float) -> None:
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    project = client.post("projects/", {"name": "Bench"})["id"]
    source = {"volume": "Drive", "path": EASY["25"].file}
    footage = client.post(f"projects/{project}/footage/", {"title": "Tape", "source": source})["id"]
    wait_for_footage(client, footage, "ready")
    for number in range(EVENTS):
        _mark(client, footage, number % 1000)
    readers = [Reader(client, project, footage) for _ in range(tabs)]
    print("| | processor | answer, median | p95 | bytes |")
    print("|---|---|---|---|---|")
    print(f"| idle | {_load(product, lambda: time.sleep(seconds)):.1f} % | – | – | – |")
    print(_row(f"{tabs} tabs, nothing happens", product, readers, lambda: time.sleep(seconds)))
    print(_row(f"{tabs} tabs, a mark every second", product, readers, lambda: _marking(client, footage, seconds)))


def _row(name: str, product: Product, readers: list["Reader"], meanwhile: Callable[[], object]) -> str:
    over = threading.Event()
    threads = [
        threading.Thread(target=reader.read, args=(over, EVERY * index / len(readers)))
        for index, reader in enumerate(readers)
    ]
    for thread in threads:
        thread.start()
    load = _load(product, meanwhile)
    over.set()
    for thread in threads:
        thread.join()
    median, p95 = median_and_p95([wait for reader in readers for wait, _ in reader.answers])
    sizes = [size for reader in readers for _, size in reader.answers]
    return f"| {name} | {load:.1f} % | {median * 1000:.0f} ms | {p95 * 1000:.0f} ms | {statistics.median(sizes):.0f} |"


class Reader:
    """One open tab."""

    def __init__(self, client: ApiClient, project: str, footage: str) -> None:
        self._client = client
        self._path = f"projects/{project}/changes/?footage={footage}"
        self.answers: list[tuple[float, int]] = []
        """Seconds and bytes of each answer."""

    def read(self, over: threading.Event, late: float) -> None:
        self.answers = []
        after = self._client.get(self._path, after=2**53, limit=1)["head_seq"]
        over.wait(late)
        while not over.is_set():
            began = time.monotonic()
            page = self._client.bytes(f"{self._path}&after={after}&limit=500")
            self.answers.append((time.monotonic() - began, len(page)))
            after = _last_seq(page)
            over.wait(EVERY)


def _last_seq(page: bytes) -> int:
    return int(page.partition(b'"last_seq":')[2].partition(b",")[0])


def _marking(client: ApiClient, footage: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _mark(client, footage, 1)
        time.sleep(1)


def _mark(client: ApiClient, footage: str, start: int) -> None:
    body: dict[str, Any] = {"start": {"frame": start}, "end": {"frame": start + 20}, "codes": [], "witnesses": []}
    client.post(f"footage/{footage}/segments/", body)


def _load(product: Product, meanwhile: Callable[[], object]) -> float:
    began, used = time.monotonic(), _used(product)
    meanwhile()
    return 100 * (_used(product) - used) / (time.monotonic() - began)


def _used(product: Product) -> float:
    """Seconds of processor time of everything that the product runs."""
    total = 0
    for pid in product.descendants():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


if __name__ == "__main__":
    main()
