"""What a program may use and see: its limits, and the sandbox around it where there is one."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

GIB = 1024**3

_HERE = Path(__file__).parent
ROOT = _HERE.parents[1]
"""Where our packages lie, and every program starts."""
_CONFINE = str(_HERE / "confine.py")
# Without --new-session: the program must stay in our group, where a signal reaches it.
_SANDBOX = ("--unshare-all", "--die-with-parent", "--dev", "/dev", "--proc", "/proc")
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives")
_OURS = (ROOT / "footage", ROOT / "annotator")
"""The code that the probe runs; not the whole root, in which the data folder may lie."""
BARE_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    # None at all would have Python look up whose home it is.
    "HOME": "/nonexistent",
    # numpy would reserve memory for a thread on each core, and the probe calculates next to nothing.
    "OPENBLAS_NUM_THREADS": "1",
}


DAY_SECONDS = 24 * 3600.0


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
    wall_seconds: float = DAY_SECONDS
    wall_seconds_per_gib: float = 0.0
    """Allowed besides for each GiB of what is read, up to a day in all."""
    stall_seconds: float = 600.0
    """How long ffmpeg may go without writing a picture or a sound before it is given up."""


PROBE_LIMITS = Limits(
    memory_bytes=2 * GIB,
    data_bytes=GIB,
    cpu_seconds=30,
    cpu_seconds_per_gib=30,
    file_bytes=1024**2,
    wall_seconds=3600.0,
    wall_seconds_per_gib=300.0,
)
"""A probe reads a whole file once, from a drive that may be as slow as 3.5 MB/s, and writes nothing."""


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


def confined(command: Sequence[str], tools: Tools, limits: Limits, writes_to: Path | None) -> list[str]:
    """The command behind the program that limits it, and in bubblewrap where there is one."""
    box = sandbox(tools, writes_to) if tools.bubblewrap is not None else []
    numbers = (limits.memory_bytes, limits.data_bytes, limits.cpu_seconds, limits.file_bytes, tools.nice)
    return [tools.python, "-I", "-S", _CONFINE, str(os.getpid()), *map(str, numbers), *box, *command]


def sandbox(tools: Tools, writes_to: Path | None) -> list[str]:
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
    return [tools.bubblewrap, *_SANDBOX, *seen, "--remount-ro", "/", "--chdir", str(ROOT), "--"]


def scaled(limits: Limits, descriptors: Sequence[int]) -> Limits:
    """The limits for reading these files."""
    gib = sum(os.fstat(descriptor).st_size for descriptor in descriptors) / GIB
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + int(limits.cpu_seconds_per_gib * gib),
        wall_seconds=min(limits.wall_seconds + limits.wall_seconds_per_gib * gib, DAY_SECONDS),
    )
