"""Opening what a program is to read: once, and handed over open."""

import errno
import os
import stat
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from footage.media.failures import UNREACHABLE, MediaFailed


@contextmanager
def handed_over(command: Sequence[str], writes_to: Path | None) -> Generator[tuple[list[str], list[int]], None, None]:
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
            descriptor = open_input(Path(words[place].removeprefix(scheme)))
            opened.callback(os.close, descriptor)
            descriptors.append(descriptor)
            words[place] = f"{scheme}/proc/self/fd/{descriptor}"
        yield words, descriptors


def open_ordinary(path: Path) -> int:
    """A descriptor, for reading, of the ordinary file at the absolute `path`, of which no part is a link.

    Its caller has followed the links that it allows, so one that is there now was put there since. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    true = str(Path(f"/proc/self/fd/{descriptor}").readlink())
    # Drives of cameras and of Windows find a file under its name in another case, too.
    if true.casefold() != str(path).casefold() or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.ELOOP, "a link, or no ordinary file")
    return descriptor


def open_input(path: Path) -> int:
    """As `open_ordinary`. Raises MediaFailed."""
    try:
        return open_ordinary(path)
    except OSError as error:
        raise MediaFailed(UNREACHABLE, error.strerror or type(error).__name__) from error
