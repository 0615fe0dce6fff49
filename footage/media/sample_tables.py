"""Where the samples of an mp4 or mov lie and by how much each is shown later than it is decoded.

Read from the file's own index (`moov`), without the media data. Nothing here is believed: whoever
uses it compares it with packets that were really read. Pure, and knows no `av`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

LARGEST_INDEX = 256 * 1024**2
"""Bytes of a `moov` that are read: some fifty hours of picture and sound need about 100 MB."""
MOST_SAMPLES = 2**24
MOST_BOXES = 1000
"""In one place: a whole recording has about five at its top, and as many in `moov` as it has tracks."""
DEEPEST = 4
"""Boxes in each other within a track: `mdia`, `minf` and `stbl` hold the tables."""
_HOLDERS = frozenset({b"trak", b"mdia", b"minf", b"stbl"})
_IN_PIECES = frozenset({b"moof", b"mvex", b"cmov"})
"""The index is not whole (fragments) or not readable (compressed)."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SampleTable:
    """For each sample of one track, in storage order: its place in the file, its size in bytes
    and the ticks from its decoding to its showing (None: it is shown when it is decoded)."""

    positions: Numbers
    sizes: Numbers
    delays: Numbers | None


class _UnreadableError(Exception):
    pass


def read_sample_tables(path: Path) -> dict[int, SampleTable] | None:
    """The tables by track id; None when the file has no whole index that can be read."""
    try:
        with path.open("rb") as file:
            boxes = list(_boxes(_index_of(file, path.stat().st_size)))
        if any(kind in _IN_PIECES for kind, _ in boxes):
            return None
        tables = (_track(body) for kind, body in boxes if kind == b"trak")
        return dict(table for table in tables if table is not None)
    except (_UnreadableError, OSError, struct.error, ValueError, IndexError):
        return None


def _index_of(file: IO[bytes], end: int) -> memoryview:
    """The content of `moov`, wherever it lies in the file."""
    at, found = 0, None
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            break
        file.seek(at)
        head = file.read(16)
        size, kind = struct.unpack(">I4s", head[:8])
        start = 16 if size == 1 else 8
        size = struct.unpack(">Q", head[8:16])[0] if size == 1 else size or end - at
        if size < start or kind in _IN_PIECES:
            raise _UnreadableError
        if kind == b"moov":
            if size > LARGEST_INDEX or found is not None:
                raise _UnreadableError
            file.seek(at + start)
            found = memoryview(file.read(size - start))
        at += size
    if found is None or at + 8 <= end:
        raise _UnreadableError
    return found


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(content):
            return
        size, kind = struct.unpack_from(">I4s", content, at)
        start = 8
        if size == 1:
            size, start = struct.unpack_from(">Q", content, at + 8)[0], 16
        if size < start or at + size > len(content):
            return
        yield kind, content[at + start : at + size]
        at += size
    raise _UnreadableError


def _track(trak: memoryview) -> tuple[int, SampleTable] | None:
    boxes = dict(_deep(trak))
    if not {b"tkhd", b"stsz", b"stsc"} <= boxes.keys() or not boxes.keys() & {b"stco", b"co64"}:
        return None
    sizes = _sizes(boxes[b"stsz"])
    positions = _positions(sizes, boxes)
    if positions is None:
        return None
    delays = _delays(boxes[b"ctts"], len(sizes)) if b"ctts" in boxes else None
    return _track_id(boxes[b"tkhd"]), SampleTable(positions, sizes, delays)


def _deep(content: memoryview, depth: int = 1) -> Iterator[tuple[bytes, memoryview]]:
    if depth > DEEPEST:
        raise _UnreadableError
    for kind, body in _boxes(content):
        if kind in _HOLDERS:
            yield from _deep(body, depth + 1)
        else:
            yield kind, body


def _track_id(tkhd: memoryview) -> int:
    place = 20 if tkhd[0] == 1 else 12
    number: int = struct.unpack_from(">I", tkhd, place)[0]
    return number


def _sizes(stsz: memoryview) -> Numbers:
    same, count = struct.unpack_from(">II", stsz, 4)
    if count > MOST_SAMPLES:
        raise _UnreadableError
    if same:
        return np.full(count, same, dtype=np.int64)
    return np.frombuffer(stsz, dtype=">u4", count=count, offset=12).astype(np.int64)


def _positions(sizes: Numbers, boxes: dict[bytes, memoryview]) -> Numbers | None:
    """Samples lie one after the other in chunks; None when the tables do not fit each other."""
    chunks = _rows(boxes[b"co64"], ">u8", 1) if b"co64" in boxes else _rows(boxes[b"stco"], ">u4", 1)
    runs = _rows(boxes[b"stsc"], ">u4", 3)
    firsts = np.append(runs[:, 0] - 1, len(chunks))
    if len(runs) == 0 or (np.diff(firsts) < 0).any() or firsts[0] != 0:
        return None
    in_chunk = np.repeat(runs[:, 1], np.diff(firsts))
    if int(in_chunk.sum()) != len(sizes):
        return None
    before = np.cumsum(sizes) - sizes
    starts = np.cumsum(in_chunk) - in_chunk
    kept = in_chunk > 0
    base = chunks[kept, 0] - before[starts[kept]]
    positions: Numbers = before + np.repeat(base, in_chunk[kept])
    return positions


def _delays(ctts: memoryview, samples: int) -> Numbers | None:
    # Version 0 is unsigned on paper, yet cameras write negative values in it, and readers take them so.
    runs = _rows(ctts, ">i4", 2)
    counts = runs[:, 0]
    if (counts < 0).any() or int(counts.sum()) != samples:
        raise _UnreadableError
    return np.repeat(runs[:, 1], counts)


def _rows(box: memoryview, kind: str, columns: int) -> Numbers:
    (count,) = struct.unpack_from(">I", box, 4)
    if count > MOST_SAMPLES:
        raise _UnreadableError
    values = np.frombuffer(box, dtype=kind, count=count * columns, offset=8)
    return values.astype(np.int64).reshape(count, columns)
