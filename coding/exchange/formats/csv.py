"""Comma-separated values (RFC 4180) for R, pandas and spreadsheets.

Loses: the exact seconds at rates like 29.97 (rounded to 6 digits; the frames stay exact). Codes and witnesses of a
segment stand in one cell, separated by `|`. A cell is written as it is: a memo that begins with `=` is somebody's
words, not ours to change; import as text.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from coding.exchange.records import SegmentRecord

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
COLUMNS = (
    "id", "version", "footage", "footage_title", "coder", "coder_name",
    "start_frame", "end_frame", "duration_frames",
    "start_timecode", "end_timecode",
    "start_seconds", "end_seconds", "duration_seconds",
    "basis", "status", "in_noise",
    "codes", "code_names", "categories", "witnesses", "pseudonyms",
    "memo", "created_at", "updated_at",
)  # fmt: skip
_AS_THEY_ARE = ("id", "version", "footage", "footage_title", "coder", "coder_name", "basis", "status", "memo")
_LISTS = ("codes", "code_names", "categories", "witnesses", "pseudonyms")


def encode(records: Iterable[SegmentRecord]) -> Iterator[bytes]:
    """A header, then a line a segment."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for record in records:
        cells = _cells(record)
        yield writer.writerow([cells[column] for column in COLUMNS])


def _cells(record: SegmentRecord) -> dict[str, Any]:
    start, end, duration = record["start"], record["end"], record["duration"]
    return {
        **{name: record[name] for name in _AS_THEY_ARE},  # type: ignore[literal-required]
        **{name: "|".join(map(str, record[name])) for name in _LISTS},  # type: ignore[literal-required]
        "start_frame": start["frame"],
        "end_frame": end["frame"],
        "duration_frames": duration["frames"],
        "start_timecode": start["timecode"],
        "end_timecode": end["timecode"],
        "start_seconds": _six_digits(start["seconds"]),
        "end_seconds": _six_digits(end["seconds"]),
        "duration_seconds": _six_digits(duration["seconds"]),
        "in_noise": "true" if record["in_noise"] else "false",
        "created_at": record["created_at"].isoformat(),
        "updated_at": record["updated_at"].isoformat(),
    }


def _six_digits(exact: str) -> str:
    seconds = Fraction(exact)
    return str((Decimal(seconds.numerator) / seconds.denominator).quantize(Decimal("0.000001"), ROUND_HALF_UP))


class _Echo:
    """A file that gives back what is written to it, so that the csv module can make one line at a time."""

    def write(self, line: str) -> bytes:
        return line.encode()
