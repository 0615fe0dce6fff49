"""Several people at the same moment, on PostgreSQL, with real transactions and real threads."""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection

from annotator.accounts.models import Membership, Role
from annotator.administration.operations import change_project
from annotator.audit.models import Event
from annotator.audit.operations import verify
from coding.models import NoiseSection, Segment, Witness
from tests.callers import Answer, Caller, frames
from tests.coding.making import make_noise, make_segment
from tests.conftest import Cast, Places

T = TypeVar("T")

pytestmark = pytest.mark.usefixtures("postgresql")


@pytest.fixture
def places(postgresql: None, places: Places) -> Places:
    """Made after the choice of database, so that nothing is made where it is skipped."""
    return places


def at_once(*works: Callable[[], T]) -> list[T]:
    """What each work gave; all begin in the same moment, each in a thread with a connection of its own."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, work) for work in works]]


def rounds(count: int) -> Iterator[int]:
    """Again and again: one lucky order proves nothing."""
    yield from range(count)


def test_two_changes_of_one_version_are_one_change_and_one_refusal(places: Places, people: Cast) -> None:
    segment = make_segment(places.film, people.chan, 0, 100)
    path = f"segments/{segment.id}/"
    lena, chan = Caller.signed_in(people.lena), Caller.signed_in(people.chan)

    for version in rounds(8):
        answers = at_once(
            lambda version=version: lena.patch(path, {"memo": f"lena {version}"}, version + 1),  # type: ignore[misc]
            lambda version=version: chan.patch(path, {"memo": f"chan {version}"}, version + 1),  # type: ignore[misc]
        )
        assert sorted(answer.status for answer in answers) == [200, 412]
        won = next(answer for answer in answers if answer.status == 200)
        assert lena.get(path).ok() == won.ok()


def test_noise_and_coding_by_sound_never_both_pass_unseen(places: Places, people: Cast) -> None:
    lena, chan = Caller.signed_in(people.lena), Caller.signed_in(people.chan)
    suggestions = [make_noise(places.film, people.lena, n * 100, n * 100 + 50, "suggested") for n in range(8)]

    for n in rounds(8):
        coded, confirmed = at_once(
            lambda n=n: chan.post(f"footage/{places.film.id}/segments/", frames(n * 100, n * 100 + 10, basis="audio")),  # type: ignore[misc]
            lambda n=n: lena.post(f"noise/{suggestions[n].id}/confirm/"),  # type: ignore[misc]
        )
        assert confirmed.status == 200
        if coded.status == 201:
            assert chan.get(f"segments/{coded.json['id']}/").ok()["in_noise"] is True
            events = {event.object_id: event.seq for event in Event.objects.filter(action__in=ACCEPTED)}
            assert events[uuid.UUID(coded.json["id"])] < events[suggestions[n].id], "coded before it was noise"
        else:
            coded.refused(422, "audio_in_noise")
    assert NoiseSection.objects.confirmed().count() == 8


ACCEPTED = ("segment.create", "noise.confirm")


def test_one_id_sent_many_times_makes_one_segment(places: Places, people: Cast) -> None:
    chan = [Caller.signed_in(people.chan) for _ in range(6)]
    body = frames(0, 10, footage=str(places.film.id))
    path = f"segments/{uuid.uuid4()}/"

    answers = at_once(*[lambda caller=caller: caller.put(path, body, create=True) for caller in chan])

    assert sorted(answer.status for answer in answers) == [200] * 5 + [201]
    assert Segment.objects.count() == 1
    assert Event.objects.filter(action="segment.create").count() == 1


def test_one_id_sent_for_two_recordings_makes_one_segment(places: Places, people: Cast) -> None:
    chan = [Caller.signed_in(people.chan) for _ in range(2)]
    for _ in rounds(8):
        path = f"segments/{uuid.uuid4()}/"
        answers = at_once(
            lambda path=path: chan[0].put(path, frames(0, 10, footage=str(places.film.id)), create=True),  # type: ignore[misc]
            lambda path=path: chan[1].put(path, frames(0, 10, footage=str(places.tape.id)), create=True),  # type: ignore[misc]
        )
        assert sorted(answer.status for answer in answers) == [201, 412]


def test_two_leads_who_step_down_at_once_leave_one(places: Places, people: Cast) -> None:
    for _ in rounds(4):
        Membership.objects.filter(user=people.chan.user, project=people.towns).update(role=Role.LEAD)
        Membership.objects.filter(user=people.lena.user, project=people.towns).update(role=Role.LEAD)
        paths = [
            (Caller.signed_in(actor), Membership.objects.get(user=actor.user, project=people.towns))
            for actor in (people.lena, people.chan)
        ]
        answers = at_once(
            *[
                lambda caller=caller, mine=mine: caller.patch(f"members/{mine.id}/", {"role": "coder"}, mine.version)
                for caller, mine in paths
            ]
        )
        assert sorted(answer.status for answer in answers) == [200, 422]
        assert Membership.objects.filter(project=people.towns, role=Role.LEAD).count() == 1


def test_no_two_witnesses_get_one_letter(places: Places, people: Cast) -> None:
    callers = [Caller.signed_in(people.chan) for _ in range(6)]
    path = f"projects/{people.towns.id}/witnesses/"

    answers = at_once(*[lambda caller=caller: caller.post(path, {}) for caller in callers])

    assert sorted(answer.ok(201)["pseudonym"] for answer in answers) == list("ABCDEF")
    assert Witness.objects.count() == 6


def test_whoever_renames_the_project_and_whoever_codes_in_it_do_not_block_each_other(
    places: Places, people: Cast
) -> None:
    def rename() -> str:
        for version in range(1, 26):
            change_project(
                actor=people.lena, project=people.towns, expected_version=version, changes={"name": f"Name {version}"}
            )
        return "renamed"

    def code() -> str:
        for n in range(25):
            make_segment(places.film, people.chan, n, n + 1)
        return "coded"

    assert at_once(rename, code, code) == ["renamed", "coded", "coded"]


def test_a_reader_of_the_changes_misses_nothing_while_many_write(places: Places, people: Cast) -> None:
    writers, each = 4, 12
    path = f"projects/{people.towns.id}/changes/"
    ended = threading.Event()
    still_writing = threading.Semaphore(0)

    def write(footage: Any) -> list[Answer]:
        caller = Caller.signed_in(people.chan)
        made = [caller.post(f"footage/{footage.id}/segments/", frames(n, n + 1)) for n in range(each)]
        still_writing.release()
        return made

    def read() -> list[Any]:
        caller, seen, after = Caller.signed_in(people.rhea), [], 0
        while True:
            last_look = ended.is_set()
            page = caller.get(path, after=after, limit=3).ok()
            seen += page["results"]
            after = page["last_seq"]
            if last_look and not page["more"]:
                return seen

    def announce() -> list[Any]:
        for _ in range(writers):
            assert still_writing.acquire(timeout=60)
        ended.set()
        return []

    works = [lambda footage=footage: write(footage) for footage in (places.film, places.tape) * 2]
    *written, seen, _ = at_once(*works, read, announce)

    assert all(answer.status == 201 for answers in written for answer in answers)
    assert [event["seq"] for event in seen] == list(range(1, writers * each + 1))
    assert {event["object_id"] for event in seen} == {str(pk) for pk in Segment.objects.values_list("pk", flat=True)}
    assert verify(actor=people.lena, project=people.towns) == (writers * each, None)
