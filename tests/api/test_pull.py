"""The pull: every filter of the project's segments, alone and together, as pages and as streams."""

import csv
import datetime
import io
import json
import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.accounts.models import Membership
from coding.api.shapes import SegmentSerializer
from coding.exchange.records import SegmentRecord
from coding.models import Segment
from tests.callers import Caller
from tests.coding.making import make_code, make_noise, make_segment, make_witness
from tests.conftest import Cast, Places

pytestmark = pytest.mark.django_db

NFD = unicodedata.normalize("NFD", "난민 증언")


@pytest.fixture
def named(people: Cast, places: Places) -> dict[str, Segment]:
    """Six segments by name; `memo` is the name's own words.

    Codes: Labour > Wages > Debt; Fear; and a “Debt” of its own under Fear. Witnesses A and B.
    """
    lena, chan, cora, towns = people.lena, people.chan, people.cora, people.towns
    labour = make_code(towns, lena, "Labour")
    wages = make_code(towns, lena, "Wages", labour)
    debt = make_code(towns, lena, "Debt", wages)
    fear = make_code(towns, lena, "Fear")
    debt_of_fear = make_code(towns, lena, "Debt", fear)
    a, b = make_witness(towns, lena), make_witness(towns, lena)
    film, tape = places.film, places.tape
    made = {
        "labour": make_segment(film, chan, 0, 100, codes=(labour,), heard=(a,), memo="난민 증언: Ёлка"),
        "wages": make_segment(film, chan, 100, 200, codes=(wages,), heard=(b,), memo=NFD),
        "debt": make_segment(film, cora, 150, 250, codes=(debt, fear), heard=(a, b), memo="ПРИВЕТ, STRASSE 100%"),
        "fear": make_segment(film, cora, 300, 400, codes=(fear,), basis="picture", memo="straße _ привет"),
        "debt_of_fear": make_segment(tape, chan, 0, 100, codes=(debt_of_fear,), basis="audio", memo="ёлка, ﬁne"),
        "bare": make_segment(tape, cora, 200, 300),
    }
    make_segment(places.foreign, people.sasha, 0, 100, memo="ПРИВЕТ")
    gone = make_segment(film, chan, 0, 100, memo="привет")
    Segment.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    Segment.objects.filter(pk=made["fear"].pk).update(status="returned")
    make_noise(film, lena, 0, 150)
    return made


@pytest.fixture
def pull(people: Cast) -> str:
    return f"projects/{people.towns.id}/segments/"


ALL = ["labour", "wages", "debt", "fear", "debt_of_fear", "bare"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ALL),
        ({"footage": "film"}, ["labour", "wages", "debt", "fear"]),
        ({"footage": ["film", "tape"]}, ALL),
        ({"footage": "foreign"}, []),
        ({"code": "Wages"}, ["wages"]),
        ({"code": "Debt"}, ["debt", "debt_of_fear"]),
        ({"code": ["Labour", "Fear"]}, ["labour", "debt", "fear"]),
        ({"code": ["Debt", "Fear"], "all": "1"}, ["debt"]),
        ({"code": ["Debt", "Fear"], "all": "0"}, ["debt", "fear", "debt_of_fear"]),
        ({"category": "Labour"}, ["labour", "wages", "debt"]),
        ({"category": "Wages"}, ["wages", "debt"]),
        ({"category": ["Labour", "Fear"]}, ["labour", "wages", "debt", "fear", "debt_of_fear"]),
        ({"category": ["Labour", "Fear"], "all": "1"}, ["debt"]),
        ({"category": "Labour", "code": "Fear"}, ["debt"]),
        ({"witness": "A"}, ["labour", "debt"]),
        ({"witness": ["A", "B"]}, ["labour", "wages", "debt"]),
        ({"witness": ["A", "B"], "all": "1"}, ["debt"]),
        ({"coder": "chan"}, ["labour", "wages", "debt_of_fear"]),
        ({"coder": ["chan", "cora"]}, ALL),
        ({"coder": "rhea"}, []),
        ({"basis": "picture"}, ["fear"]),
        ({"basis": ["picture", "audio"]}, ["fear", "debt_of_fear"]),
        ({"status": "returned"}, ["fear"]),
        ({"status": ["open", "returned"]}, ALL),
        ({"status": "approved"}, []),
        ({"in_noise": "true"}, ["labour", "wages"]),
        ({"in_noise": "false"}, ["debt", "fear", "debt_of_fear", "bare"]),
        ({"footage": "film", "overlaps": "4,6"}, ["wages"]),
        ({"footage": "film", "overlaps": "00:17:04:00,00:17:06:01"}, ["wages", "debt"]),
        ({"footage": "film", "overlaps": "10, 00:17:12:00"}, []),
        ({"footage": "film", "overlaps": "249/25,10"}, ["debt"]),
        ({"footage": "tape", "overlaps": "01:00:06;19,01:00:06;21"}, ["bare"]),
        ({"footage": "foreign", "overlaps": "0,1"}, []),
        ({"text": "привет"}, ["debt", "fear"]),
        ({"text": "Straße"}, ["debt", "fear"]),
        ({"text": "елка"}, ["labour", "debt_of_fear"]),
        ({"text": "ЁЛКА"}, ["labour", "debt_of_fear"]),
        ({"text": "증언"}, ["labour", "wages"]),
        ({"text": unicodedata.normalize("NFD", "증언")}, ["labour", "wages"]),
        ({"text": "fine"}, ["debt_of_fear"]),
        ({"text": "100%"}, ["debt"]),
        ({"text": "_"}, ["fear"]),
        ({"text": "%"}, ["debt"]),
        ({"text": "привет", "coder": "cora", "basis": "both", "category": "Fear", "witness": "B"}, ["debt"]),
    ],
    ids=lambda value: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else "",
)
def test_a_filter_gives_exactly_these(
    rhea: Caller, named: dict[str, Segment], places: Places, pull: str, query: dict[str, Any], expected: list[str]
) -> None:
    if "footage" in query:
        titles = query["footage"] if isinstance(query["footage"], list) else [query["footage"]]
        query = {**query, "footage": [getattr(places, title).id for title in titles]}
    names = {str(segment.id): name for name, segment in named.items()}

    assert [names[row["id"]] for row in rhea.get(pull, **query).results] == expected
    lines = rhea.get(pull, format="ndjson", **query).body.splitlines()
    assert [names[json.loads(line)["id"]] for line in lines] == expected


def test_names_and_ids_mean_the_same(rhea: Caller, named: dict[str, Segment], pull: str, people: Cast) -> None:
    for parameter, name, found in (
        ("code", "Wages", named["wages"].codes.get().id),
        ("category", "Labour", named["labour"].codes.get().id),
        ("witness", "A", named["labour"].witnesses.get().id),
        ("coder", "chan", people.chan.user.id),
    ):
        assert rhea.get(pull, **{parameter: found}).results == rhea.get(pull, **{parameter: name}).results != []


def test_updated_after_gives_what_is_new(chan: Caller, named: dict[str, Segment], pull: str) -> None:
    before = timezone.now()
    chan.patch(f"segments/{named['wages'].id}/", {"memo": "new"}, 1).ok()

    assert [row["memo"] for row in chan.get(pull, updated_after=before.isoformat()).results] == ["new"]
    later = timezone.now() + datetime.timedelta(seconds=1)
    assert chan.get(pull, updated_after=later.isoformat()).results == []


@pytest.mark.parametrize(
    "query",
    [
        {"code": "Nothing"}, {"category": "nothing"}, {"witness": "Z"}, {"coder": "sasha"}, {"coder": "nobody"},
        {"basis": "smell"}, {"status": "closed"}, {"in_noise": "1"}, {"all": "yes"}, {"footage": "film"},
        {"format": "xml"}, {"updated_after": "yesterday"}, {"updated_after": "2026-13-01T00:00:00Z"},
        {"updated_after": "0001-01-01T00:00:00+23:59"}, {"updated_after": "9999-12-31T23:59:59-23:59"},
        {"text": "a\x00b"}, {"text": "x" * 1001}, {"code": "a\x00b"}, {"colour": "red"},
        {"overlaps": "0,1"}, {"code": ["x"] * 101},
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_that_is_not_understood_is_malformed(
    rhea: Caller, named: dict[str, Segment], pull: str, query: dict[str, Any]
) -> None:
    rhea.get(pull, **query).refused(400, "malformed")


@pytest.mark.parametrize(
    ("overlaps", "status"),
    [("0", 400), ("a,b", 400), ("00:17:04;00,10", 400), ("1,1", 422), ("2,1", 422), ("0,5281", 422), ("0.01,1", 422)],
)
def test_overlaps_takes_two_times_of_the_recording(
    rhea: Caller, named: dict[str, Segment], places: Places, pull: str, overlaps: str, status: int
) -> None:
    answer = rhea.get(pull, footage=places.film.id, overlaps=overlaps)

    assert (answer.status, answer.code != "internal_error") == (status, True)


def test_two_thousand_parameters_are_malformed_and_no_error(rhea: Caller, pull: str) -> None:
    rhea.get(pull, code=["x"] * 2000).refused(400, "malformed")


def test_a_recordings_own_list_takes_the_same_filters_and_formats(
    rhea: Caller, named: dict[str, Segment], places: Places, pull: str
) -> None:
    own = f"footage/{places.film.id}/segments/"

    assert rhea.get(own, text="привет").results == rhea.get(pull, footage=places.film.id, text="привет").results
    assert len(rhea.get(own, overlaps="4,6").results) == 1
    assert rhea.get(own, format="csv").body == rhea.get(pull, footage=places.film.id, format="csv").body


def test_what_a_coder_made_is_found_after_they_have_left(
    rhea: Caller, named: dict[str, Segment], pull: str, people: Cast
) -> None:
    Membership.objects.get(project=people.towns, user=people.cora.user).delete()

    assert len(rhea.get(pull, coder="cora").results) == 3


class TestStreams:
    """NDJSON and CSV carry everything that matches, whatever the size of a page."""

    def test_ndjson_objects_equal_those_of_the_pages(self, rhea: Caller, named: dict[str, Segment], pull: str) -> None:
        answer = rhea.get(pull, format="ndjson", page_size=1)

        assert answer.headers["Content-Type"] == "application/x-ndjson; charset=utf-8"
        assert answer.body.endswith(b"\n")
        assert [json.loads(line) for line in answer.body.splitlines()] == rhea.get(pull).results

    def test_csv_says_the_same_in_columns(self, rhea: Caller, named: dict[str, Segment], pull: str) -> None:
        answer = rhea.get(pull, format="csv", page_size=1)

        assert answer.headers["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
        for row, page in zip(rows, rhea.get(pull).results, strict=True):
            assert (row["id"], row["memo"], row["status"]) == (page["id"], page["memo"], page["status"])
            assert (int(row["start_frame"]), row["end_timecode"]) == (page["start"]["frame"], page["end"]["timecode"])
            assert row["code_names"].split("|") == (page["code_names"] or [""])
            assert row["pseudonyms"].split("|") == (page["pseudonyms"] or [""])

    def test_an_accept_header_of_the_format_is_no_reason_to_refuse(
        self, rhea: Caller, named: dict[str, Segment], pull: str
    ) -> None:
        for accept in ("text/csv", "application/x-ndjson", "application/xml"):
            answer = rhea.ask("GET", pull, query={"format": "csv"}, headers={"Accept": accept})
            assert answer.status == 200

    def test_nothing_that_matches_is_an_empty_answer(self, rhea: Caller, pull: str, people: Cast) -> None:
        assert rhea.get(pull, format="ndjson").body == b""
        assert rhea.get(pull, format="csv").body.count(b"\r\n") == 1


def test_an_answer_has_exactly_the_fields_of_a_record() -> None:
    assert list(SegmentSerializer().fields) == list(SegmentRecord.__annotations__)


class TestNumberOfQueries:
    """Frozen: a list costs the same whatever its length."""

    @pytest.mark.parametrize("count", [1, 10, 100])
    @pytest.mark.parametrize(("query", "queries"), [({}, 11), ({"format": "ndjson"}, 11)])
    def test_a_list_costs_the_same_whatever_its_length(
        self, rhea: Caller, people: Cast, places: Places, pull: str, count: int, query: dict[str, str], queries: int
    ) -> None:
        code = make_code(people.towns, people.lena, "Code")
        witness = make_witness(people.towns, people.lena)
        for n in range(count):
            footage = places.film if n % 2 else places.tape
            make_segment(footage, (people.chan, people.cora)[n % 2], n, n + 5, codes=(code,), heard=(witness,))

        with CaptureQueriesContext(connection) as asked:
            body = rhea.get(pull, **query).body

        assert body.count(b'"coder_name"') == count
        assert len(asked) == queries
