"""Workers that are killed again and again while proxies are made in chunks: nothing is lost, nothing is half there."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.browser.client import ADMIN, ApiClient
from tests.faults.product import ROOT, Product, wait_for
from tests.footage.media.clips import Clip, make_numbered

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.timeout(3600),
]
SECONDS_ALIVE = 5.0
"""A worker is killed at a random moment up to so many seconds after it was started, half of which starting takes."""
FORM = Clip(1000, codec=("-c:v", "mpeg4", "-q:v", "6"), gop=25, b_frames=0)
CHUNK = 120


@pytest.mark.parametrize(
    ("kills", "copies"), [pytest.param(6, 2, id="6"), pytest.param(200, 24, id="200", marks=pytest.mark.long)]
)
def test_workers_killed_at_random_moments_end_with_the_same_proxies(
    product: Product, tmp_path: Path, kills: int, copies: int
) -> None:
    """The same recording in many projects: each proxy, and each chunk ever served, is the same to the last byte."""
    drive = tmp_path / "drive"
    drive.mkdir()
    make_numbered(drive / "river.avi", FORM)
    product.start("--volume", f"Field={drive}")
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    tapes = [register(client, number) for number in range(copies)]
    for worker in product.children("worker"):
        os.kill(worker, signal.SIGSTOP)  # stopped, not killed: the launcher would start another
    chance = random.Random(kills)
    with served_meanwhile(client, tapes) as seen:
        for _ in range(kills):
            one_life(product, chance.uniform(0, SECONDS_ALIVE))
        for worker in product.children("worker"):
            os.kill(worker, signal.SIGCONT)
        wait_for(lambda: all(state_of(client, tape) == "ready" for tape in tapes), "everything being ready", 1200)
    client.close()
    proxies = {digest(product, tape) for tape in tapes}
    assert len(proxies) == 1
    assert {len(versions) for versions in seen.values()} <= {1}, "each chunk that was ever served was whole"
    assert not list((product.data / "media").rglob("*.part"))
    assert not list((product.data / "media").rglob("chunks-*"))


def register(client: ApiClient, number: int) -> str:
    project = client.post("projects/", {"name": f"The river {number}"})["id"]
    source = {"volume": "Field", "path": "river.avi"}
    footage: str = client.post(f"projects/{project}/footage/", {"title": "River", "source": source})["id"]
    return footage


def state_of(client: ApiClient, footage: str) -> str:
    now = client.get(f"footage/{footage}/")
    assert now["state"] != "failed", now["error"]
    return str(now["state"])


def one_life(product: Product, seconds: float) -> None:
    """A worker of its own that is killed with all that it started after so many seconds."""
    options = ["--queues", "urgent,light,heavy", "--concurrency", "2", "--only"]
    worker = subprocess.Popen(
        [sys.executable, "-m", "annotator.launcher", "worker", *options],
        cwd=ROOT,
        env=product.environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    worker.kill()
    worker.wait()


@contextmanager
def served_meanwhile(client: ApiClient, tapes: list[str]) -> Iterator[dict[int, set[str]]]:
    """By number of chunk, the hashes of all that was ever answered for it while the block ran."""
    seen: dict[int, set[str]] = {}
    over = threading.Event()

    def look() -> None:
        chance = random.Random(0)
        while not over.is_set():
            number = chance.randrange(FORM.frames // CHUNK)
            url = f"{client.address}/api/v1/footage/{chance.choice(tapes)}/media/chunks/{number}/picture"
            answer = requests.get(url, cookies=client.cookies, timeout=60)
            assert answer.status_code in {200, 404}
            if answer.status_code == 200:
                seen.setdefault(number, set()).add(hashlib.sha256(answer.content).hexdigest())
            over.wait(0.05)

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield seen
    finally:
        over.set()
        looker.join()


def digest(product: Product, footage: str) -> str:
    (made,) = (product.data / "media" / footage).glob("proxy*")
    return hashlib.sha256(made.read_bytes()).hexdigest()
