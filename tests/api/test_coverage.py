"""Coverage: what was watched, coded and reviewed, in frames that are counted once."""

import pytest

from coding.models import Segment
from footage.models import Footage
from tests.callers import Caller
from tests.coding.making import make_noise, make_segment
from tests.conftest import Cast, Places

pytestmark = pytest.mark.django_db


def test_watching_adds_up_and_a_repeat_changes_nothing(chan: Caller, film: Footage) -> None:
    path = f"footage/{film.id}/watched/"

    assert chan.post(path, {"spans": [[0, 100], [50, 150]]}).ok() == {"spans": [[0, 150]], "frames": 150}
    assert chan.post(path, {"spans": [[300, 400]]}).ok() == {"spans": [[0, 150], [300, 400]], "frames": 250}
    assert chan.post(path, {"spans": [[10, 20]]}).ok()["frames"] == 250
    assert chan.post(path, {"spans": [[150, 300]]}).ok() == {"spans": [[0, 400]], "frames": 400}
    assert chan.post(path, {"spans": []}).ok()["frames"] == 400


@pytest.mark.parametrize(
    ("spans", "status"),
    [
        ([[0]], 400), ([[0, 1, 2]], 400), ([[-1, 5]], 400), ([["a", "b"]], 400), ([[0, 2**64]], 400), ("x", 400),
        ([[0, 1.5]], 400), ([[0, 1]] * 1001, 400), ([[5, 5]], 422), ([[6, 5]], 422), ([[0, 132_001]], 422),
        ([[0, 2**63 - 1]], 422), ([[0, 10], [131_999, 132_001]], 422),
    ],
    ids=range(13),
)  # fmt: skip
def test_spans_that_are_none_change_nothing(
    chan: Caller, film: Footage, people: Cast, spans: object, status: int
) -> None:
    answer = chan.post(f"footage/{film.id}/watched/", {"spans": spans})

    assert answer.status == status
    assert answer.code == {400: "malformed", 422: "position_outside"}[status]
    assert chan.get(f"projects/{people.towns.id}/coverage/").ok()["results"] == []


def test_each_person_has_their_own_on_each_recording(
    lena: Caller, chan: Caller, cora: Caller, places: Places, people: Cast
) -> None:
    chan.post(f"footage/{places.film.id}/watched/", {"spans": [[0, 100]]}).ok()
    cora.post(f"footage/{places.film.id}/watched/", {"spans": [[50, 60]]}).ok()
    for start, end in ((0, 10), (5, 15), (100, 110)):
        make_segment(places.film, people.chan, start, end)
    approved = make_segment(places.tape, people.chan, 0, 30)
    lena.post(f"segments/{approved.id}/review/", {"decision": "approve"}).ok()
    make_noise(places.tape, people.lena, 500, 600)
    make_noise(places.tape, people.lena, 550, 700)

    answer = lena.get(f"projects/{people.towns.id}/coverage/").ok()

    rows = {(row["footage"], row["coder_name"]): row for row in answer["results"]}
    assert len(rows) == 3
    mine = rows[str(places.film.id), "chan"]
    assert mine["watched"] == {"frames": 100, "spans": [[0, 100]]}
    assert mine["coded"] == {"frames": 25, "spans": [[0, 15], [100, 110]], "segments": 3}
    assert mine["reviewed"] == {"frames": 0, "spans": [], "segments": 0}
    assert rows[str(places.tape.id), "chan"]["reviewed"] == {"frames": 30, "spans": [[0, 30]], "segments": 1}
    assert rows[str(places.film.id), "cora"]["coded"]["segments"] == 0
    assert answer["noise"] == [{"footage": str(places.tape.id), "frames": 200, "spans": [[500, 700]]}]
    only = lena.get(f"projects/{people.towns.id}/coverage/", footage=places.tape.id).ok()
    assert [row["footage"] for row in only["results"]] == [str(places.tape.id)]


def test_what_was_deleted_does_not_count(lena: Caller, film: Footage, people: Cast, chan: Caller) -> None:
    segment = make_segment(film, people.chan, 0, 10)
    chan.delete(f"segments/{segment.id}/", 1)

    assert Segment.objects.count() == 1
    assert lena.get(f"projects/{people.towns.id}/coverage/").ok()["results"] == []
