"""Workers that are killed again and again while proxies are made in chunks: nothing is lost, nothing is half there."""

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import requests

from annotator.queues import Queue
from footage.media.chunks import RUN
from tests.browser.client import ADMIN, ApiClient
from tests.faults.product import ROOT, Product, wait_for
from tests.footage.media.clips import Clip, make_numbered

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.timeout(3600),
]
FRAMES, CHUNK, SHEET = 3000, 120, 2400
FORM = Clip(FRAMES, codec=("-c:v", "mpeg4", "-q:v", "6"), gop=25, b_frames=0, sound_seconds=Fraction(120))
CHUNKS = range(FRAMES // CHUNK)
STILLS = (0, 1700, FRAMES - 1)
CHUNKED = ("footage.chunk", "footage.proxy", "footage.sprites", "footage.keyframes")
"""What is killed: the making of chunks, and the putting together."""
ALWAYS_UNFINISHED = 2
"""Recordings that are left when a worker begins, besides one."""
LIFE = 2
"""A worker that has begun lives at most this many times as long as a run of chunks takes, so that some get done."""
SPARED = 7
"""Starts in vain after which a job is left to its end: after ten it would be given up."""
LOOKS = 10
"""What is fetched when a worker has just died, besides what was never seen yet."""
WHOLE = {
    *(f"media/chunks/{number}/{track}" for number in CHUNKS for track in ("picture", "sound")),
    *(f"media/sprites/{sheet}.jpg" for sheet in range(-(-FRAMES // SHEET))),
    *(f"media/{kind}" for kind in ("proxy", "audio", "peaks", "sprites", "keyframes")),
    *(f"frame/{frame}.jpg" for frame in STILLS),
}
"""All that is served of a recording that no browser shows."""


@pytest.mark.parametrize(
    ("kills", "everything"), [pytest.param(4, False, id="4"), pytest.param(200, True, id="200", marks=pytest.mark.long)]
)
def test_workers_killed_at_random_moments_end_with_the_same_proxies(
    product: Product, tmp_path: Path, kills: int, *, everything: bool
) -> None:
    """The same recording in many projects: whatever is ever served of it is absent, or the same to the last byte.

    `everything`: go on until each thing that may be asked for was seen while workers were being killed.
    """
    drive = tmp_path / "drive"
    drive.mkdir()
    make_numbered(drive / "river.mov", FORM)
    product.start("--volume", f"Field={drive}")
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    scene = KilledWorkers(product, client, random.Random(kills))
    killed: Counter[str] = Counter()
    with scene.looked_at_meanwhile():
        # The product's own are stopped, not killed: the launcher would start others.
        with product.nobody_works_on(*(queue.value for queue in Queue)):
            while killed.total() < kills or (everything and scene.unseen()) or not scene.unfinished():
                killed.update(scene.one_life())
        wait_for(lambda: not scene.unfinished(), "everything being ready", 1200)
        # What was needed on the way goes right after everything is said to be ready.
        wait_for(lambda: not left_on_the_way(product), "chunks and unfinished files having gone")
    for tape in scene.tapes:
        for path in WHOLE - {path for path in WHOLE if "chunks" in path}:
            assert scene.look(tape, path), f"{path} of a recording that is ready"
    client.close()
    assert killed["footage.chunk"] >= kills // 2
    assert {len(versions) for versions in scene.seen.values()} == {1}
    assert set(scene.seen) == WHOLE or not everything
    assert len({digest(product, tape) for tape in scene.tapes}) == 1
    print(f"\n{killed.total()} kills ({dict(killed)}), {len(scene.tapes)} recordings, {scene.answers} answers")


@dataclass
class KilledWorkers:
    """Recordings in the making, and the hashes of all that was ever answered about each path."""

    product: Product
    client: ApiClient
    chance: random.Random
    tapes: list[str] = field(default_factory=list)
    seen: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: int = 0
    usual_seconds: float = 1.0

    def unseen(self) -> set[str]:
        return WHOLE - set(self.seen)

    def unfinished(self) -> list[str]:
        return [tape for tape in self.tapes if self._state(tape) != "ready"]

    def one_life(self) -> list[str]:
        """A worker of its own, killed with all that it started; what it was at, of chunked work.

        Nothing else works, so what runs since it was started runs under it, and goes on saying so when it is dead.
        """
        while len(self.unfinished()) <= ALWAYS_UNFINISHED:
            self._register()
        begun = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        worker = start_worker(self.product)
        try:
            wait_for(lambda: bool(self._running(begun)), "chunked work having begun", 300)
            time.sleep(self.chance.uniform(0, LIFE * self.usual_seconds))
            wait_for(lambda: all(row["attempt"] < SPARED for row in self._running(begun)), "a job's end", 300)
        finally:
            worker.kill()
            worker.wait()
        was_at = [row["kind"] for row in self._running(begun)[:1]]
        self._learn()
        tape = self.chance.choice(self.tapes[-ALWAYS_UNFINISHED - 1 :])
        for path in {*self.unseen(), *self.chance.sample(sorted(WHOLE), LOOKS)}:
            self.look(tape, path)
        return was_at

    def look(self, tape: str, path: str) -> bool:
        """Fetch it; whether it was there. What is there is all of it, whatever the others of its kind."""
        answer = requests.get(
            f"{self.client.address}/api/v1/footage/{tape}/{path}", cookies=self.client.cookies, timeout=60
        )
        assert answer.status_code in {200, 404, 409, 422}, f"{path}: {answer.status_code} {answer.text[:500]}"
        if answer.status_code != 200:
            return False
        self.answers += 1
        assert len(answer.content) == int(answer.headers["Content-Length"])
        if path.endswith(("sprites", "keyframes")) and "sheets_made" in answer.json():
            return False  # what there is so far, which grows
        self.seen[path].add(hashlib.sha256(answer.content).hexdigest())
        return True

    @contextmanager
    def looked_at_meanwhile(self) -> Iterator[None]:
        """Somebody who looks at anything, all the time."""
        over = threading.Event()
        failed: list[BaseException] = []

        def look() -> None:
            chance, paths = random.Random(0), sorted(WHOLE)
            while not over.wait(0.05):
                if self.tapes:
                    try:
                        self.look(chance.choice(self.tapes[-ALWAYS_UNFINISHED - 1 :]), chance.choice(paths))
                    except (AssertionError, requests.RequestException) as failure:
                        failed.append(failure)
                        return

        looker = threading.Thread(target=look)
        looker.start()
        try:
            yield
        finally:
            over.set()
            looker.join()
        assert not failed, failed

    def _register(self) -> None:
        project = self.client.post("projects/", {"name": f"The river {len(self.tapes)}"})["id"]
        source = {"volume": "Field", "path": "river.mov"}
        self.tapes.append(self.client.post(f"projects/{project}/footage/", {"title": "River", "source": source})["id"])

    def _state(self, tape: str) -> str:
        now = self.client.get(f"footage/{tape}/")
        assert now["state"] != "failed", now["error"]
        return str(now["state"])

    def _running(self, since: str) -> list[dict[str, Any]]:
        """The jobs that were begun since then and have not ended."""
        rows = [row for kind in CHUNKED for row in self.product.jobs(kind)]
        return [row for row in rows if row["state"] == "running" and row["started_at"] >= since]

    def _learn(self) -> None:
        """How long a run of chunks takes on this machine, as it is now."""
        ended = [row for row in self.product.jobs("footage.chunk") if row["state"] == "succeeded"]
        # A run whose chunks were taken by somebody who waited for them has none left.
        done = [seconds_a_chunk(row) for row in ended if json.loads(row["payload"])["chunks"]]
        if done:
            self.usual_seconds = RUN * median(done[-20:])


def seconds_a_chunk(row: dict[str, Any]) -> float:
    started, finished = (datetime.fromisoformat(row[name]) for name in ("started_at", "finished_at"))
    return (finished - started).total_seconds() / len(json.loads(row["payload"])["chunks"])


def start_worker(product: Product) -> "subprocess.Popen[bytes]":
    options = ["--queues", "urgent,light,heavy", "--concurrency", "2", "--only"]
    return subprocess.Popen(
        [sys.executable, "-m", "annotator.launcher", "worker", *options],
        cwd=ROOT,
        env=product.environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def left_on_the_way(product: Product) -> list[Path]:
    media = product.data / "media"
    return [*media.rglob("*.part"), *media.rglob("chunks-*")]


def digest(product: Product, footage: str) -> str:
    (made,) = (product.data / "media" / footage).glob("proxy*")
    return hashlib.sha256(made.read_bytes()).hexdigest()
