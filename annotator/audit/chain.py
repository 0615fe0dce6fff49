"""The hash of an event: pure, so that a stranger can check a trail with nothing but this page.

digest = SHA-256( canonical JSON of the event's facts, which include the digest of the event before it )

Canonical JSON here: keys sorted, no spaces, UTF-8 unescaped, times as ISO 8601 with microseconds in UTC.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple


class Facts(NamedTuple):
    """Everything about an event that its digest protects."""

    project: uuid.UUID
    seq: int
    at: datetime.datetime
    actor: uuid.UUID | None
    token: uuid.UUID | None
    action: str
    object_type: str
    object_id: uuid.UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    previous_digest: str


def digest(facts: Facts) -> str:
    """The hexadecimal SHA-256 of an event's facts."""
    named = {name: _plain(value) for name, value in facts._asdict().items()}
    text = json.dumps(named, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_break(events: Iterable[tuple[Facts, str]]) -> int | None:
    """The `seq` of the first event that does not fit the one before it, or None for a whole chain.

    `events` are (facts, stored digest) in order of seq, from seq 1.
    """
    previous, expected_seq = "", 1
    for facts, stored in events:
        if facts.seq != expected_seq or facts.previous_digest != previous or digest(facts) != stored:
            return expected_seq
        previous, expected_seq = stored, expected_seq + 1
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, uuid.UUID):
        return str(value)
    return value
