"""The fingerprint by which a recording is known again, whatever its name."""

import hashlib
import os
from pathlib import Path

from footage.media.failures import UNREACHABLE, MediaFailed, MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, run_python, silent
from footage.media.sandbox import Tools

BLOCK_BYTES = 4 * 1024**2
HEXADECIMALS = 64


def hash_file(
    path: Path, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never, from_disk: bool = False
) -> str:
    """SHA-256 of the file in hexadecimal, in one sequential read.

    `from_disk`: what the machine still remembers of the file is forgotten first, so that the drive itself is read.
    Raises MediaFailed when it cannot be read to its end, MediaStopped when asked to stop.
    """
    digest, done = hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as file:
            size = max(1, path.stat().st_size)
            if from_disk and hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
                done += len(block)
                on_progress(min(1.0, done / size))
                if should_stop():
                    raise MediaStopped
    except OSError as error:
        raise MediaFailed(UNREACHABLE, error.strerror or type(error).__name__) from error
    return digest.hexdigest()


def hash_apart(path: Path, tools: Tools, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never) -> str:
    """As `hash_file`, by a program of its own, which gives way to others as far as `tools` say.

    For files that take minutes: hashed in a worker, they would take half a core from whoever watches.
    """

    def tell(output: bytes) -> None:
        *lines, _ = output.split(b"\n")
        if lines and len(lines[-1]) < HEXADECIMALS:
            on_progress(float(lines[-1]))

    told = run_python("footage.media.digest_child", [str(path)], tools, should_stop=should_stop, on_output=tell)
    return told.split()[-1].decode()
