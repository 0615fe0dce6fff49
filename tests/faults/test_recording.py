"""A real recording, its real proxy, and kill -9 in the middle of making it."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import pytest
import requests

from tests.browser.client import ADMIN, ApiClient
from tests.faults.product import Product, command_line, descendants, exists, wait_for

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder with one recording whose proxy takes long enough to be killed in the middle."""
    folder = tmp_path / "drive"
    folder.mkdir()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error",
        "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=60", "-f", "lavfi", "-i", "sine=duration=60",
        "-c:v", "libx264", "-preset", "ultrafast", "-g", "250", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac",
        str(folder / "river.mp4"),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    return folder


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def register(client: ApiClient) -> str:
    """Register the recording in a project of its own; its id."""
    project = client.post("projects/", {"name": "The river"})["id"]
    source = {"volume": "Field", "path": "river.mp4"}
    footage: str = client.post(f"projects/{project}/footage/", {"title": "River", "source": source})["id"]
    return footage


def wait_for_proxy_at_work(client: ApiClient, footage: str) -> None:
    """Return when the proxy of the recording is being made, and not nearly done."""

    def at_work() -> bool:
        made = {entry["kind"]: entry for entry in client.get(f"footage/{footage}/")["derivatives"]}
        assert made["proxy"]["state"] in {"waiting", "running"}, made["proxy"]
        return bool(made["proxy"]["state"] == "running" and made["proxy"]["progress"] > 0)

    wait_for(at_work, "the proxy's begin")


def stop_in_the_middle(product: Product, worker: int) -> str:
    """Stop the heavy queue's worker while it makes a chunk, so that it can be killed at that; the chunk's job."""

    def is_at_work() -> bool:
        os.kill(worker, signal.SIGSTOP)
        if running_chunks(product) and any(map(is_ffmpeg, descendants(worker))):
            return True
        os.kill(worker, signal.SIGCONT)
        return False

    wait_for(is_at_work, "a chunk at work")
    return running_chunks(product)[0]


def is_ffmpeg(pid: int) -> bool:
    """Whether it is ffmpeg itself by now: the programs that confine it come first, and end in other ways."""
    return any(Path(program).name.startswith("ffmpeg") for program in command_line(pid)[:1])


def running_chunks(product: Product) -> list[str]:
    """The jobs of the chunks that the heavy queue's worker makes."""
    jobs = product.jobs("footage.chunk")
    return [str(job["id"]) for job in jobs if (job["queue"], job["state"]) == ("heavy", "running")]


def is_done_again(product: Product, job_id: str) -> bool:
    """Whether a second attempt was begun, or everything is put together already: chunks' jobs are deleted then."""
    found = [job for job in product.jobs("footage.chunk") if job["id"] == job_id]
    together = [job["state"] for job in product.jobs("footage.proxy")] == ["succeeded"]
    return found[0]["attempt"] == 2 if found else together


class Watch:
    """Looks at what is served of the proxy while it is being made: nothing, or all of it."""

    def __init__(self, client: ApiClient, footage: str) -> None:
        self._client, self._footage = client, footage
        self.served: set[bytes] = set()

    def is_ready(self) -> bool:
        url = f"{self._client.address}/api/v1/footage/{self._footage}/media/proxy"
        answer = requests.get(url, cookies=self._client.cookies, timeout=60)
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            self.served.add(answer.content)
        state = self._client.get(f"footage/{self._footage}/")["state"]
        assert state != "failed"
        return bool(state == "ready")


def test_a_worker_killed_during_a_proxy_finishes_it_once_and_serves_nothing_partial(
    product: Product, drive: Path
) -> None:
    before = digest(drive / "river.mp4")
    product.start("--volume", f"Field={drive}")
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    footage = register(client)
    wait_for_proxy_at_work(client, footage)
    worker = product.child("worker", "heavy")
    interrupted = stop_in_the_middle(product, worker)
    tools = descendants(worker)
    assert tools, "ffmpeg is a process of its own"

    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not any(map(exists, tools)), "the end of the killed worker's ffmpeg")
    wait_for(lambda: is_done_again(product, interrupted), "the interrupted chunk")
    watch = Watch(client, footage)
    wait_for(watch.is_ready, "the recording being ready")
    assert watch.is_ready()
    client.close()

    (job,) = product.jobs("footage.proxy")
    assert job["state"] == "succeeded"
    assert len(watch.served) == 1
    assert product.is_alive()
    (made,) = (product.data / "media" / footage).glob("proxy*")
    assert made.read_bytes() in watch.served
    assert digest(drive / "river.mp4") == before


def test_everything_killed_during_a_proxy_is_finished_at_the_next_start(product: Product, drive: Path) -> None:
    product.start("--volume", f"Field={drive}")
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    footage = register(client)
    wait_for_proxy_at_work(client, footage)

    client.close()
    interrupted = stop_in_the_middle(product, product.child("worker", "heavy"))
    product.kill_everything()
    product.start()

    wait_for(lambda: is_done_again(product, interrupted), "the interrupted chunk")
    wait_for(lambda: [job["state"] for job in product.jobs("footage.proxy")] == ["succeeded"], "the proxy")
    (made,) = (product.data / "media" / footage).glob("proxy*")
    assert made.stat().st_size > 0
