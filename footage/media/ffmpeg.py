"""The only door to a subprocess: ffmpeg and the probe go through here, limited and stoppable.

A program run here gets no standard input (but for `feed`), a bare environment, limits on memory, CPU time,
file size and wall time, a process group of its own, and dies with the thread that waits for it. What it reads
is opened here, once, and handed over open: a file that is exchanged for a link meanwhile changes nothing.
Where bubblewrap works it also gets no network, and sees no file but its own program, that input and the folder
that it writes to.
"""

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, TypeAlias

from footage.media.failures import (
    DETAIL_CHARACTERS,
    STUCK,
    TELLS_TOO_MUCH,
    TOO_LONG,
    MediaFailed,
    MediaStopped,
    failure_of,
)
from footage.media.inputs import handed_over
from footage.media.sandbox import BARE_ENVIRONMENT, ROOT, Limits, Tools, confined, sandbox, scaled

POLL_SECONDS = 0.25
GRACE_SECONDS = 5.0
"""How long a program may take to end after SIGTERM before SIGKILL."""
MOST_WORDS = 16 * 1024**2
"""Bytes of complaints kept on disk: a damaged file can make ffmpeg write without end."""
PIPE_BYTES = 1024**2
MOST_TOLD = 1024**2
"""Bytes that a program of ours may say: the facts of 64 tracks have some 40 kB."""

ShouldStop: TypeAlias = Callable[[], bool]
OnProgress: TypeAlias = Callable[[float], None]
"""Called with the fraction of the work that is done, 0 to 1."""


def never() -> bool:
    """The `should_stop` of work that nobody stops."""
    return False


def silent(_fraction: float) -> None:
    """The `on_progress` of work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Report:
    """How far ffmpeg has come: pictures written, and microseconds of the furthest output."""

    frame: int = 0
    microseconds: int = 0


def run(
    arguments: Sequence[str],
    tools: Tools,
    *,
    writes_to: Path,
    should_stop: ShouldStop = never,
    on_report: Callable[[Report], None] | None = None,
) -> None:
    """Run ffmpeg with `arguments` (all after the program's name) until it has ended.

    `writes_to` is the folder its outputs lie in. Raises MediaFailed, or MediaStopped within
    about `POLL_SECONDS` + `GRACE_SECONDS` after `should_stop` answers True.
    """
    command = _ffmpeg_command(arguments, tools, progress=True)
    report, rest, moved_at = Report(), b"", time.monotonic()
    with closing(_output_of(command, tools, tools.limits, should_stop, writes_to)) as chunks:
        for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            before = report
            for line in lines:
                report = _read_report(report, line)
            if report != before:
                moved_at = time.monotonic()
                if on_report is not None:
                    on_report(report)
            elif time.monotonic() > moved_at + tools.limits.stall_seconds:
                # Out of memory, some of ffmpeg's threads turn in circles instead of failing.
                raise MediaFailed(STUCK, f"nothing after {report}")


def stream(
    arguments: Sequence[str],
    tools: Tools,
    *,
    chunk_bytes: int,
    should_stop: ShouldStop = never,
) -> Generator[bytes, None, None]:
    """Run ffmpeg and yield what it writes to `pipe:1` in pieces of exactly `chunk_bytes`.

    The last piece is shorter when the output is no multiple. Closing the iterator ends ffmpeg.
    Raises as `run` does.
    """
    command = _ffmpeg_command(arguments, tools, progress=False)
    waiting = bytearray()
    with closing(_output_of(command, tools, tools.limits, should_stop, None)) as chunks:
        for chunk in chunks:
            waiting += chunk
            while len(waiting) >= chunk_bytes:
                yield bytes(waiting[:chunk_bytes])
                del waiting[:chunk_bytes]
    if waiting:
        yield bytes(waiting)


def feed(
    arguments: Sequence[str],
    pieces: Iterable[bytes],
    tools: Tools,
    *,
    writes_to: Path,
    should_stop: ShouldStop = never,
) -> None:
    """Run ffmpeg with `pieces` on its standard input (`pipe:0`), one after the other, until it has ended.

    `writes_to` is the folder its outputs lie in. Raises as `run` does, and whatever making a piece raises.
    """
    command = _ffmpeg_command(arguments, tools, progress=False)
    with _running(command, tools, tools.limits, should_stop, writes_to, stdin=subprocess.PIPE) as (process, watch):
        _write(process, watch, pieces)
        while _is_running(process, POLL_SECONDS):
            watch.look()


def run_python(
    module: str,
    arguments: Sequence[str],
    tools: Tools,
    *,
    writes_to: Path | None = None,
    reads_from: Iterable[Path] = (),
    should_stop: ShouldStop = never,
    on_output: Callable[[bytes], None] | None = None,
) -> bytes:
    """Run a module of this package as a program of its own; returns what it printed, and tells `on_output` at once.

    One that writes files (into `writes_to`) has the limits of ffmpeg, one that does not those of a probe.
    `reads_from` are folders whose files it opens by itself; they are files of our own making. Raises as `run` does,
    and MediaFailed when it says more than `MOST_TOLD`.
    """
    # -s: without packages of whoever runs it.
    command = [tools.python, "-s", "-m", module, *arguments]
    limits = tools.probe_limits if writes_to is None else tools.limits
    shown = replace(tools, shown=tuple(reads_from))
    told = bytearray()
    with closing(_output_of(command, shown, limits, should_stop, writes_to)) as chunks:
        for chunk in chunks:
            told += chunk
            if len(told) > MOST_TOLD:
                raise MediaFailed(TELLS_TOO_MUCH, f"{module} said more than {MOST_TOLD} bytes")
            if on_output is not None:
                on_output(chunk)
    return bytes(told)


def find_tools(ffmpeg: str | None = None, limits: Limits | None = None) -> Tools:
    """The tools of this machine: the given ffmpeg, else the one of the imageio-ffmpeg wheel."""
    if ffmpeg is None:
        import imageio_ffmpeg  # costs a search of the disk, so only where it is needed

        ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return Tools(ffmpeg=ffmpeg, bubblewrap=working_bubblewrap(ffmpeg), limits=limits or Limits())


@cache
def working_bubblewrap(ffmpeg: str = "/bin/true") -> str | None:
    """Bubblewrap, if it is installed and ffmpeg and the probe run in it: many containers forbid what it needs."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    tools = Tools(ffmpeg=ffmpeg, bubblewrap=program)
    trials = ([ffmpeg, "-version"], [tools.python, "-c", "import footage.media.probe_child"])
    return program if all(_works([*sandbox(tools, None), *trial]) for trial in trials) else None


def _works(command: Sequence[str]) -> bool:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        command, capture_output=True, check=False, env=BARE_ENVIRONMENT
    )
    return done.returncode == 0


def _ffmpeg_command(arguments: Sequence[str], tools: Tools, *, progress: bool) -> list[str]:
    # -n: an existing file is never overwritten; outputs are always new temporary names.
    command = [tools.ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-n"]
    if progress:
        command += ["-progress", "pipe:1", "-stats_period", "0.5"]
    return [*command, *arguments]


def _output_of(
    command: Sequence[str],
    tools: Tools,
    limits: Limits,
    should_stop: ShouldStop,
    writes_to: Path | None,
) -> Generator[bytes, None, None]:
    """Run a confined command, yield its standard output, raise unless it ended well.

    Yields nothing (b"") at least every `POLL_SECONDS`, so that its reader can look at the time.
    """
    with _running(command, tools, limits, should_stop, writes_to) as (process, watch):
        yield from _watched_output(process, watch)


@contextmanager
def _running(
    command: Sequence[str],
    tools: Tools,
    limits: Limits,
    should_stop: ShouldStop,
    writes_to: Path | None,
    *,
    stdin: int = subprocess.DEVNULL,
) -> Generator[tuple[subprocess.Popen[bytes], "_Watch"], None, None]:
    """A confined command while the block runs; it must have ended well by then, or MediaFailed is raised.

    Complaints go to a file and not to a pipe, which nobody would empty while waiting.
    """
    with tempfile.TemporaryFile("a+b") as words, handed_over(command, writes_to) as (handed, inputs):
        allowed = scaled(limits, inputs)
        process = subprocess.Popen(  # noqa: S603 - no shell, and arguments that only this package builds
            confined(handed, tools, allowed, writes_to),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=words,
            pipesize=PIPE_BYTES,
            start_new_session=True,
            pass_fds=inputs,
            cwd=ROOT,
            env=BARE_ENVIRONMENT,
        )
        try:
            yield process, _Watch(words, should_stop, time.monotonic() + allowed.wall_seconds)
        finally:
            _end(process)
        if process.returncode != 0:
            raise failure_of(process.returncode, _tail(words))


@dataclass(slots=True)
class _Watch:
    """Asks every `POLL_SECONDS`, and not oftener, whether a run may go on."""

    words: IO[bytes]
    should_stop: ShouldStop
    deadline: float
    next_look: float = 0.0

    def look(self) -> None:
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + POLL_SECONDS
        if self.should_stop():
            raise MediaStopped
        if now > self.deadline:
            raise MediaFailed(TOO_LONG, _tail(self.words))
        if os.fstat(self.words.fileno()).st_size > MOST_WORDS:
            os.ftruncate(self.words.fileno(), 0)


def _watched_output(process: subprocess.Popen[bytes], watch: _Watch) -> Generator[bytes, None, None]:
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    readable = select.poll()
    readable.register(descriptor, select.POLLIN | select.POLLHUP)
    while True:
        watch.look()
        if not readable.poll(POLL_SECONDS * 1000):
            yield b""
            continue
        chunk = os.read(descriptor, PIPE_BYTES)
        if not chunk:
            break
        yield chunk
    while _is_running(process, POLL_SECONDS):
        watch.look()


def _write(process: subprocess.Popen[bytes], watch: _Watch, pieces: Iterable[bytes]) -> None:
    """Write everything to a program's standard input and close it; a program that has ended is left to its end."""
    assert process.stdin is not None
    descriptor = process.stdin.fileno()
    os.set_blocking(descriptor, False)
    writable = select.poll()
    writable.register(descriptor, select.POLLOUT)
    # Its end closes the pipe, which is no fault of ours: how it ended says what happened.
    with suppress(BrokenPipeError):
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                watch.look()
                if writable.poll(POLL_SECONDS * 1000):
                    rest = rest[os.write(descriptor, rest) :]
    process.stdin.close()


def _is_running(process: subprocess.Popen[bytes], wait_seconds: float) -> bool:
    """Whether the process is still there after waiting for it for a while."""
    try:
        process.wait(wait_seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process behind: ask the whole group to end, then kill it."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    if _is_running(process, GRACE_SECONDS):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tail(words: IO[bytes]) -> str:
    size = words.seek(0, os.SEEK_END)
    words.seek(max(0, size - DETAIL_CHARACTERS))
    return words.read().decode("utf-8", errors="replace")


def _read_report(report: Report, line: bytes) -> Report:
    name, _, value = line.partition(b"=")
    if name == b"frame" and value.strip().isdigit():
        return replace(report, frame=int(value))
    if name == b"out_time_us" and value.strip().isdigit():
        return replace(report, microseconds=int(value))
    return report
