"""The fingerprint by which a recording is known again, whatever its name."""

import hashlib
from pathlib import Path

from footage.media.failures import UNREACHABLE, MediaFailed, MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent

BLOCK_BYTES = 4 * 1024**2


def hash_file(path: Path, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never) -> str:
    """SHA-256 of the file in hexadecimal, in one sequential read.

    Raises MediaFailed when it cannot be read to its end, MediaStopped when asked to stop.
    """
    digest, done = hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as file:
            size = max(1, path.stat().st_size)
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
                done += len(block)
                on_progress(min(1.0, done / size))
                if should_stop():
                    raise MediaStopped
    except OSError as error:
        raise MediaFailed(UNREACHABLE, str(error)) from error
    return digest.hexdigest()
