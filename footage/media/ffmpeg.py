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
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO, TypeAlias

from footage.media.failures import (
    DETAIL_CHARACTERS,
    STUCK,
    TOO_LONG,
    UNREACHABLE,
    MediaFailed,
    MediaStopped,
    failure_of,
)

GIB = 1024**3
POLL_SECONDS = 0.25
GRACE_SECONDS = 5.0
"""How long a program may take to end after SIGTERM before SIGKILL."""
MOST_WORDS = 16 * 1024**2
"""Bytes of complaints kept on disk: a damaged file can make ffmpeg write without end."""
PIPE_BYTES = 1024**2

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_CONFINE = str(_HERE / "confine.py")
# Without --new-session: the program must stay in our group, where a signal reaches it.
_SANDBOX = ("--unshare-all", "--die-with-parent", "--dev", "/dev", "--proc", "/proc")
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives")
_OURS = (_ROOT / "footage", _ROOT / "annotator")
"""The code that the probe runs; not the whole root, in which the data folder may lie."""
_BARE_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    # None at all would have Python look up whose home it is.
    "HOME": "/nonexistent",
    # numpy would reserve memory for a thread on each core, and the probe calculates next to nothing.
    "OPENBLAS_NUM_THREADS": "1",
}

ShouldStop: TypeAlias = Callable[[], bool]
OnProgress: TypeAlias = Callable[[float], None]
"""Called with the fraction of the work that is done, 0 to 1."""


def never() -> bool:
    """The `should_stop` of work that nobody stops."""
    return False


def silent(_fraction: float) -> None:
    """The `on_progress` of work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Memory is address space (RLIMIT_AS), data what of it is the run's own (RLIMIT_DATA).

    There is none on the number of processes: the kernel counts those of the whole account, other workers too.
    """

    memory_bytes: int = 3 * GIB
    data_bytes: int = 3 * GIB
    cpu_seconds: int = 48 * 3600
    cpu_seconds_per_gib: int = 0
    """Allowed besides for each GiB of what is read."""
    file_bytes: int = 64 * GIB
    wall_seconds: float = 24 * 3600.0
    stall_seconds: float = 600.0
    """How long ffmpeg may go without writing a picture or a sound before it is given up."""


PROBE_LIMITS = Limits(
    memory_bytes=2 * GIB,
    data_bytes=GIB,
    cpu_seconds=30,
    cpu_seconds_per_gib=30,
    file_bytes=1024**2,
    wall_seconds=3600.0,
)
"""A probe reads a whole file once, from a drive that may be slow, and writes nothing."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs used: absolute paths. `bubblewrap` is None where there is none."""

    ffmpeg: str
    python: str = sys.executable
    bubblewrap: str | None = None
    limits: Limits = field(default_factory=Limits)
    probe_limits: Limits = PROBE_LIMITS
    shown: tuple[Path, ...] = ()
    """Folders that a program in bubblewrap sees besides its own."""
    nice: int = 0
    """How much lower than ours the priority of a program is, 0 to 19."""


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
) -> bytes:
    """Run a module of this package as a program of its own; returns what it printed.

    One that writes files (into `writes_to`) has the limits of ffmpeg, one that does not those of a probe.
    `reads_from` are folders whose files it opens by itself; they are files of our own making.
    """
    # -s: without packages of whoever runs it.
    command = [tools.python, "-s", "-m", module, *arguments]
    limits = tools.probe_limits if writes_to is None else tools.limits
    shown = replace(tools, shown=tuple(reads_from))
    with closing(_output_of(command, shown, limits, should_stop, writes_to)) as chunks:
        return b"".join(chunks)


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
    return program if all(_works([*_sandbox(tools, None), *trial]) for trial in trials) else None


def _works(command: Sequence[str]) -> bool:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        command, capture_output=True, check=False, env=_BARE_ENVIRONMENT
    )
    return done.returncode == 0


def _ffmpeg_command(arguments: Sequence[str], tools: Tools, *, progress: bool) -> list[str]:
    # -n: an existing file is never overwritten; outputs are always new temporary names.
    command = [tools.ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-n"]
    if progress:
        command += ["-progress", "pipe:1", "-stats_period", "0.5"]
    return [*command, *arguments]


def _confined(command: Sequence[str], tools: Tools, limits: Limits, writes_to: Path | None) -> list[str]:
    sandbox = _sandbox(tools, writes_to) if tools.bubblewrap is not None else []
    numbers = (limits.memory_bytes, limits.data_bytes, limits.cpu_seconds, limits.file_bytes, tools.nice)
    return [tools.python, "-I", "-S", _CONFINE, str(os.getpid()), *map(str, numbers), *sandbox, *command]


def _sandbox(tools: Tools, writes_to: Path | None) -> list[str]:
    """Bubblewrap with its options, up to the program: what is not named here is not there for it."""
    assert tools.bubblewrap is not None
    programs = {sys.prefix, sys.base_prefix, str(Path(tools.ffmpeg).parent), *map(str, _OURS)}
    # The real places as well: a virtual environment is full of links to where its Python is.
    programs |= {os.path.realpath(place) for place in programs}
    programs.add(str(Path(os.path.realpath(tools.python)).parents[1]))
    seen: list[str] = []
    for place in (*_SYSTEM, *sorted(programs), *map(str, tools.shown)):
        seen += ["--ro-bind-try", place, place]
    if writes_to is not None:
        seen += ["--bind", str(writes_to), str(writes_to)]
    # What is left of the root lies in memory: nobody may fill that.
    return [tools.bubblewrap, *_SANDBOX, *seen, "--remount-ro", "/", "--chdir", str(_ROOT), "--"]


@contextmanager
def _handed_over(command: Sequence[str], writes_to: Path | None) -> Generator[tuple[list[str], list[int]], None, None]:
    """The command with its inputs as open descriptors, and those descriptors, which it must inherit.

    An input is what ffmpeg is told to read by `-i file:…`, and the absolute path that a probe is given. Raises
    MediaFailed for one that cannot be opened.
    """
    probes = writes_to is None and "-m" in command
    words, descriptors = list(command), list[int]()
    with ExitStack() as opened:
        for place in range(1, len(words)):
            scheme = "file:" if words[place - 1] == "-i" and words[place].startswith("file:") else ""
            if not scheme and not (probes and place > 2 and words[place].startswith("/")):
                continue
            descriptor = _open_input(words[place].removeprefix(scheme))
            opened.callback(os.close, descriptor)
            descriptors.append(descriptor)
            words[place] = f"{scheme}/proc/self/fd/{descriptor}"
        yield words, descriptors


def _open_input(path: str) -> int:
    """A descriptor of an ordinary file at `path`, of which no part is a link.

    Its caller has followed the links that it allows, so one that is there now was put there since.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise MediaFailed(UNREACHABLE, error.strerror or type(error).__name__) from error
    true = str(Path(f"/proc/self/fd/{descriptor}").readlink())
    # Drives of cameras and of Windows find a file under its name in another case, too.
    if true.casefold() != path.casefold() or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise MediaFailed(UNREACHABLE, "a link, or no ordinary file")
    return descriptor


def _scaled(limits: Limits, descriptors: Sequence[int]) -> Limits:
    """The limits for reading these files."""
    read = sum(os.fstat(descriptor).st_size for descriptor in descriptors)
    return replace(limits, cpu_seconds=limits.cpu_seconds + limits.cpu_seconds_per_gib * read // GIB)


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
    with tempfile.TemporaryFile("a+b") as words, _handed_over(command, writes_to) as (handed, inputs):
        process = subprocess.Popen(  # noqa: S603 - no shell, and arguments that only this package builds
            _confined(handed, tools, _scaled(limits, inputs), writes_to),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=words,
            pipesize=PIPE_BYTES,
            start_new_session=True,
            pass_fds=inputs,
            cwd=_ROOT,
            env=_BARE_ENVIRONMENT,
        )
        try:
            yield process, _Watch(words, should_stop, time.monotonic() + limits.wall_seconds)
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
