"""The whole coding of a recording in one answer: the same rows as the pages tell, and to nobody more of them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.api import shapes
from coding.exchange import whole as exchange
from coding.models.segments import SegmentQuerySet
from coding.operations import lines
from footage.models import Footage
from tests.callers import Caller
from tests.coding.making import make_code, make_line, make_noise, make_segment, make_witness
from tests.conftest import Cast, Places

pytestmark = pytest.mark.django_db


def whole(caller: Caller, footage: Footage) -> dict[str, Any]:
    answer: dict[str, Any] = caller.get(f"footage/{footage.id}/coding/").ok()
    return answer


def paged(caller: Caller, footage: Footage, kind: str, fields: list[str]) -> list[dict[str, Any]]:
    """The rows of the pages, with the fields of the whole."""
    rows = caller.get(f"footage/{footage.id}/{kind}/", page_size=1000).results
    for row in rows:
        row.update(start_frame=row["start"]["frame"], end_frame=row["end"]["frame"])
    return [{name: row[name] for name in fields} for row in rows]


@pytest.fixture
def coded(people: Cast, places: Places) -> Footage:
    """Twelve segments of two people with codes and witnesses in other orders than they were made, one line corrected
    twice, one never translated, noise of every state; and of each kind one that is gone or lies elsewhere."""
    film, (lena, chan, cora) = places.film, (people.lena, people.chan, people.cora)
    codes = [make_code(people.towns, lena, name) for name in ("Fear", "Food", "Debt")]
    heard = [make_witness(people.towns, lena, pseudonym=name) for name in ("AA", "B", "A")]
    for number in range(12):
        coder = (chan, cora)[number % 2]
        some = slice(number % 3, 3)
        basis = ("both", "picture", "audio")[number % 3]
        make_segment(
            *(film, coder, number, number + 40),
            basis=basis,
            codes=(*codes[some],),
            heard=(*heard[some],),
            memo="물 \U0001f4a7",
        )
    make_segment(places.tape, chan, 0, 10)
    line = make_line(film, lena, 50, 60, "물", "water")
    for text in ("the water", "the well"):
        lines.revise_translation(actor=lena, line=line, text=text, reason="", expected_version=None)
    make_line(film, lena, 10, 20, "쌀")
    make_line(places.tape, lena, 0, 10, "other")
    for start, state in ((0, "confirmed"), (45, "suggested")):
        make_noise(film, lena, start, start + 5, state)
    return film


def test_every_row_is_what_the_pages_tell(coded: Footage, chan: Caller, lena: Caller) -> None:
    first = chan.get(f"footage/{coded.id}/segments/").results[0]
    lena.post(f"segments/{first['id']}/review/", {"decision": "return", "reason": "Look again."}).ok()

    answer = whole(chan, coded)

    assert answer.pop("head_seq") == chan.get(f"projects/{coded.project_id}/changes/").ok()["head_seq"]
    assert {kind: len(rows) for kind, rows in answer.items()} == {
        "codes": 3,
        "witnesses": 3,
        "segments": 12,
        "lines": 2,
        "noise": 2,
    }
    for kind in ("codes", "witnesses"):
        rows = chan.get(f"projects/{coded.project_id}/{kind}/").results
        assert answer[kind] == [{name: row[name] for name in answer[kind][0]} for row in rows], kind
    for kind in ("segments", "lines", "noise"):
        rows = answer[kind]
        assert rows == paged(chan, coded, kind, list(rows[0])), kind
    assert [row["revisions"] for row in answer["lines"]] == [0, 2]
    assert answer["segments"][0]["review"]["reason"] == "Look again."


def test_what_is_taken_away_is_not_there(coded: Footage, chan: Caller) -> None:
    for kind in ("segments", "lines", "noise"):
        row = whole(chan, coded)[kind][0]
        assert chan.delete(f"{kind}/{row['id']}/", row["version"]).status == 204
        assert row["id"] not in [one["id"] for one in whole(chan, coded)[kind]]


def test_nothing_is_an_empty_answer(places: Places, rhea: Caller) -> None:
    answer = whole(rhea, places.film)
    assert (answer["segments"], answer["lines"], answer["noise"]) == ([], [], [])


def test_the_blind_see_their_own(coded: Footage, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to a recording's segments ask the segments' own `visible_to`."""
    everything = SegmentQuerySet.visible_to
    monkeypatch.setattr(
        SegmentQuerySet, "visible_to", lambda rows, onlooker: everything(rows, onlooker).filter(coder=onlooker.user_id)
    )
    cora = Caller.signed_in(people.cora)
    for rows in (whole(cora, coded)["segments"], cora.get(f"footage/{coded.id}/segments/").results):
        assert {row["coder"] for row in rows} == {str(people.cora.user_id)}
        assert len(rows) == 6


def test_it_costs_the_same_whatever_its_length(places: Places, coded: Footage, rhea: Caller) -> None:
    asked = []
    for footage in (places.tape, coded):
        with CaptureQueriesContext(connection) as captured:
            whole(rhea, footage)
        asked.append(len(captured))
    assert asked == [17, 17]


def test_no_version_is_told_with_links_older_than_itself(
    coded: Footage, chan: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statements share no snapshot: somebody changes a segment while the answer is being made."""
    row = whole(chan, coded)["segments"][0]
    assert row["coder_name"] == "chan"
    assert row["codes"]
    linked = exchange._linked

    def changed_meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(exchange, "_linked", linked)
        chan.patch(f"segments/{row['id']}/", {"codes": [], "witnesses": []}, row["version"]).ok()
        return linked(*args)

    monkeypatch.setattr(exchange, "_linked", changed_meanwhile)
    told = whole(chan, coded)["segments"][0]
    now = whole(chan, coded)["segments"][0]
    assert (told["version"], now["version"]) == (1, 2)
    assert told["codes"] == now["codes"] == []


@pytest.mark.parametrize("kind", ["Code", "Witness", "Segment", "Line", "Noise"])
def test_a_row_has_exactly_the_fields_of_its_shape(kind: str) -> None:
    shape, row = getattr(shapes, f"{kind}RowSerializer"), getattr(exchange, f"{kind}Row")
    assert set(shape().fields) == set(row.__annotations__)
