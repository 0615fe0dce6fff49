"""The product under test: real processes on a data folder of their own, started the way `./run` starts them."""

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until the condition holds. Raises AssertionError, saying what did not happen."""
    give_up = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < give_up, f"{what} did not happen within {patience:.0f} s"
        time.sleep(0.05)


class Product:
    """One launcher and its children, in `environment`. `output` is everything that they have printed so far."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.output: list[str] = []
        self.environment = _environment(data)
        self._launcher: subprocess.Popen[str] | None = None

    @property
    def launcher(self) -> "subprocess.Popen[str]":
        assert self._launcher is not None, "the product was not started"
        return self._launcher

    def start(self, *options: str, command: Literal["start", "demo"] = "start") -> None:
        """Start the launcher with these options and wait until it says that the product is ready."""
        self.begin(*options, command=command)
        wait_for(lambda: "Annotator is ready" in "".join(self.output) or not self.is_alive(), "the start")
        assert self.is_alive(), "".join(self.output)

    def begin(self, *options: str, command: Literal["start", "demo"] = "start") -> None:
        """Start the launcher with these options."""
        self.output.clear()
        self._launcher = subprocess.Popen(
            [sys.executable, "-m", "annotator.launcher", command, "--port", "0", "--data", str(self.data), *options],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self._launcher,), daemon=True).start()

    def is_alive(self) -> bool:
        return self.launcher.poll() is None

    def interrupt(self) -> float:
        """Ctrl-C; the seconds until the launcher had ended."""
        begun = time.monotonic()
        self.launcher.send_signal(signal.SIGINT)
        self.launcher.wait(PATIENCE)
        return time.monotonic() - begun

    def descendants(self) -> set[int]:
        """The process ids of the launcher's children, theirs, and so on, in whatever session they are."""
        return descendants(self.launcher.pid)

    def children(self, *words: str) -> list[int]:
        """The process ids of the children that were started with these words on their command line."""
        return [pid for pid in self.descendants() if set(words) <= set(command_line(pid))]

    def child(self, *words: str) -> int:
        """The process id of the one such child."""
        (found,) = self.children(*words)
        return found

    @property
    def address(self) -> str:
        """Where the launcher said that the product answers: `http://127.0.0.1:41234`."""
        return self._printed(r"(http://\S+:\d+)/")

    @property
    def password(self) -> str:
        """The password of the first account, `admin`, that the launcher printed at the first start."""
        return self._printed(r"with the password +(\S+)")

    def password_of(self, username: str) -> str:
        """The password of another account that the launcher printed at the first start of the demo."""
        return self._printed(rf"{username} \(\w+\) +(\S+)")

    def health(self) -> int:
        """The HTTP status of `/healthz`."""
        host, port = self.address.removeprefix("http://").split(":")
        with closing(http.client.HTTPConnection(host, int(port), timeout=30)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status

    @contextmanager
    def nobody_works_on(self, *queues: str) -> Iterator[None]:
        """While it lasts, nothing on these queues is made."""
        workers = [self.child("worker", queue) for queue in queues]
        try:
            for worker in workers:
                self.halt(worker)
            yield
        finally:
            for worker in workers:
                os.kill(worker, signal.SIGCONT)

    def halt(self, worker: int) -> None:
        """SIGSTOP at a moment when the process holds no lock of the database that everybody else would wait for."""
        while True:
            os.kill(worker, signal.SIGSTOP)
            with closing(sqlite3.connect(self.data / "db.sqlite3", timeout=1, isolation_level=None)) as database:
                try:
                    database.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    os.kill(worker, signal.SIGCONT)
                    time.sleep(0.05)  # to let go of it
                else:
                    return

    def kill_everything(self) -> None:
        """kill -9 for all processes of the product at once, the launcher included, so that none can react."""
        everybody = {*self.descendants(), self.launcher.pid}
        for pid in everybody:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.launcher.wait(PATIENCE)

    def enqueue(self, kind: str, queue: str, payload: Mapping[str, object]) -> str:
        """Ask for a job; its id as the database writes it."""
        command = [sys.executable, "-m", "tests.faults.enqueue", kind, queue, json.dumps(payload)]
        answer = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return answer.stdout.strip().replace("-", "")

    def job(self, job_id: str) -> dict[str, Any]:
        """The job's row as it is now."""
        (row,) = self._rows("SELECT * FROM jobs_job WHERE id = ?", job_id)
        return row

    def jobs(self, kind: str) -> list[dict[str, Any]]:
        """The rows of all jobs of this kind, oldest first."""
        return self._rows("SELECT * FROM jobs_job WHERE kind = ? ORDER BY created_at", kind)

    def wait_for_state(self, job_id: str, state: str) -> None:
        wait_for(lambda: self.job(job_id)["state"] == state, f"the job being {state}")

    def close(self) -> None:
        """End whatever a test has left behind."""
        if self._launcher is not None and self.is_alive():
            self.kill_everything()

    def _printed(self, pattern: str) -> str:
        found = re.search(pattern, "".join(self.output))
        assert found is not None, "".join(self.output)
        return found[1]

    def _rows(self, query: str, parameter: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.data / "db.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, [parameter])]

    def _read(self, launcher: "subprocess.Popen[str]") -> None:
        assert launcher.stdout is not None
        with launcher.stdout:
            self.output.extend(launcher.stdout)


def descendants(pid: int) -> set[int]:
    """Every process that has `pid` among its ancestors."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                children.setdefault(_parent(entry), []).append(int(entry.name))
    found: set[int] = set()
    unseen = [pid]
    while unseen:
        new = children.get(unseen.pop(), [])
        found.update(new)
        unseen.extend(new)
    return found


def exists(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be collected."""
    try:
        state = re.search(r"\) (\S)", Path(f"/proc/{pid}/stat").read_text())
    except OSError:
        return False
    return state is not None and state[1] != "Z"


def _parent(process: Path) -> int:
    # The second field is the program's name in brackets, which may hold anything but ends at the last bracket.
    return int((process / "stat").read_text().rpartition(")")[2].split()[1])


def command_line(pid: int) -> list[str]:
    """The program of a process and what it was given; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _environment(data: Path) -> dict[str, str]:
    """Embedded mode, whatever the test run itself was given."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
    }
    return {
        **kept,
        "ANNOTATOR_DATA": str(data),
        "ANNOTATOR_EXTRA_HANDLERS": "tests.faults.handlers",
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
