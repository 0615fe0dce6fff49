"""Child processes: started, named in the output, started again when they die, and ended."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TextIO

from annotator.launcher.places import PYTHON, ROOT

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
#: A child that lived this long did not die of its start, so it is started again at once.
SETTLED = 10.0
GRACE = 8.0

_output = threading.Lock()


def say(name: str, text: str) -> None:
    """Write one line of the output, under the name of who says it."""
    # A closed terminal must not end the launcher: it still has children to stop.
    with _output, contextlib.suppress(OSError, ValueError):
        print(f"{name:<12}| {text}", flush=True)


@dataclass
class Child:
    """One program of `annotator.launcher.programs`, kept alive."""

    name: str
    program: Sequence[str]
    environment: dict[str, str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    quick_deaths: int = 0
    _reader: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, in a session of its own, so that Ctrl-C reaches the launcher alone.

        Call it from the main thread: Linux ends a child with the thread that started it (PR_SET_PDEATHSIG).
        """
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [PYTHON, "-m", "annotator.launcher", *self.program],
            cwd=ROOT,
            env={**self.environment, "ANNOTATOR_PARENT": str(os.getpid()), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=self.descriptors,
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=_relay, args=(self.name, self.process.stdout), daemon=True)
        self._reader.start()

    def tend(self) -> None:
        """Notice a death, and start the child again after a pause that grows while it keeps dying young."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._bury(self.process.returncode, now)
        if self.process is None and now >= self.start_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_or_kill(self, until: float) -> None:
        """Wait until `until` (monotonic seconds), then kill the child with everything in its session's group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(self.name, "did not stop in time and was killed")
            self._kill_group()
            self.process.wait()
        if self._reader is not None:
            self._reader.join(timeout=1.0)

    def _bury(self, code: int, now: float) -> None:
        self._kill_group()
        self.quick_deaths = 0 if now - self.started_at >= SETTLED else self.quick_deaths + 1
        pause = min(FIRST_PAUSE * 2 ** min(self.quick_deaths, 10), LONGEST_PAUSE)
        say(self.name, f"ended ({_how(code)}) and is started again in {pause:.1f} s")
        self.process = None
        self.start_at = now + pause

    def _kill_group(self) -> None:
        """End what a dead child has left in its process group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def stop_all(children: Sequence[Child]) -> None:
    """Ask every child to stop, and kill those that have not after eight seconds."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + GRACE
    for child in children:
        child.wait_or_kill(until)


def _relay(name: str, stream: TextIO) -> None:
    # The stream ends when the child and everything that inherited its output has ended.
    with stream:
        for line in stream:
            if line.strip():
                say(name, line.rstrip())


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
