"""The fingerprint by which a recording is known again, whatever its name."""

import hashlib
import os
from dataclasses import replace
from io import RawIOBase
from pathlib import Path

from footage.media.failures import UNREACHABLE, MediaFailed, MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, run_python, silent
from footage.media.inputs import open_input
from footage.media.sandbox import Tools

BLOCK_BYTES = 4 * 1024**2
HEXADECIMALS = 64
FROM_DISK = "--from-disk"


def hash_file(
    path: Path, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never, from_disk: bool = False
) -> str:
    """SHA-256 of the file at the absolute `path` in hexadecimal, in one sequential read.

    It is opened as what a program is to read: no part of the path is a link.
    `from_disk`: what the machine still remembers of the file is forgotten first, so that the drive itself is read.
    Raises MediaFailed when it cannot be read to its end, MediaStopped when asked to stop.
    """
    with os.fdopen(open_input(path), "rb", buffering=0) as file:
        return hash_opened(file, on_progress=on_progress, should_stop=should_stop, from_disk=from_disk)


def hash_opened(
    file: RawIOBase, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never, from_disk: bool = False
) -> str:
    """As `hash_file`, of a file that was opened without a buffer."""
    digest, done = hashlib.sha256(), 0
    try:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        size = max(1, os.fstat(file.fileno()).st_size)
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            on_progress(min(1.0, done / size))
            if should_stop():
                raise MediaStopped
    except OSError as error:
        raise MediaFailed(UNREACHABLE, error.strerror or type(error).__name__) from error
    return digest.hexdigest()


def hash_apart(
    path: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
    from_disk: bool = False,
) -> str:
    """As `hash_file`, by a program of its own, which gives way to others as far as `tools` say.

    For files that take minutes: hashed in a worker, they would take half a core from whoever watches. And for those
    that take hours: it may run for as long as what writes a file, not only as long as a probe.
    """

    def tell(output: bytes) -> None:
        *lines, _ = output.split(b"\n")
        if fractions := [line for line in lines if len(line) < HEXADECIMALS]:
            on_progress(float(fractions[-1]))

    patient = replace(tools, probe_limits=replace(tools.probe_limits, wall_seconds=tools.limits.wall_seconds))
    arguments = [str(path), *([FROM_DISK] if from_disk else [])]
    told = run_python("footage.media.digest_child", arguments, patient, should_stop=should_stop, on_output=tell)
    return told.split()[-1].decode()
