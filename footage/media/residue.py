"""Whether a file that leaves this place carries anything besides pictures and sound.

These look for what *may* be there, not for what may not: a box, segment or unit that is not known to be
harmless counts as residue, whatever a later ffmpeg or a camera's encoder may think of. They read files of our
own making, in plain Python, and judge nothing but their form: what is shown and said is the person's to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_INSIDE = {
    "": {"ftyp", "moov", "free", "mdat"},
    "moov": {"mvhd", "trak", "udta"},
    "trak": {"tkhd", "edts", "mdia"},
    "edts": {"elst"},
    "mdia": {"mdhd", "hdlr", "minf"},
    "minf": {"vmhd", "smhd", "dinf", "stbl"},
    "dinf": {"dref"},
    "stbl": {"stsd", "stts", "stss", "ctts", "stsc", "stsz", "stco", "co64", "sgpd", "sbgp"},
    "avc1": {"avcC", "pasp", "colr", "btrt"},
    "mp4a": {"esds", "btrt"},
}
"""The boxes that may stand in each box, and nothing else in those that are named here."""
_BRANDS = {b"isom", b"iso2", b"avc1", b"mp41", b"\x00\x00\x02\x00"}
_HANDLERS = {b"vide": b"VideoHandler\0", b"soun": b"SoundHandler\0"}
_ENTRIES = {b"avc1": 78, b"mp4a": 28}
"""Bytes before the boxes inside the description of pictures and of sound."""
_COMPRESSOR = b"\x0cLavc libx264".ljust(32, b"\0")
_NO_TAGS = bytes.fromhex("00000035 6d657461 00000000 00000021 68646c72 00000000 00000000 6d646972 6170706c") + bytes(9)
_NO_TAGS += bytes.fromhex("00000008 696c7374")
"""An empty list of tags, as ffmpeg writes it where there are none."""
_ITSELF = bytes.fromhex("00000000 00000001 0000000c 75726c20 00000001")
"""“The samples lie in this file.”"""
_PICTURE_UNITS = {1, 5}
_NO_LANGUAGE = b"\x55\xc4\0\0"
_MOST_BOXES = 1000
_LARGEST_TABLE = 64 * 1024**2

_START, _APP0, _SCAN, _END = 0xD8, 0xE0, 0xDA, 0xD9
_SEGMENTS = {0xDB: "quantisation", 0xC4: "codes", 0xC0: "frame", 0xDD: "restarts", _SCAN: "scan"}
_RESTARTS = range(0xD0, 0xD8)
_JFIF_BYTES = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A box of an MP4: its content are the bytes `start` to `end` of the file."""

    kind: str
    start: int
    end: int


def residue_of_mp4(path: Path) -> list[str]:
    """What the MP4 at `path` carries besides H.264 pictures and AAC sound; [] when nothing.

    Raises ValueError when it cannot be understood, which is no better than residue.
    """
    with path.open("rb") as file:
        try:
            return _residue_of_boxes(file, path.stat().st_size)
        except LookupError as missing:
            raise ValueError(f"something is missing: {missing}") from missing


def _residue_of_boxes(file: BinaryIO, size: int) -> list[str]:
    found: list[str] = []
    tracks: dict[bytes, dict[str, bytes]] = {}
    _look_inside(file, Box("", 0, size), found, tracks, {})
    if found:
        return found
    media = [box for box in _boxes(file, 0, size) if box.kind == "mdat"]
    if len(media) != 1:
        return [f"{len(media)} places with samples"]
    return list(islice(_residue_of_samples(file, media[0], tracks), 10))


def residue_of_jpeg(path: Path) -> list[str]:
    """What the JPEG at `path` carries besides one picture; [] when nothing. Raises as `residue_of_mp4`."""
    data = path.read_bytes()
    if data[:2] != bytes([0xFF, _START]):
        raise ValueError("it does not start like a JPEG")
    found, at = list[str](), 2
    while True:
        marker, at = _number(data, at, 2), at + 2
        if marker == 0xFF00 | _END:
            return found + ([f"{len(data) - at} bytes after the picture"] if at != len(data) else [])
        kind, length = marker & 0xFF, _number(data, at, 2)
        content, at = data[at + 2 : at + length], at + length
        if marker >> 8 != 0xFF or length < 2 or at > len(data):
            raise ValueError(f"nonsense at byte {at}")
        if kind not in _SEGMENTS and not (kind == _APP0 and _is_bare_jfif(content)):
            found.append(f"segment FF{kind:02X} of {length} bytes")
        if kind == _SCAN:
            at = _end_of_scan(data, at)


def _is_bare_jfif(content: bytes) -> bool:
    """A version, a density and no thumbnail."""
    return content[:5] == b"JFIF\0" and len(content) == _JFIF_BYTES and content[-2:] == b"\0\0"


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker is: inside a scan, FF is followed by 00 or by the number of a restart."""
    while (at := data.index(b"\xff", at)) < len(data) - 1:
        if data[at + 1] != 0 and data[at + 1] not in _RESTARTS:
            return at
        at += 2
    raise ValueError("the picture has no end")


def _look_inside(
    file: BinaryIO, parent: Box, found: list[str], tracks: dict[bytes, dict[str, bytes]], track: dict[str, bytes]
) -> None:
    for box in _boxes(file, parent.start, parent.end):
        if box.kind not in _INSIDE[parent.kind]:
            found.append(f"box {box.kind!r} of {box.end - box.start} bytes in {parent.kind or 'the file'}")
        elif box.kind == "trak":
            own: dict[str, bytes] = {}
            _look_inside(file, box, found, tracks, own)
            tracks[own.get("hdlr", bytes(12))[8:12]] = own
        elif box.kind in _INSIDE:
            _look_inside(file, box, found, tracks, track)
        elif box.kind != "mdat":
            track[box.kind] = content = _read(file, box)
            if reason := _residue_of(box.kind, content):
                found.append(reason)


def _residue_of(kind: str, content: bytes) -> str:
    """What a box without boxes of its own says that it need not say."""
    if kind == "stsd":
        return _residue_of_description(content)
    plain = {
        "ftyp": {content[i : i + 4] for i in range(0, len(content), 4)} <= _BRANDS,
        "free": not any(content),
        "mvhd": not _has_times(content),
        "tkhd": not _has_times(content),
        "mdhd": not _has_times(content) and content[-4:] == _NO_LANGUAGE,
        "hdlr": content[24:] == _HANDLERS.get(content[8:12]),
        "udta": content == _NO_TAGS,
        "dref": content == _ITSELF,
    }
    return "" if plain.get(kind, True) else f"{kind} says {content[:100]!r}"


def _has_times(content: bytes) -> bool:
    """Whether it says when it was made: two times of 4 bytes, or of 8 in version 1."""
    return any(content[4 : 4 + (16 if content[:1] == b"\1" else 8)])


def _residue_of_description(content: bytes) -> str:
    kind, size = content[12:16], _number(content, 8, 4)
    if _number(content, 4, 4) != 1 or size != len(content) - 8 or kind not in _ENTRIES:
        return f"description {kind!r}"
    if kind == b"avc1" and content[58:90] not in {_COMPRESSOR, bytes(32)}:
        return f"compressor {content[58:90]!r}"
    at = 16 + _ENTRIES[kind]
    while at < len(content):
        length, name = _number(content, at, 4), content[at + 4 : at + 8]
        if name.decode("latin-1") not in _INSIDE[kind.decode()] or length < 8:
            return f"box {name!r} in the description"
        if name == b"avcC" and _has_other_sets(content[at + 8 : at + length]):
            return "more than parameters in avcC"
        at += length
    return "" if at == len(content) else "a cut description"


def _has_other_sets(avcc: bytes) -> bool:
    """Whether it holds anything besides sequence (7) and picture (8) parameter sets and the four bytes after them."""
    at = 5
    for unit, mask in ((7, 0x1F), (8, 0xFF)):
        sets, at = _number(avcc, at, 1) & mask, at + 1
        for _ in range(sets):
            length = _number(avcc, at, 2)
            if _number(avcc, at + 2, 1) & 0x1F != unit:
                return True
            at += 2 + length
    return len(avcc) - at not in {0, 4} or avcc[4] & 3 != 3


def _residue_of_samples(file: BinaryIO, media: Box, tracks: dict[bytes, dict[str, bytes]]) -> Iterator[str]:
    """Every byte among the samples belongs to one, and every sample holds a picture or a block of sound."""
    total = 0
    for kind, track in tracks.items():
        for start, size in _samples(track):
            file.seek(start)
            sample = file.read(size)
            if not media.start <= start <= start + size <= media.end or len(sample) != size:
                raise ValueError(f"a sample at {start} lies outside")
            total += size
            if kind == b"vide":
                yield from _residue_of_picture(sample)
            elif sample[0] >> 5 > 1:
                # A block of sound begins with a channel or a pair of them; encoders sign in what they put before.
                yield f"element {sample[0] >> 5} before the sound"
    if total != media.end - media.start:
        yield f"{media.end - media.start - total} bytes between samples"


def _residue_of_picture(sample: bytes) -> Iterator[str]:
    at = 0
    while at < len(sample):
        length = _number(sample, at, 4)
        unit = _number(sample, at + 4, 1) & 0x1F
        if unit not in _PICTURE_UNITS:
            yield f"unit {unit} in a picture"
        at += 4 + length
    if at != len(sample):
        raise ValueError("a cut unit")


def _samples(track: dict[str, bytes]) -> Iterator[tuple[int, int]]:
    """Where each sample lies, and its size."""
    sizes = iter(_sizes(track["stsz"]))
    wide = "co64" in track
    chunks = track["co64" if wide else "stco"]
    runs = track["stsc"]
    firsts = [_number(runs, 8 + 12 * i, 4) for i in range(_number(runs, 4, 4))]
    run = -1
    for number in range(_number(chunks, 4, 4)):
        while run + 1 < len(firsts) and firsts[run + 1] == number + 1:
            run += 1
        at = _number(chunks, 8 + number * (8 if wide else 4), 8 if wide else 4)
        for size in islice(sizes, _number(runs, 12 + 12 * run, 4)):
            yield at, size
            at += size
    if next(sizes, None) is not None:
        raise ValueError("samples without a place")


def _sizes(table: bytes) -> Iterator[int]:
    same, count = _number(table, 4, 4), _number(table, 8, 4)
    for i in range(count):
        yield same or _number(table, 12 + 4 * i, 4)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    count = 0
    while start < end:
        file.seek(start)
        head = file.read(16)
        size, kind, body = _number(head, 0, 4), head[4:8].decode("latin-1"), start + 8
        if size == 1:
            size, body = _number(head, 8, 8), start + 16
        count += 1
        if start + size > end or start + size < body or count > _MOST_BOXES:
            raise ValueError(f"box {kind!r} of {size} bytes at {start}")
        yield Box(kind, body, start + size)
        start += size


def _read(file: BinaryIO, box: Box) -> bytes:
    if box.end - box.start > _LARGEST_TABLE:
        raise ValueError(f"box {box.kind!r} is too large")
    file.seek(box.start)
    return file.read(box.end - box.start)


def _number(data: bytes, at: int, size: int) -> int:
    piece = data[at : at + size]
    if len(piece) != size:
        raise ValueError(f"cut short at byte {at}")
    return int.from_bytes(piece)
