"""A child that does not outlive its parent, however that ends."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have the kernel kill this process when the launcher that started it is gone, even by kill -9.

    Does nothing for a process that no launcher started (in a container), and where there is no Linux.
    """
    parent = os.environ.pop("ANNOTATOR_PARENT", None)
    if parent is None or sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    # The parent may have died before the call: then nobody would ever send the signal.
    if os.getppid() != int(parent):
        sys.exit("The launcher ended while this process started.")
