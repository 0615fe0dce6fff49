"""Newline-delimited JSON: one record a line, loses nothing."""

import json
from collections.abc import Iterable, Iterator

from django.core.serializers.json import DjangoJSONEncoder

from coding.exchange.records import SegmentRecord

CONTENT_TYPE = "application/x-ndjson; charset=utf-8"


def encode(records: Iterable[SegmentRecord]) -> Iterator[bytes]:
    """The same objects as the JSON pages carry, one a line."""
    for record in records:
        yield json.dumps(record, cls=_Encoder, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Encoder(DjangoJSONEncoder):
    """Times with all six digits, as the JSON pages write them (Django's own encoder cuts to milliseconds)."""

    def default(self, o: object) -> object:
        if hasattr(o, "isoformat"):
            return o.isoformat().replace("+00:00", "Z")
        return super().default(o)
