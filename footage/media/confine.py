"""A program of its own: puts limits on itself, then becomes the program it is given.

    python -I -S confine.py PARENT MEMORY DATA CPU FILE NICE PROGRAM ARGUMENT…

PARENT is the process id of the caller, MEMORY, DATA and FILE are bytes, CPU is seconds, NICE is how
much lower its priority is. This is done by a small program and not by `preexec_fn`, which is not safe
in a process with threads.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 5
MOST_FILES = 256
"""Open at once, in one program."""


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends.

    The trap: the signal is bound to the *thread* that forked, not to its process. The door waits
    for the child in that same thread, so the thread outlives the child unless all is lost.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        raise SystemExit("The process that asked for this has already ended.")


def give_way(nice: int) -> None:
    """Lower our priority.

    The trap: desktop kernels weigh sessions against each other before the programs in them, and the
    door gives each program a session. There the niceness of the session counts and not that of the program.
    """
    os.nice(nice)
    if nice:
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice))


def main(arguments: list[str]) -> None:
    parent, memory, data, cpu, file_size, nice = (int(text) for text in arguments[:6])
    die_with(parent)
    give_way(nice)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The first limit says what it is about (SIGXCPU), the second would only kill.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.execv(arguments[6], arguments[6:])  # noqa: S606 - the door says what to become


if __name__ == "__main__":
    main(sys.argv[1:])
