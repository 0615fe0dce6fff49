"""Segments as files: golden samples, and that a long one is made piece by piece."""

import asyncio
import csv
import datetime
import io
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.utils import timezone

from annotator.api.handler import django_application
from annotator.api.streaming import RowStream, stream
from annotator.errors import Unavailable
from coding.exchange.collect import segment_records
from coding.exchange.formats import csv as csv_format
from coding.exchange.formats import ndjson
from coding.exchange.records import SegmentRecord
from coding.models import Segment
from coding.operations.codebook import create_code
from tests.coding.making import make_segment
from tests.conftest import FILM_CLOCK, TAPE_CLOCK, Cast, Places, token_of

_Client: Any = ApplicationCommunicator  # untyped
GOLDEN = Path(__file__).parent / "golden"
NOON = datetime.datetime(2026, 3, 1, 12, 0, 0, 120_000, tzinfo=datetime.UTC)


def record(number: int, **more: Any) -> SegmentRecord:
    """A record with everything in it that could go wrong in a file."""
    clock = TAPE_CLOCK if number % 2 else FILM_CLOCK
    usual: dict[str, Any] = {
        "id": uuid.UUID(int=number),
        "version": number + 1,
        "created_at": NOON,
        "updated_at": NOON + datetime.timedelta(microseconds=number),
        "footage": uuid.UUID(int=100),
        "footage_title": "Blagoveshchensk video 2",
        "coder": uuid.UUID(int=200),
        "coder_name": "chan",
        "start": clock.describe(1799),
        "end": clock.describe(1800 + number),
        "duration": {"frames": 1 + number, "seconds": clock.seconds_text(1 + number)},
        "basis": "both",
        "codes": [uuid.UUID(int=300), uuid.UUID(int=301)],
        "code_names": ["Debt", "Wages, unpaid"],
        "categories": ["Labour"],
        "witnesses": [uuid.UUID(int=400)],
        "pseudonyms": ["A"],
        "memo": "",
        "status": "open",
        "in_noise": False,
        "review": None,
    }
    return {**usual, **more}  # type: ignore[typeddict-item]


RECORDS = [
    record(0, memo='two\r\nlines, a "quote"\tand Ёлка 난민 😀'),
    record(1, memo="=1+1", in_noise=True, codes=[], code_names=[], categories=[], witnesses=[], pseudonyms=[]),
    record(
        2,
        memo="\u2028",
        status="returned",
        review={
            "decision": "return", "reason": "too long", "reviewer": uuid.UUID(int=201), "reviewer_name": "lena",
            "at": NOON, "version": 3,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "encode"), [("segments.csv", csv_format.encode), ("segments.ndjson", ndjson.encode)])
def test_a_file_is_byte_for_byte_the_golden_one(name: str, encode: Any) -> None:
    assert b"".join(encode(RECORDS)) == (GOLDEN / name).read_bytes()


def test_csv_reads_back_as_it_was_meant() -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(csv_format.encode(RECORDS)).decode(), newline="")))

    assert [row["memo"] for row in rows] == [record["memo"] for record in RECORDS]
    assert rows[1]["start_seconds"] == "60.026633", "1800799/30000 to six digits"
    assert (rows[0]["start_timecode"], rows[1]["start_timecode"]) == ("00:18:11:24", "01:00:59;29")
    assert (rows[1]["codes"], rows[1]["in_noise"], rows[0]["code_names"]) == ("", "true", "Debt|Wages, unpaid")


def test_ndjson_has_one_object_a_line_whatever_is_in_the_text() -> None:
    lines = b"".join(ndjson.encode(RECORDS)).split(b"\n")

    assert lines.pop() == b""
    assert [json.loads(line)["memo"] for line in lines] == [record["memo"] for record in RECORDS]


def test_a_stream_asks_for_a_piece_only_when_the_last_one_is_sent() -> None:
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            made.append(number)
            yield b"x"

    async def first_three() -> None:
        response = stream(pieces(), content_type="text/plain")
        reader = aiter(response)
        for _ in range(3):
            await anext(reader)

    asyncio.run(first_three())

    assert made == [0, 1, 2]


@pytest.mark.django_db
def test_a_code_that_is_made_while_a_pull_is_under_way_has_its_category(
    monkeypatch: pytest.MonkeyPatch, places: Places, people: Cast
) -> None:
    monkeypatch.setattr("coding.exchange.collect._AT_ONCE", 1)
    for start in (0, 10):
        make_segment(places.film, people.chan, start, start + 5)
    records = segment_records(Segment.objects.order_by("start_frame"), people.towns)
    next(records)

    late, _ = create_code(actor=people.lena, project=people.towns, name="late")
    Segment.objects.get(start_frame=10).codes.add(late)

    assert next(records)["categories"] == ["late"]


def test_only_a_few_clients_pull_at_once_and_a_place_is_given_back() -> None:
    held = [RowStream(iter([b"row"])) for _ in range(6)]
    with pytest.raises(Unavailable):
        RowStream(iter([b"row"]))
    held[0].close()
    held[0].close()
    again = RowStream(iter([b"row"]))
    with pytest.raises(Unavailable):
        RowStream(iter([b"row"]))
    for one in (*held, again):
        one.close()


def test_rows_travel_joined() -> None:
    rows = RowStream(iter([b"x" * 40_000] * 4))
    assert [len(piece) for piece in rows] == [80_000, 80_000]
    rows.close()


@pytest.fixture
def many(real_transactions: None, places: Places, people: Cast) -> int:
    """More segments than are read from the database at once."""
    Segment.objects.bulk_create(
        Segment(footage=places.film, coder=people.chan.user, start_frame=n, end_frame=n + 1, memo=f"memo {n}")
        for n in range(1200)
    )
    return 1200


@pytest.mark.django_db(transaction=True)
def test_records_are_read_a_few_hundred_at_a_time(many: int, people: Cast, django_assert_num_queries: Any) -> None:
    records = segment_records(Segment.objects.all(), people.towns)

    # The codebook and the rows once; recordings, projects, people, codes and witnesses once for every 500.
    with django_assert_num_queries(7):
        next(records)
    with django_assert_num_queries(10):
        assert sum(1 for _ in records) == many - 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_format", ["ndjson", "csv"])
def test_over_asgi_the_first_piece_is_sent_long_before_the_last_is_made(
    many: int, people: Cast, file_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    original = segment_records

    def counted(*args: Any) -> Iterator[SegmentRecord]:
        for one in original(*args):
            made.append(one["id"])
            yield one

    monkeypatch.setattr("coding.api.segments.segment_records", counted)
    secret, token = token_of(people.rhea, people.towns, "read", last_used_at=timezone.now())
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
        "path": f"/api/v1/projects/{token.membership.project_id}/segments/",
        "query_string": f"format={file_format}".encode(),
        "headers": [(b"host", b"testserver"), (b"authorization", f"Token {secret}".encode())],
        "client": ("127.0.0.1", 1), "server": ("testserver", 80),
    }  # fmt: skip

    async def read() -> tuple[int, bytes]:
        client: Any = _Client(django_application(), scope)
        await client.send_input({"type": "http.request", "body": b"", "more_body": False})
        start = await client.receive_output(20)
        assert start["status"] == 200
        pieces = [(await client.receive_output(20))["body"] for _ in range(2)]
        made_by_then = len(made)
        while (message := await client.receive_output(20)).get("more_body"):
            pieces.append(message["body"])
        await client.wait(20)
        return made_by_then, b"".join(pieces)

    made_by_then, body = asyncio.run(read())

    assert made_by_then < 1100, "it was made whole before it was sent"
    assert body.count(b"memo ") == many
    assert len(made) == many
