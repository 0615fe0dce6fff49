"""Recordings that point at another file: the bait, which nobody may open for them."""

import random
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf"})
PLAYLISTS = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{bait}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\nfile://{bait}\n#EXT-X-ENDLIST\n",
    '#EXTM3U\n#EXT-X-MAP:URI="{bait}"\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{bait}\n#EXT-X-ENDLIST\n',
    '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file://{bait}"\n#EXTINF:2.0,\n{bait}\n#EXT-X-ENDLIST\n',
    "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nconcat:{bait}|{bait}\n",
    "ffconcat version 1.0\nfile '{bait}'\n",
    "ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:{bait}'\n",
    "concat:{bait}|{bait}\n",
    "[playlist]\nFile1=file://{bait}\nNumberOfEntries=1\n",
    "RTSPtextRTSP://127.0.0.1{bait}\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    '<asx version="3.0"><entry><ref href="file://{bait}"/></entry></asx>\n',
    "# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 0\n",
    """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"
profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4">
<Representation id="1" bandwidth="1"><BaseURL>file://{bait}</BaseURL></Representation></AdaptationSet></Period></MPD>""",
)


def pointing(container: str, content: bytes, dice: random.Random, bait: Path) -> bytes:
    """The recording with `bait` named where its container has room for another file, or as a playlist of any kind."""
    if (inside := _INSIDE.get(container)) is not None and dice.random() < 0.6:
        return inside(content, dice, bait)
    playlist = dice.choice(PLAYLISTS).format(bait=bait).encode()
    return dice.choice((playlist, playlist + content, content + playlist))


def _with_references(content: bytes, dice: random.Random, bait: Path) -> bytes:
    """Every table of where an mp4's media data lies names the bait, as an address or as QuickTime's alias."""
    entry = dice.choice((_address, _alias))(bait)
    return _referring(content, struct.pack(">III", 0, 1, len(entry) + 4) + entry)


def _address(bait: Path) -> bytes:
    return b"url " + struct.pack(">I", 0) + f"file://{bait}".encode() + b"\0"


def _alias(bait: Path) -> bytes:
    """An alias of version 2, whose last records (kinds 2 and 18) are the path, as ffmpeg reads it."""
    path, name = str(bait).encode(), bait.name.encode()[:63]
    head = bytes(10) + bytes([1]) + b"v".ljust(27, b"\0") + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0")
    head += bytes(16) + struct.pack(">hh", 1, 1) + bytes(16)
    records = b"".join(
        struct.pack(">HH", kind, len(path)) + path + bytes(len(path) % 2) for kind in (2, 18)
    ) + struct.pack(">H", 0xFFFF)
    return b"alis" + struct.pack(">I", 0) + head + records


def _referring(boxes: bytes, references: bytes) -> bytes:
    out, at = b"", 0
    while at + 8 <= len(boxes):
        size, kind = struct.unpack_from(">I4s", boxes, at)
        size = size if size >= 8 else len(boxes) - at
        body = boxes[at + 8 : at + size]
        if kind in _HOLDERS:
            body = _referring(body, references)
        elif kind == b"dref":
            body = references
        out += struct.pack(">I4s", len(body) + 8, kind) + body
        at += size
    return out


def _with_next_segment(content: bytes, dice: random.Random, bait: Path) -> bytes:
    """A Matroska file says that another comes before or after it (`PrevFilename`, `NextFilename`)."""
    at = content.index(b"\x15\x49\xa9\x66") + 4
    name = str(bait).encode()
    element = dice.choice((b"\x3e\x83\xbb", b"\x3c\x83\xab")) + struct.pack(">H", 0x4000 | len(name)) + name
    length = _long(content, at)
    inside = at + _width(content[at])
    # In the place of as much that stands there, so that nothing behind it moves.
    kept = content[inside : inside + length][len(element) :] if length >= len(element) else b""
    return content[:inside] + element + kept + content[inside + max(length, len(element)) :]


def _width(first: int) -> int:
    return 9 - first.bit_length()


def _long(content: bytes, at: int) -> int:
    width = _width(content[at])
    return int.from_bytes(content[at : at + width], "big") & ((1 << 7 * width) - 1)


_INSIDE: Mapping[str, Callable[[bytes, random.Random, Path], bytes]] = {
    "mp4": _with_references,
    "mov": _with_references,
    "m4v": _with_references,
    "mkv": _with_next_segment,
    "webm": _with_next_segment,
}
