"""Newline-delimited JSON: one record a line, loses nothing."""

from collections.abc import Iterable, Iterator

import msgspec

from coding.exchange.records import SegmentRecord

CONTENT_TYPE = "application/x-ndjson; charset=utf-8"
_JSON = msgspec.json.Encoder()


def encode(records: Iterable[SegmentRecord]) -> Iterator[bytes]:
    """The same objects as the JSON pages carry, one a line, written by the same library."""
    for record in records:
        yield _JSON.encode(record) + b"\n"
