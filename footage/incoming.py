"""Where recordings lie that come from a browser: one file for each upload, named by its id and by nothing else.

`arriving/<id>` while its bytes come, `kept/<id>` once a recording was made of it; `kept` is the folder of the managed
volume. Both lie on one disk, so that a file moves by a rename. `pieces/<id>` says what was received, for as long as
the file arrives. What people call the file never reaches the disk.
"""

import errno
import fcntl
import hashlib
import hmac
import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import RawIOBase
from pathlib import Path

from django.conf import settings

from annotator.errors import Busy, Conflict
from footage import pieces
from footage.media.failures import MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent
from footage.media.publish import flush

BLOCK_BYTES = 4 * 1024**2
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_STRAY_AFTER = 3600
"""Seconds: a file without a row may belong to an upload whose row is just being written."""


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
    """Make the empty file of a new upload, and that of what is received. Raises OSError."""
    for file in (_records(upload_id), arriving_file(upload_id)):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        flush(file.parent)


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

    Fewer than all when the disk is full. Raises Conflict, with another `offset` to go on from, when the file ends
    before it, or when it is not known what was received up to it.
    """
    records, size = _records(upload_id), os.fstat(descriptor).st_size
    known = pieces.known_up_to(records, min(offset, size))
    if known < offset:
        raise Conflict("Some of what had been received is lost.", code="offset_mismatch", offset=known)
    if size > offset:
        os.ftruncate(descriptor, offset)  # it was written before a crash, and never acknowledged
    written = _write(descriptor, offset, data)
    os.fsync(descriptor)
    if not written:
        return 0
    try:
        pieces.add(records, offset, data[:written])
    except OSError as error:
        if error.errno not in _FULL:
            raise
        return 0  # what was written lies beyond what is acknowledged
    return written


def read_back(
    upload_id: uuid.UUID, size: int, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never
) -> str | None:
    """SHA-256 of a whole upload of `size` bytes, as the disk itself gives it back.

    None when some piece of it is not what was received, or when it is not known of all what was. Raises OSError, and
    MediaStopped when asked to stop.
    """
    whole, expected = hashlib.sha256(), pieces.pieces_in(_records(upload_id), size)
    with _file(upload_id).open("rb", buffering=0) as file:
        if not expected or os.fstat(file.fileno()).st_size != size:
            return None
        # Without this the machine would answer from memory, which is what was received and proves nothing.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        for piece in expected:
            digest = hashlib.sha256()
            for block in _blocks(file, piece.end - piece.start):
                whole.update(block)
                digest.update(block)
                if should_stop():
                    raise MediaStopped
            if not hmac.compare_digest(digest.digest(), piece.digest):
                return None
            on_progress(piece.end / size)
    return whole.hexdigest()


def is_kept(upload_id: uuid.UUID) -> bool:
    """Whether the file lies in the managed volume: then it is, or was, an original, and is never written to again."""
    return kept_file(upload_id).exists()


def keep(upload_id: uuid.UUID) -> bool:
    """Move the file to the managed volume; whether it was not there yet."""
    return _move(arriving_file(upload_id), kept_file(upload_id))


def take_back(upload_id: uuid.UUID) -> None:
    """Move it from there again, because no recording was made of it."""
    _move(kept_file(upload_id), arriving_file(upload_id))


def forget(upload_id: uuid.UUID) -> None:
    """Delete what is known of the pieces that were received; harmless a second time."""
    _records(upload_id).unlink(missing_ok=True)


def remove_arriving(upload_id: uuid.UUID) -> None:
    """Delete what came of an upload, but nothing that is kept; harmless a second time."""
    arriving_file(upload_id).unlink(missing_ok=True)
    forget(upload_id)


def remove(upload_id: uuid.UUID) -> None:
    """Delete the file, wherever it is, because a person wants it; harmless a second time."""
    remove_arriving(upload_id)
    kept_file(upload_id).unlink(missing_ok=True)


def remove_strays(*, known: Collection[str], unfinished: Collection[str]) -> None:
    """Delete what nobody has written to for an hour: files on their way of uploads that are not `known`, and what was
    received of uploads that are not `unfinished`.

    Never what was kept: those are originals, perhaps the only ones there are, and a database that does not know
    them may be another one, or an older copy that was brought back.
    """
    for folder, wanted in (("arriving", known), ("pieces", unfinished)):
        for file in _folder(folder).iterdir():
            # What has another name is none of ours.
            with suppress(ValueError, FileNotFoundError):
                if str(uuid.UUID(file.name)) not in wanted and time.time() - file.stat().st_mtime > _STRAY_AFTER:
                    file.unlink()


def _folder(name: str) -> Path:
    folder = Path(settings.UPLOADS_DIR) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _records(upload_id: uuid.UUID) -> Path:
    """The records of what was received."""
    return _folder("pieces") / str(upload_id)


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


def _blocks(file: RawIOBase, count: int) -> Iterator[bytes]:
    """The next `count` bytes, in blocks; fewer where the file ends."""
    while count and (block := file.read(min(count, BLOCK_BYTES))):
        yield block
        count -= len(block)


def _move(source: Path, target: Path) -> bool:
    if not source.exists():
        return False
    source.rename(target)
    flush(target.parent)
    flush(source.parent)
    return True
