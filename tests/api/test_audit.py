"""The trail: one event for each operation, chained, unchangeable, and without anybody's secret."""

import json
import logging
import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from annotator.accounts.models import ApiToken, User
from annotator.audit.models import ChainHead, Event
from annotator.audit.operations import record, verify
from coding.models import Coverage, Segment
from coding.models.coverage import CoverageQuerySet
from coding.models.segments import SegmentQuerySet
from footage.models import Footage
from tests.api.test_access import LINES, Line, Stage, request, stage
from tests.callers import Caller, frames
from tests.coding.making import make_code, make_line, make_noise, make_segment, make_witness
from tests.conftest import PASSWORD, Cast, Places, without_triggers

__all__ = ["stage"]  # the fixture, used below by its name

pytestmark = pytest.mark.django_db

WRITES = [line for line in LINES if line.method != "GET"]
# What is not exactly one event, and why.
EVENTS = {
    ("POST", "session/"): 0,  # no project
    ("DELETE", "session/"): 0,
    ("POST", "session/password/"): 0,
    ("PATCH", "session/preferences/"): 0,
    ("POST", "projects/"): 2,  # the project and its first lead
    ("POST", "projects/{project_id}/audit/verify/"): 0,  # only reads
    ("POST", "codes/{record_id}/restore/"): 0,  # the code is not retired: nothing to do
    ("POST", "codes/{record_id}/move/"): 0,  # it is at the top already
    ("POST", "footage/{record_id}/derivatives/{kind}/retry/"): 2,  # the derivative, and the recording's own state
    ("POST", "footage/{record_id}/derivatives/{kind}/cancel/"): 3,  # what failed, the recording's state, who did it
    ("POST", "footage/{record_id}/wanted/"): 0,  # where somebody looks is no change
    ("POST", "footage/{record_id}/verify/"): 0,  # the verdict is the event, and names who asked
    ("POST", "projects/{project_id}/footage/verify/"): 0,
    ("PATCH", "uploads/{record_id}/"): 0,  # a piece on its way; begun and discarded are events
    ("PUT", "volumes/{volume_id}/projects/{project_id}/"): 0,  # linked already
}


@pytest.mark.parametrize("line", WRITES, ids=lambda line: f"{line.method} {line.route}")
def test_an_operation_writes_exactly_one_event(line: Line, stage: Stage) -> None:
    before = set(Event.objects.values_list("id", flat=True))
    actor = stage.people.ada if line.route.startswith("volumes") else stage.people.lena

    answer = request(Caller.signed_in(actor), stage, line)

    assert answer.status in {200, 201, 202, 204} or line.route.startswith("session")
    written = Event.objects.exclude(id__in=before)
    assert len(written) == EVENTS.get((line.method, line.route), 1)
    assert not written or actor.user in {event.actor for event in written}
    for event in written:
        assert event.action.partition(".")[0] == event.object_type or event.action == "coverage.add"
    assert verify(actor=stage.people.lena, project=stage.people.towns).first_broken_seq is None


@pytest.mark.parametrize("line", WRITES, ids=lambda line: f"{line.method} {line.route}")
def test_a_refused_operation_writes_none(line: Line, stage: Stage) -> None:
    if line.expected["reader"] != 403:
        pytest.skip("open to everybody who is signed in")
    before = Event.objects.count()

    assert request(Caller.signed_in(stage.people.rhea), stage, line).status == 403
    assert Event.objects.count() == before


@pytest.fixture
def trail(film: Footage, people: Cast, chan: Caller) -> list[Event]:
    """Three events of one segment."""
    segment = make_segment(film, people.chan, 0, 10)
    chan.patch(f"segments/{segment.id}/", {"memo": "seen"}, 1).ok()
    chan.delete(f"segments/{segment.id}/", 2)
    return list(Event.objects.order_by("seq"))


def test_an_event_tells_who_did_what_to_which_and_how_it_was_before(
    trail: list[Event], lena: Caller, people: Cast
) -> None:
    answer = lena.get(f"projects/{people.towns.id}/audit/").ok()

    assert (answer["last_seq"], answer["more"]) == (3, False)
    assert [event["seq"] for event in answer["results"]] == [1, 2, 3]
    change = answer["results"][1]
    assert (change["action"], change["actor_name"], change["token"]) == ("segment.change", "chan", None)
    assert (change["before"]["memo"], change["after"]["memo"]) == ("", "seen")
    assert change["previous_digest"] == answer["results"][0]["digest"]
    assert answer["results"][2]["after"] is None


def test_a_whole_trail_is_proven(trail: list[Event], lena: Caller, people: Cast) -> None:
    proof = lena.post(f"projects/{people.towns.id}/audit/verify/").ok()

    assert proof == {"intact": True, "events": 3, "first_broken_seq": None}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ('UPDATE audit_event SET after = \'{"memo": "never"}\' WHERE seq = 2', 2),
        ("UPDATE audit_event SET action = 'segment.approve' WHERE seq = 1", 1),
        ("UPDATE audit_event SET actor_id = NULL WHERE seq = 3", 3),
        ("DELETE FROM audit_event WHERE seq = 2", 2),
        ("DELETE FROM audit_event WHERE seq = 3", 3),
        ("UPDATE audit_event SET seq = 9 WHERE seq = 3", 3),
        ("UPDATE audit_chainhead SET digest = 'of another end'", 3),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_out(
    trail: list[Event], lena: Caller, people: Cast, change: str, broken: int
) -> None:
    with connection.cursor() as cursor:
        without_triggers(cursor.execute)
        cursor.execute(change)

    proof = lena.post(f"projects/{people.towns.id}/audit/verify/").ok()

    assert (proof["intact"], proof["first_broken_seq"]) == (False, broken)


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_event(trail: list[Event], statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)

    assert list(Event.objects.order_by("seq")) == trail
    with pytest.raises(DatabaseError), transaction.atomic():
        trail[0].delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        trail[0].save()


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_is_impossible(real_transactions: None, people: Cast) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(
            actor=people.lena, project=people.towns, action="a.b", object_type="a", object_id=uuid.uuid4(),
            before=None, after=None,
        )  # fmt: skip
    assert not Event.objects.exists()


def test_an_operation_that_fails_leaves_no_gap(film: Footage, people: Cast, chan: Caller) -> None:
    chan.post(f"footage/{film.id}/segments/", frames(0, 1)).ok(201)
    with transaction.atomic():
        make_segment(film, people.chan, 0, 1)
        transaction.set_rollback(True)
    chan.post(f"footage/{film.id}/segments/", frames(0, 1)).ok(201)

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert ChainHead.objects.get(project=people.towns).seq == 2


class TestTheFeedOfChanges:
    """What members keep up with; who is a member and which tokens exist is a lead's affair."""

    def test_it_gives_what_came_after(self, trail: list[Event], rhea: Caller, people: Cast) -> None:
        path = f"projects/{people.towns.id}/changes/"

        first = rhea.get(path, limit=2).ok()
        rest = rhea.get(path, after=first["last_seq"]).ok()

        assert (first["last_seq"], first["more"], len(first["results"])) == (2, True, 2)
        assert (rest["last_seq"], rest["more"]) == (3, False)
        assert [event["action"] for event in rest["results"]] == ["segment.delete"]
        assert rhea.get(path, after=3).ok() == {"last_seq": 3, "head_seq": 3, "more": False, "results": []}

    def test_it_can_be_narrowed_to_one_object(
        self, trail: list[Event], rhea: Caller, film: Footage, people: Cast
    ) -> None:
        make_segment(film, people.chan, 0, 1)

        found = rhea.get(f"projects/{people.towns.id}/changes/", object=trail[0].object_id).results

        assert [event["seq"] for event in found] == [1, 2, 3]

    @pytest.mark.parametrize("query", [{"after": -1}, {"after": 2**63}, {"after": "x"}, {"limit": 0}, {"limit": 1001}])
    def test_a_question_that_is_none_is_malformed(self, rhea: Caller, people: Cast, query: dict[str, object]) -> None:
        rhea.get(f"projects/{people.towns.id}/changes/", **query).refused(400, "malformed")

    def test_members_and_tokens_are_not_in_it(self, lena: Caller, rhea: Caller, people: Cast) -> None:
        lena.post(f"projects/{people.towns.id}/members/", {"username": "nina", "role": "coder"}).ok(201)
        token = {"name": "R", "scopes": ["read"], "expires_at": "2199-01-01T00:00:00Z"}
        lena.post(f"projects/{people.towns.id}/tokens/", token).ok(201)
        lena.patch(f"projects/{people.towns.id}/", {"name": "Three towns"}, 1).ok()

        seen = rhea.get(f"projects/{people.towns.id}/changes/").results

        assert [event["action"] for event in seen] == ["project.change"]
        all_of_it = lena.get(f"projects/{people.towns.id}/audit/").results
        assert [event["action"] for event in all_of_it] == ["member.create", "token.create", "project.change"]


class TestTheFeedOfOneRecording:
    """What a browser asks for every other second while a recording is open."""

    def test_it_has_what_lies_on_it_and_what_it_is_coded_with(self, places: Places, rhea: Caller, people: Cast) -> None:
        segment = make_segment(places.film, people.chan, 0, 10)
        for footage in (places.tape, places.film):
            make_segment(footage, people.cora, 20, 30)
            make_line(footage, people.cora, 20, 30, "물")
            make_noise(footage, people.cora, 40, 50)
        make_code(people.towns, people.lena, "Food")
        make_witness(people.towns, people.lena)
        chan = Caller.signed_in(people.chan)
        for footage in (places.tape, places.film):
            chan.post(f"footage/{footage.id}/watched/", {"spans": [[0, 9]]}).ok()
        chan.delete(f"segments/{segment.id}/", 1)

        heard = rhea.get(f"projects/{people.towns.id}/changes/", footage=places.film.id).results

        assert [event["action"] for event in heard] == [
            "segment.create", "segment.create", "line.create", "noise.create", "code.create", "witness.create",
            "coverage.add", "segment.delete",
        ]  # fmt: skip

    def test_the_cursor_passes_what_is_left_out(self, places: Places, rhea: Caller, people: Cast) -> None:
        path = f"projects/{people.towns.id}/changes/"
        make_segment(places.film, people.chan, 0, 10)
        for start in range(5):
            make_segment(places.tape, people.chan, start, 10)

        first = rhea.get(path, footage=places.film.id).ok()
        assert (first["last_seq"], first["more"], len(first["results"])) == (6, False, 1)
        make_segment(places.film, people.chan, 0, 11)
        rest = rhea.get(path, footage=places.film.id, after=first["last_seq"]).ok()
        assert [event["seq"] for event in rest["results"]] == [7]

    def test_a_page_that_is_cut_off_does_not_skip(self, places: Places, rhea: Caller, people: Cast) -> None:
        for start in range(3):
            make_segment(places.tape, people.chan, start, 10)
            make_segment(places.film, people.chan, start, 10)
        path, seen, after, more = f"projects/{people.towns.id}/changes/", [], 0, True
        while more:
            page = rhea.get(path, footage=places.film.id, after=after, limit=1).ok()
            seen += [event["seq"] for event in page["results"]]
            after, more = page["last_seq"], page["more"]

        assert (seen, after) == ([2, 4, 6], 6)

    def test_asking_in_vain_is_cheap(
        self, places: Places, people: Cast, rhea: Caller, django_assert_num_queries: Any
    ) -> None:
        for start in range(50):
            make_segment(places.film, people.chan, start, 100)
        path = f"projects/{people.towns.id}/changes/"
        rhea.get(path, footage=places.film.id, after=50).ok()

        # Session, account, project, membership, head, events.
        with django_assert_num_queries(6):
            answer = rhea.get(path, footage=places.film.id, after=50)

        assert answer.body == b'{"last_seq":50,"head_seq":50,"more":false,"results":[]}'

    def test_fifty_events_cost_no_more_questions_than_none(
        self, places: Places, people: Cast, rhea: Caller, django_assert_num_queries: Any
    ) -> None:
        for start in range(50):
            make_segment(places.film, people.chan, start, 100)
        with django_assert_num_queries(6):
            answer = rhea.get(f"projects/{people.towns.id}/changes/", footage=places.film.id)
        assert len(answer.results) == 50


class TestTheFeedOfWhoIsBlind:
    """Whoever may not see a segment hears nothing of it: the feed asks the segments' own `visible_to`."""

    @pytest.fixture
    def blinded(self, film: Footage, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        """Cora sees of segments and of watching what is her own, as in blind double coding."""
        cora = people.cora.user_id
        for queryset, owner in ((SegmentQuerySet, "coder"), (CoverageQuerySet, "user")):
            everything = queryset.visible_to

            def visible_to(rows: Any, onlooker: Any, everything: Any = everything, owner: str = owner) -> Any:
                found = everything(rows, onlooker)
                return found.filter(**{owner: cora}) if onlooker.user_id == cora else found

            monkeypatch.setattr(queryset, "visible_to", visible_to)

    def test_neither_new_nor_changed_nor_deleted(
        self, blinded: None, film: Footage, people: Cast, chan: Caller, lena: Caller
    ) -> None:
        theirs = make_segment(film, people.chan, 0, 10, memo="what only Chan saw")
        own = make_segment(film, people.cora, 5, 15)
        chan.patch(f"segments/{theirs.id}/", {"memo": "what only Chan saw, too"}, 1).ok()
        chan.post(f"footage/{film.id}/watched/", {"spans": [[0, 100]]}).ok()
        lena.post(f"segments/{theirs.id}/review/", {"decision": "return", "reason": "Look again."}, 2).ok()
        chan.delete(f"segments/{theirs.id}/", 3)
        cora = Caller.signed_in(people.cora)
        cora.post(f"footage/{film.id}/watched/", {"spans": [[0, 7]]}).ok()
        path = f"projects/{people.towns.id}/changes/"

        for query in ({}, {"footage": film.id}, {"object": theirs.id}, {"after": 1, "limit": 1}):
            answer = cora.get(path, **query)
            assert b"Chan" not in answer.body
            assert {event["actor"] for event in answer.results} <= {str(people.cora.user_id)}
        heard = cora.get(path).results
        assert [(event["action"], event["object_id"]) for event in heard] == [
            ("segment.create", str(own.id)),
            ("coverage.add", str(film.id)),
        ]
        assert len(chan.get(path).results) == 7, "who is not blind hears everything"
        assert Coverage.objects.count() == 2

    def test_nor_by_the_numbers_on_codes_and_witnesses(self, blinded: None, film: Footage, people: Cast) -> None:
        food, witness = make_code(people.towns, people.lena, "Food"), make_witness(people.towns, people.lena)
        make_segment(film, people.chan, 0, 10, codes=(food,), heard=(witness,))
        make_segment(film, people.cora, 0, 10, codes=(food,), heard=(witness,))
        cora, lena = Caller.signed_in(people.cora), Caller.signed_in(people.lena)

        for kind, row in (("codes", food), ("witnesses", witness)):
            for path in (f"projects/{people.towns.id}/{kind}/", f"{kind}/{row.id}/"):
                seen = [caller.get(path).body.count(b'"segments":1') for caller in (cora, lena)]
                assert seen == [1, 0], path

    def test_and_still_everything_that_is_shared(self, blinded: None, film: Footage, people: Cast) -> None:
        make_line(film, people.chan, 0, 10, "물")
        make_noise(film, people.chan, 20, 30)
        make_code(people.towns, people.lena, "Food")

        heard = Caller.signed_in(people.cora).get(f"projects/{people.towns.id}/changes/", footage=film.id).results

        assert [event["action"] for event in heard] == ["line.create", "noise.create", "code.create"]


def test_no_secret_is_in_an_event_a_log_or_an_answer(
    people: Cast, film: Footage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people.lena.user.set_password(PASSWORD)
    people.lena.user.save()
    lena, answers = Caller.anonymous(), []
    answers.append(lena.post("session/", {"username": "lena", "password": PASSWORD}).body)
    lena.post("session/", {"username": "lena", "password": "a-wrong-guess"})
    member = lena.post(f"projects/{people.towns.id}/members/", {"username": "nina", "role": "coder"}).ok(201)
    token = {"name": "R", "scopes": ["read", "write"], "expires_at": "2199-01-01T00:00:00Z"}
    issued = lena.post(f"projects/{people.towns.id}/tokens/", token).ok(201)
    program = Caller.with_token(issued["token"])
    answers.append(program.post(f"footage/{film.id}/segments/", frames(0, 1)).body)
    answers.append(Caller.with_token("no-such-secret").get("projects/").body)
    chosen = "gewittrige-nacht-7"
    answers.append(lena.post("session/password/", {"old_password": PASSWORD, "new_password": chosen}).body)
    lists = ("tokens/", "members/", "audit/", "changes/", "segments/")
    answers.extend(lena.get(f"projects/{people.towns.id}/{path}").body for path in lists)

    secrets = [PASSWORD, chosen, "a-wrong-guess", "no-such-secret", issued["token"], member["one_time_password"]]
    secrets += ApiToken.objects.values_list("digest", flat=True)
    secrets += User.objects.exclude(password="").values_list("password", flat=True)
    secrets += Session.objects.values_list("session_key", flat=True)
    kept = json.dumps(list(Event.objects.values("before", "after", "action")), default=str)
    logged = "\n".join(entry.getMessage() for entry in caplog.records if entry.name != "django.db.backends")
    everything = "\n".join([kept, logged, *(answer.decode() for answer in answers)])
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in everything] == []
    assert Segment.objects.count() == 1, "the program did write"
