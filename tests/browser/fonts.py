"""A font that reads Latin letters only, for a browser that shall find no other on its machine."""

import struct
import zlib
from pathlib import Path

_LATIN = Path(__file__).parents[2] / "frontend/node_modules/@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff"
_HEADER = struct.Struct(">4s4sIHHIHHIIIII")
_ENTRY = struct.Struct(">4sIIII")


def write_latin_font(path: Path) -> None:
    """Write it as a plain TrueType file: Chromium shows nothing at all, not even served fonts, without one such."""
    woff = _LATIN.read_bytes()
    _, flavor, _, count, *_ = _HEADER.unpack_from(woff)
    entries = [_ENTRY.unpack_from(woff, _HEADER.size + _ENTRY.size * number) for number in range(count)]
    directory = struct.pack(">4sHHHH", flavor, count, *_search_hints(count))
    at = len(directory) + 16 * count
    tables = b""
    for tag, offset, packed, length, checksum in entries:
        table = woff[offset : offset + packed]
        table = table if packed == length else zlib.decompress(table)
        directory += struct.pack(">4sIII", tag, checksum, at + len(tables), length)
        tables += table + b"\0" * (-length % 4)
    path.write_bytes(directory + tables)


def _search_hints(count: int) -> tuple[int, int, int]:
    power = 1 << (count.bit_length() - 1)
    return 16 * power, power.bit_length() - 1, 16 * (count - power)
