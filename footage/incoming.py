"""Where recordings lie that come from a browser: one file for each upload, named by its id and by nothing else.

`arriving/<id>` while its bytes come, `kept/<id>` once a recording was made of it; `kept` is the folder of the managed
volume. Both lie on one disk, so that a file moves by a rename. What people call the file never reaches the disk.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from annotator.errors import Busy, Conflict
from footage.media.failures import MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent

BLOCK_BYTES = 4 * 1024**2
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MOST_DIGESTS = 1000
_STRAY_AFTER = 3600
"""Seconds: a file without a row may belong to an upload whose row is just being written."""


@dataclass(frozen=True)
class Received:
    """What this process saw arrive without a gap: the SHA-256 of everything from byte `start` on."""

    start: int
    sha256: str


class _Digest:
    """The SHA-256 of what arrives, from `start` up to `end`."""

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.state = hashlib.sha256()

    def add(self, data: bytes) -> None:
        self.state.update(data)
        self.end += len(data)


_digests: dict[uuid.UUID, _Digest] = {}
_digests_lock = threading.Lock()


def kept_folder() -> Path:
    """The folder of the managed volume; made when it is first asked for."""
    return _folder("kept")


def arriving_file(upload_id: uuid.UUID) -> Path:
    return _folder("arriving") / str(upload_id)


def kept_file(upload_id: uuid.UUID) -> Path:
    return kept_folder() / str(upload_id)


def free_bytes() -> int:
    """What the disk of the uploads has free for us."""
    return shutil.disk_usage(_folder("arriving")).free


def begin(upload_id: uuid.UUID) -> None:
    """Make the empty file of a new upload. Raises OSError."""
    file = arriving_file(upload_id)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    _flush_folder(file.parent)


@contextmanager
def held(upload_id: uuid.UUID) -> Iterator[int]:
    """The upload's file, open for reading and writing and in nobody else's hand until the block ends.

    The lock is the kernel's, so a process that dies lets go of it. Raises Busy when somebody has it already. Whether
    the upload still exists is to be asked of the database inside the block.
    """
    descriptor = os.open(_file(upload_id), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if not _take(descriptor) or not _is_still_there(descriptor, upload_id):
            raise Busy(
                "Another request has this upload in hand just now. "
                "What was received is safe; ask for the offset in a moment and go on from there."
            )
        yield descriptor
    finally:
        os.close(descriptor)


def append(descriptor: int, upload_id: uuid.UUID, offset: int, data: bytes) -> int:
    """Write `data` at `offset`, having cut off whatever lies beyond it; how many bytes of it are safe on the disk.

    Fewer than all when the disk is full. Raises Conflict, with the size as `offset`, when the file ends before it.
    """
    size = os.fstat(descriptor).st_size
    if size < offset:
        raise Conflict("Some of what had been received is lost.", code="offset_mismatch", offset=size)
    if size > offset:
        os.ftruncate(descriptor, offset)  # it was written before a crash, and never acknowledged
    written = _write(descriptor, offset, data)
    os.fsync(descriptor)
    _note_received(upload_id, offset, data[:written])
    return written


def received(upload_id: uuid.UUID, size: int) -> Received | None:
    """What this process saw of the upload up to its end; None when it saw nothing of its end."""
    with _digests_lock:
        digest = _digests.get(upload_id)
    if digest is None or digest.end != size:
        return None
    return Received(digest.start, digest.state.hexdigest())


def forget(upload_id: uuid.UUID) -> None:
    """Drop what is remembered of the bytes that were received."""
    with _digests_lock:
        _digests.pop(upload_id, None)


def hash_on_disk(
    upload_id: uuid.UUID, start: int, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never
) -> tuple[str, str]:
    """SHA-256 of the whole file, and of it from byte `start` on, as the disk itself gives it back.

    Raises OSError, and MediaStopped when asked to stop.
    """
    whole, tail, done = hashlib.sha256(), hashlib.sha256(), 0
    with _file(upload_id).open("rb", buffering=0) as file:
        size = max(1, os.fstat(file.fileno()).st_size)
        # Without this the machine would answer from memory, which is what was received and proves nothing.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := file.read(BLOCK_BYTES):
            whole.update(block)
            if start:
                tail.update(block[max(0, start - done) :])
            done += len(block)
            on_progress(min(1.0, done / size))
            if should_stop():
                raise MediaStopped
    return whole.hexdigest(), (tail if start else whole).hexdigest()


def keep(upload_id: uuid.UUID) -> None:
    """Move the file to the managed volume; harmless a second time."""
    _move(arriving_file(upload_id), kept_file(upload_id))


def take_back(upload_id: uuid.UUID) -> None:
    """Move it from there again, because no recording was made of it."""
    _move(kept_file(upload_id), arriving_file(upload_id))


def remove(upload_id: uuid.UUID) -> None:
    """Delete the file, wherever it is; harmless a second time."""
    forget(upload_id)
    arriving_file(upload_id).unlink(missing_ok=True)
    kept_file(upload_id).unlink(missing_ok=True)


def strays(known: Collection[str]) -> list[uuid.UUID]:
    """The ids of files on their way whose names are not in `known` and that nobody has written to for an hour.

    Never of what was kept: those are originals, perhaps the only ones there are, and a database that does not know
    them may be another one, or an older copy that was brought back.
    """
    found = []
    for file in _folder("arriving").iterdir():
        with suppress(ValueError, FileNotFoundError):
            if file.name not in known and time.time() - file.stat().st_mtime > _STRAY_AFTER:
                found.append(uuid.UUID(file.name))
    return found


def _folder(name: str) -> Path:
    folder = Path(settings.UPLOADS_DIR) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _file(upload_id: uuid.UUID) -> Path:
    kept = kept_file(upload_id)
    return kept if kept.exists() else arriving_file(upload_id)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still_there(descriptor: int, upload_id: uuid.UUID) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), _file(upload_id).stat())
    except FileNotFoundError:
        return False


def _write(descriptor: int, offset: int, data: bytes) -> int:
    left = memoryview(data)
    while left:
        try:
            written = os.pwrite(descriptor, left, offset)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            break
        left, offset = left[written:], offset + written
    return len(data) - len(left)


def _note_received(upload_id: uuid.UUID, offset: int, data: bytes) -> None:
    with _digests_lock:
        digest = _digests.get(upload_id)
        if digest is None or digest.end != offset:
            # The first bytes that this process sees, or a gap that another one filled: what came before is unknown.
            _digests.pop(upload_id, None)
            if len(_digests) >= _MOST_DIGESTS:
                _digests.pop(next(iter(_digests)))
            digest = _digests[upload_id] = _Digest(offset)
        digest.add(data)


def _move(source: Path, target: Path) -> None:
    if source.exists():
        source.rename(target)
        _flush_folder(target.parent)
        _flush_folder(source.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
