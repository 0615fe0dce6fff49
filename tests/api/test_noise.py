"""Noise sections: flagged, suggested, confirmed, rejected."""

import uuid

import pytest

from footage.models import Footage
from tests.callers import Caller, frames
from tests.coding.making import make_noise, make_segment
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_what_a_person_flags_is_confirmed_unless_they_only_suggest_it(chan: Caller, film: Footage) -> None:
    path = f"footage/{film.id}/noise/"
    flagged = chan.post(path, frames(100, 200, reason="static")).ok(201)
    suggested = chan.post(path, frames(300, 400, state="suggested")).ok(201)

    assert (flagged["state"], flagged["decided_by"], flagged["duration"]["frames"]) == ("confirmed", "chan", 100)
    assert (suggested["state"], suggested["decided_by"]) == ("suggested", None)
    assert chan.get(path).results == [flagged, suggested]
    chan.post(path, frames(0, 1, state="rejected")).refused(400, "malformed")


def test_it_is_confirmed_and_rejected_with_a_word_each(chan: Caller, cora: Caller, film: Footage, people: Cast) -> None:
    section = make_noise(film, people.lena, 100, 200, "suggested")
    path = f"noise/{section.id}/"

    confirmed = cora.post(f"{path}confirm/").ok()
    assert (confirmed["state"], confirmed["decided_by"], confirmed["version"]) == ("confirmed", "cora", 2)
    assert cora.post(f"{path}confirm/", version=1).ok() == confirmed, "a repeat is harmless"
    chan.post(f"{path}reject/", version=1).refused(412, "stale_version")
    assert chan.post(f"{path}reject/", version=2).ok()["state"] == "rejected"


def test_coding_that_was_there_before_comes_up_for_review(chan: Caller, film: Footage, people: Cast) -> None:
    heard = make_segment(film, people.chan, 150, 160, basis="audio")
    seen = make_segment(film, people.chan, 150, 160, basis="picture")
    section = chan.post(f"footage/{film.id}/noise/", frames(100, 200)).ok(201)

    drowned = chan.get(f"projects/{people.towns.id}/segments/", in_noise="true").results
    assert [row["id"] for row in drowned] == [str(heard.id)]
    assert chan.get(f"segments/{seen.id}/").ok()["in_noise"] is False
    chan.patch(f"noise/{section['id']}/", {"start": {"frame": 160}}, 1).ok()
    assert chan.get(f"segments/{heard.id}/").ok()["in_noise"] is False


def test_its_borders_and_reason_change_at_a_version(chan: Caller, film: Footage, people: Cast) -> None:
    path = f"noise/{make_noise(film, people.chan, 100, 200).id}/"

    assert chan.patch(path, {"end": "00:17:10:00", "reason": "wind"}, 1).ok()["end"]["frame"] == 250
    chan.patch(path, {"reason": "rain"}, 1).refused(412, "stale_version")
    chan.patch(path, {"end": {"frame": 100}}, 2).refused(422, "empty_span")
    replaced = chan.put(path, frames(1, 2, footage=str(film.id)), 2).ok()
    assert (replaced["reason"], replaced["state"]) == ("", "confirmed")


def test_one_made_with_an_id_of_ones_own_is_made_once(chan: Caller, film: Footage) -> None:
    path, body = f"noise/{uuid.uuid4()}/", frames(0, 10, footage=str(film.id), reason="wind")
    made = chan.put(path, body, create=True).ok(201)

    assert chan.put(path, body, create=True).ok() == made
    for other in ({"reason": "rain"}, {"state": "suggested"}, {"end": {"frame": 11}}):
        chan.put(path, {**body, **other}, create=True).refused(412, "stale_version")


def test_a_deleted_section_forbids_nothing_until_it_is_back(chan: Caller, film: Footage, people: Cast) -> None:
    path = f"noise/{make_noise(film, people.chan, 100, 200).id}/"
    assert chan.delete(path, 1).status == 204
    chan.post(f"{path}confirm/").refused(404, "not_found")
    made = chan.post(f"footage/{film.id}/segments/", frames(100, 200, basis="audio")).ok(201)

    assert chan.post(f"{path}restore/").ok()["state"] == "confirmed"
    assert chan.get(f"segments/{made['id']}/").ok()["in_noise"] is True


def test_a_decision_is_taken_back(chan: Caller, film: Footage, people: Cast) -> None:
    section = make_noise(film, people.chan, 100, 200)
    path = f"noise/{section.id}/"

    taken_back = chan.patch(path, {"state": "suggested"}, 1).ok()
    assert (taken_back["state"], taken_back["decided_by"], taken_back["version"]) == ("suggested", None, 2)
    chan.patch(path, {"state": "rejected"}, 1).refused(412, "stale_version")
    assert chan.patch(path, {"state": "confirmed"}, 2).ok()["decided_by"] == "chan"
    chan.patch(path, {"state": "loud"}, 3).refused(400, "malformed")
