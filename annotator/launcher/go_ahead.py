"""How a child that is started early learns when it may begin: it loads meanwhile, and touches nothing."""

import socket
import sys


class GoAhead:
    """Given once. Whoever waits for it later, as a child that is started again does, has it at once."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()

    @property
    def descriptor(self) -> int:
        """For the child, which inherits it."""
        return self._theirs.fileno()

    def give(self) -> None:
        """Let every child begin that waits or will wait."""
        self._ours.send(b"!")


def wait_for(descriptor: int) -> None:
    """Wait for the go-ahead. Exits when the launcher ends without giving it."""
    with socket.socket(fileno=descriptor) as theirs:
        # Only looked at: a child that takes this one's place waits for the same.
        if not theirs.recv(1, socket.MSG_PEEK):
            sys.exit("The launcher ended while this process started.")
