"""A program of its own: puts limits on itself, then becomes the program it is given.

    python -I -S confine.py PARENT MEMORY CPU FILE PROGRAM ARGUMENT…

PARENT is the process id of the caller, MEMORY and FILE are bytes, CPU is seconds. This is done
by a small program and not by `preexec_fn`, which is not safe in a process with threads.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


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


def main(arguments: list[str]) -> None:
    parent, memory, cpu, file_size = (int(text) for text in arguments[:4])
    die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.execv(arguments[4], arguments[4:])  # noqa: S606 - the door says what to become


if __name__ == "__main__":
    main(sys.argv[1:])
