"""What was received of a file, piece by piece: the SHA-256 of each as it arrived, kept on the disk beside the file.

A record is where a piece ends and its digest; a piece begins where the one before ends. Records are only added, each
on the disk before its piece is acknowledged, so whoever reads the file later knows what every byte of it has to be.
"""

import errno
import os
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_RECORD = struct.Struct(">Q32s")


class Piece(NamedTuple):
    """The bytes `start` up to, not including, `end` of a file, and the SHA-256 that they had when they arrived."""

    start: int
    end: int
    digest: bytes


def pieces_in(records: Path, size: int) -> list[Piece]:
    """The pieces of a file of `size` bytes, in order; none unless they are known without a gap up to its end."""
    pieces, start = list[Piece](), 0
    for end, digest in _read(records):
        if end <= start:
            return []
        pieces.append(Piece(start, end, digest))
        start = end
    return pieces if start == size else []


def known_up_to(records: Path, most: int) -> int:
    """Where the last piece ends that ends at `most` or before: up to there it is known what was received."""
    try:
        descriptor = os.open(records, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        return _last_within(descriptor, most)[1]
    finally:
        os.close(descriptor)


def add(records: Path, start: int, data: bytes) -> None:
    """Write down the piece that was received at `start`, up to which the pieces are known; records beyond are cut off.

    It is on the disk when this returns. Raises OSError, having added nothing.
    """
    record = _RECORD.pack(start + len(data), sha256(data).digest())
    descriptor = os.open(records, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        kept = _last_within(descriptor, start)[0] * _RECORD.size
        os.ftruncate(descriptor, kept)
        if os.pwrite(descriptor, record, kept) < len(record):
            os.ftruncate(descriptor, kept)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_within(descriptor: int, most: int) -> tuple[int, int]:
    """How many records there are up to the last piece that ends at `most` or before, and where that ends.

    From the end, where it nearly always is: of a large file there are a hundred thousand.
    """
    # What a crash left of a record at the end is none.
    for number in range(os.fstat(descriptor).st_size // _RECORD.size, 0, -1):
        end, _ = _RECORD.unpack(os.pread(descriptor, _RECORD.size, (number - 1) * _RECORD.size))
        if end <= most:
            return number, end
    return 0, 0


def _read(records: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = records.read_bytes()
    except FileNotFoundError:
        return
    whole = len(content) - len(content) % _RECORD.size
    yield from _RECORD.iter_unpack(content[:whole])
