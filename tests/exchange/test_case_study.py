"""The case study round trip: the twenty cited ranges go in over the API and come back with every timecode equal."""

import csv
import io
import json
from typing import Any

import pytest

from coding.demo.tables import Row, recordings, rows
from footage.models import Footage
from tests.callers import Caller
from tests.conftest import Cast, Places, make_footage, token_of

pytestmark = pytest.mark.django_db

CITED = rows("segments")
Coded = tuple[str, str, str, str, str, str]
"""Title, start, end, witness, category, summary."""


@pytest.fixture
def study(people: Cast, places: Places) -> dict[str, Footage]:
    """The two recordings by title: their clocks, and no media."""
    return {
        recording.title: make_footage(people.towns, places.volume, recording.title, recording.clock)
        for recording in recordings()
    }


@pytest.fixture
def program(people: Cast) -> Caller:
    """A program that holds a coder's token."""
    secret, _ = token_of(people.chan, people.towns, "read", "write")
    return Caller.with_token(secret)


@pytest.fixture
def pull(study: dict[str, Footage], program: Caller, people: Cast) -> str:
    """Where the ranges are pulled from; they have been sent one by one, in the order printed."""
    project = f"projects/{people.towns.id}"
    codes = {name: _made(program, f"{project}/codes/", name=name) for name in _each("category")}
    witnesses = {name: _made(program, f"{project}/witnesses/", pseudonym=name) for name in _each("witness")}
    for row in CITED:
        body = {
            "start": row["start"],
            "end": row["end"],
            "basis": "both",
            "codes": [codes[row["category"]]],
            "witnesses": [witnesses[row["witness"]]],
            "memo": row["summary"],
        }
        program.post(f"footage/{study[row['footage']].id}/segments/", body).ok(201)
    return f"{project}/segments/"


def test_the_pages_give_every_range_back(program: Caller, pull: str) -> None:
    pulled: list[Any] = []
    address: str | None = f"{pull}?page_size=7"
    while address is not None:
        page = program.get(address).ok()
        assert len(page["results"]) <= 7
        pulled += page["results"]
        address = page["next"]
    assert [_from_json(record) for record in pulled] == [_from_study(row) for row in CITED]


def test_the_csv_gives_every_range_back(program: Caller, pull: str) -> None:
    answer = program.get(pull, format="csv")
    assert answer.status == 200
    pulled = csv.DictReader(io.StringIO(answer.body.decode()))
    assert [_from_csv(row) for row in pulled] == [_from_study(row) for row in CITED]


def test_the_lines_of_json_give_every_range_back(program: Caller, pull: str) -> None:
    answer = program.get(pull, format="ndjson")
    assert [_from_json(json.loads(line)) for line in answer.body.splitlines()] == [_from_study(row) for row in CITED]


def test_frames_and_seconds_say_the_same_as_the_timecodes(
    program: Caller, pull: str, study: dict[str, Footage]
) -> None:
    pulled = program.get(pull, page_size=100).results
    assert len(pulled) == 20
    for record in pulled:
        clock = study[record["footage_title"]].measured_clock()
        for edge in ("start", "end"):
            assert record[edge] == clock.describe(clock.frame_of_timecode(record[edge]["timecode"], end=True))
        assert record["duration"]["frames"] == record["end"]["frame"] - record["start"]["frame"]


def test_a_theme_and_a_witness_can_be_asked_for(program: Caller, pull: str) -> None:
    money = program.get(pull, category="money", page_size=100).results
    assert [_from_json(record) for record in money] == [_from_study(row) for row in CITED if row["category"] == "money"]
    of_b = program.get(pull, witness="B", page_size=100).results
    assert [_from_json(record) for record in of_b] == [_from_study(row) for row in CITED if row["witness"] == "B"]


def _each(column: str) -> list[str]:
    return list(dict.fromkeys(row[column] for row in CITED))


def _made(program: Caller, address: str, **facts: str) -> str:
    made: str = program.post(address, facts).ok(201)["id"]
    return made


def _from_study(row: Row) -> Coded:
    return row["footage"], row["start"], row["end"], row["witness"], row["category"], row["summary"]


def _from_json(record: Any) -> Coded:
    (witness,), (category,) = record["pseudonyms"], record["categories"]
    start, end = record["start"]["timecode"], record["end"]["timecode"]
    return record["footage_title"], start, end, witness, category, record["memo"]


def _from_csv(row: Row) -> Coded:
    return (
        row["footage_title"], row["start_timecode"], row["end_timecode"],
        row["pseudonyms"], row["categories"], row["memo"],
    )  # fmt: skip
