"""Coding a span: every rule of a segment over HTTP."""

import json
import uuid
from typing import Any

import pytest

from coding.models import Code, Segment, Witness
from footage.models import Footage
from tests.callers import Caller, create, frames
from tests.coding.making import make_code, make_noise, make_segment, make_witness
from tests.conftest import Cast, Places, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(film: Footage, people: Cast) -> Segment:
    """Chan's, frames 100 to 200."""
    return make_segment(film, people.chan, 100, 200, memo="first")


@pytest.fixture
def code(people: Cast) -> Code:
    return make_code(people.towns, people.lena, "Testimony")


@pytest.fixture
def witness(people: Cast) -> Witness:
    return make_witness(people.towns, people.lena)


def test_a_segment_says_everything_about_itself(
    chan: Caller, film: Footage, people: Cast, code: Code, witness: Witness
) -> None:
    below = make_code(people.towns, people.lena, "Hearsay", code)
    body = frames(126_477, 127_084, basis="audio", codes=[str(below.id)], witnesses=[str(witness.id)], memo=" Да.\n")

    answer = create(chan, film, body)

    made = answer.ok(201)
    assert answer.headers["ETag"] == '"1"'
    assert (
        made
        == {
            "id": made["id"],
            "version": 1,
            "created_at": made["created_at"],
            "updated_at": made["updated_at"],
            "footage": str(film.id),
            "footage_title": "film",
            "coder": str(people.chan.user.id),
            "coder_name": "chan",
            "start": {"frame": 126_477, "timecode": "01:41:19:02", "seconds": "5059.08"},
            "end": {"frame": 127_084, "timecode": "01:41:43:09", "seconds": "5083.36"},
            "duration": {"frames": 607, "seconds": "24.28"},
            "basis": "audio",
            "codes": [str(below.id)],
            "code_names": ["Hearsay"],
            "categories": ["Testimony"],
            "witnesses": [str(witness.id)],
            "pseudonyms": ["A"],
            "memo": " Да.\n",
            "status": "open",
            "in_noise": False,
            "review": None,
        }
        or made["updated_at"] != made["created_at"]
    )
    assert chan.get(f"segments/{made['id']}/").ok() == made


class TestPutWithAnIdOfOnesOwn:
    """`If-None-Match: *` creates, `If-Match` replaces, a repeat answers the same."""

    @pytest.fixture
    def path(self) -> str:
        return f"segments/{uuid.uuid4()}/"

    @pytest.fixture
    def body(self, film: Footage) -> dict[str, Any]:
        return frames(100, 200, footage=str(film.id), memo="seen", basis="picture")

    def test_it_is_created_once_however_often_it_is_sent(self, chan: Caller, path: str, body: dict[str, Any]) -> None:
        made = chan.put(path, body, create=True).ok(201)

        assert chan.put(path, body, create=True).ok(200) == made
        assert path == f"segments/{made['id']}/"
        assert Segment.objects.count() == 1

    def test_an_id_in_use_for_something_else_is_412_and_nothing_is_overwritten(
        self, chan: Caller, cora: Caller, path: str, body: dict[str, Any]
    ) -> None:
        made = chan.put(path, body, create=True).ok(201)

        chan.put(path, {**body, "memo": "other"}, create=True).refused(412, "stale_version")
        cora.put(path, body, create=True).refused(412, "stale_version")
        assert chan.get(path).ok() == made

    def test_an_id_of_another_project_is_not_there(
        self, sasha: Caller, chan: Caller, path: str, body: dict[str, Any], places: Places
    ) -> None:
        chan.put(path, body, create=True).ok(201)

        sasha.put(path, {**body, "footage": str(places.foreign.id)}, create=True).refused(404, "not_found")

    def test_it_replaces_the_version_that_was_read(self, chan: Caller, path: str, body: dict[str, Any]) -> None:
        chan.put(path, body, create=True).ok(201)

        changed = chan.put(path, {**body, "memo": "seen twice"}, 1).ok()

        assert (changed["version"], changed["memo"]) == (2, "seen twice")
        chan.put(path, {**body, "memo": "stale"}, 1).refused(412, "stale_version")
        assert chan.put(path, {**body, "memo": "seen twice"}, 1).ok() == changed, "it equals the body already"

    def test_what_a_replacement_leaves_out_is_gone(
        self, chan: Caller, path: str, body: dict[str, Any], code: Code, witness: Witness
    ) -> None:
        full = {**body, "codes": [str(code.id)], "witnesses": [str(witness.id)]}
        chan.put(path, full, create=True).ok(201)

        bare = chan.put(path, {name: body[name] for name in ("start", "end", "footage")}, 1).ok()

        assert (bare["memo"], bare["basis"], bare["codes"], bare["witnesses"]) == ("", "both", [], [])

    def test_without_a_precondition_it_is_428(self, chan: Caller, path: str, body: dict[str, Any]) -> None:
        chan.put(path, body).refused(428, "precondition_missing")
        chan.put(path, body, create=True).ok(201)
        chan.put(path, body).refused(428, "precondition_missing")
        chan.patch(path, {"memo": "x"}).refused(428, "precondition_missing")
        chan.delete(path).refused(428, "precondition_missing")

    @pytest.mark.parametrize("header", ["1", "*", '"one"', '"1", "2"', '"-1"', '"9999999999"', ""])
    def test_an_if_match_that_is_no_version_is_malformed(
        self, chan: Caller, path: str, body: dict[str, Any], header: str
    ) -> None:
        chan.put(path, body, create=True).ok(201)
        chan.ask("PATCH", path, body={"memo": "x"}, headers={"If-Match": header}).refused(400, "malformed")
        chan.ask("PUT", path, body=body, headers={"If-None-Match": '"1"'}).refused(400, "malformed")

    def test_it_cannot_be_moved_to_another_recording(
        self, chan: Caller, path: str, body: dict[str, Any], places: Places
    ) -> None:
        chan.put(path, body, create=True).ok(201)

        chan.put(path, {**body, "footage": str(places.tape.id)}, 1).refused(422, "other_footage")

    def test_a_recording_that_one_may_not_see_is_not_there(
        self, chan: Caller, path: str, body: dict[str, Any], places: Places
    ) -> None:
        chan.put(path, {**body, "footage": str(places.foreign.id)}, create=True).refused(404, "not_found")


class TestChanging:
    """PATCH touches what it names, at the version that was read."""

    def test_it_touches_only_what_it_names(self, chan: Caller, segment: Segment, code: Code) -> None:
        changed = chan.patch(f"segments/{segment.id}/", {"codes": [str(code.id)]}, 1).ok()

        assert (changed["memo"], changed["code_names"], changed["version"]) == ("first", ["Testimony"], 2)
        assert (changed["start"]["frame"], changed["end"]["frame"]) == (100, 200)

    def test_a_stale_change_is_refused_and_told_the_version(self, chan: Caller, segment: Segment) -> None:
        path = f"segments/{segment.id}/"
        chan.patch(path, {"memo": "second"}, 1).ok()

        problem = chan.patch(path, {"memo": "third"}, 1).refused(412, "stale_version")

        assert problem["current_version"] == 2
        assert chan.get(path).ok()["memo"] == "second"

    def test_a_repeat_of_a_change_is_harmless(self, chan: Caller, segment: Segment) -> None:
        path = f"segments/{segment.id}/"
        once = chan.patch(path, {"memo": "second"}, 1).ok()

        assert chan.patch(path, {"memo": "second"}, 1).ok() == once

    @pytest.mark.parametrize("change", [{"start": {"frame": 200}}, {"end": {"frame": 100}}, {"end": {"frame": 7}}])
    def test_one_border_may_not_pass_the_other(self, chan: Caller, segment: Segment, change: dict[str, Any]) -> None:
        chan.patch(f"segments/{segment.id}/", change, 1).refused(422, "empty_span")

    def test_only_its_coder_or_a_lead_changes_it(
        self, segment: Segment, lena: Caller, cora: Caller, rhea: Caller, sasha: Caller, anonymous: Caller
    ) -> None:
        path = f"segments/{segment.id}/"

        cora.patch(path, {"memo": "mine"}, 1).refused(403, "not_allowed")
        rhea.patch(path, {"memo": "mine"}, 1).refused(403, "not_allowed")
        sasha.patch(path, {"memo": "mine"}, 1).refused(404, "not_found")
        anonymous.patch(path, {"memo": "mine"}, 1).refused(401, "not_signed_in")
        assert lena.patch(path, {"memo": "by the lead"}, 1).ok()["coder_name"] == "chan"

    def test_a_token_needs_the_scope(self, segment: Segment, people: Cast) -> None:
        path = f"segments/{segment.id}/"
        reading = Caller.with_token(token_of(people.chan, people.towns, "read")[0])
        writing = Caller.with_token(token_of(people.chan, people.towns, "read", "write")[0])

        reading.patch(path, {"memo": "x"}, 1).refused(403, "scope_missing")
        writing.patch(path, {"memo": "x"}, 1).ok()

    def test_an_approved_segment_stays_as_it_is(self, segment: Segment, lena: Caller, chan: Caller) -> None:
        path = f"segments/{segment.id}/"
        lena.post(f"{path}review/", {"decision": "approve"}).ok()

        chan.patch(path, {"memo": "late"}, 2).refused(422, "approved")
        chan.delete(path, 2).refused(422, "approved")
        lena.patch(path, {"memo": "late"}, 2).refused(422, "approved")

    def test_a_retired_code_goes_nowhere_new_and_stays_where_it_was(
        self, segment: Segment, code: Code, chan: Caller, lena: Caller, film: Footage
    ) -> None:
        path = f"segments/{segment.id}/"
        chan.patch(path, {"codes": [str(code.id)]}, 1).ok()
        lena.post(f"codes/{code.id}/retire/").ok()

        assert chan.patch(path, {"codes": [str(code.id)], "memo": "kept"}, 2).ok()["code_names"] == ["Testimony"]
        create(chan, film, frames(0, 5, codes=[str(code.id)])).refused(422, "code_retired")

    @pytest.mark.parametrize("field", ["codes", "witnesses"])
    def test_codes_and_witnesses_are_of_the_same_project(
        self, chan: Caller, film: Footage, people: Cast, field: str
    ) -> None:
        foreign = {
            "codes": make_code(people.elsewhere, people.sasha, "Theirs").id,
            "witnesses": make_witness(people.elsewhere, people.sasha).id,
        }
        problem = create(chan, film, frames(0, 5, **{field: [str(foreign[field])]})).refused(400, "malformed")

        unknown = create(chan, film, frames(0, 5, **{field: [str(uuid.UUID(int=1))]})).refused(400, "malformed")
        assert "Theirs" not in json.dumps(problem)
        assert problem["detail"].replace(str(foreign[field]), "") == unknown["detail"].replace(
            str(uuid.UUID(int=1)), ""
        )


class TestDeleting:
    """A deletion hides and can be undone."""

    def test_it_is_gone_and_comes_back_as_it_was(
        self, chan: Caller, segment: Segment, code: Code, people: Cast
    ) -> None:
        path = f"segments/{segment.id}/"
        before = chan.patch(path, {"codes": [str(code.id)]}, 1).ok()

        assert chan.delete(path, 2).status == 204
        chan.get(path).refused(404, "not_found")
        assert chan.get(f"projects/{people.towns.id}/segments/").results == []
        back = chan.post(f"{path}restore/").ok()

        assert {**back, "version": 2, "updated_at": before["updated_at"]} == before
        assert back["version"] == 4

    def test_repeats_are_harmless_and_stale_ones_refused(self, chan: Caller, segment: Segment) -> None:
        path = f"segments/{segment.id}/"
        chan.delete(path, 7).refused(412, "stale_version")

        assert chan.delete(path, 1).status == 204
        assert chan.delete(path, 1).status == 204
        restored = chan.post(f"{path}restore/").ok()
        assert chan.post(f"{path}restore/").ok() == restored

    def test_what_is_deleted_cannot_be_changed_or_made_again(
        self, chan: Caller, lena: Caller, segment: Segment, film: Footage
    ) -> None:
        path = f"segments/{segment.id}/"
        chan.delete(path, 1)

        chan.patch(path, {"memo": "x"}, 2).refused(404, "deleted")
        lena.post(f"{path}review/", {"decision": "approve"}).refused(404, "deleted")
        chan.put(path, frames(100, 200, footage=str(film.id), memo="first"), create=True).refused(412, "stale_version")

    def test_only_its_coder_or_a_lead_deletes_and_restores(self, cora: Caller, chan: Caller, segment: Segment) -> None:
        path = f"segments/{segment.id}/"
        cora.delete(path, 1).refused(403, "not_allowed")
        chan.delete(path, 1)
        cora.post(f"{path}restore/").refused(403, "not_allowed")


class TestNoise:
    """Coding by sound is refused where confirmed noise shares one frame with it."""

    @pytest.mark.parametrize("basis", ["audio", "both"])
    @pytest.mark.parametrize(("start", "end"), [(1000, 1001), (900, 1001), (1999, 2100), (0, 5000)])
    def test_the_refusal_names_the_section_and_what_is_possible(
        self, chan: Caller, film: Footage, people: Cast, basis: str, start: int, end: int
    ) -> None:
        section = make_noise(film, people.lena, 1000, 2000)

        problem = create(chan, film, frames(start, end, basis=basis)).refused(422, "audio_in_noise")

        assert problem["section"]["id"] == str(section.id)
        assert (problem["section"]["start"]["frame"], problem["section"]["end"]["timecode"]) == (1000, "00:18:20:00")
        offered = [(piece["start"]["frame"], piece["end"]["frame"]) for piece in problem["offers"]["pieces"]]
        assert offered == [(a, b) for a, b in ((start, min(end, 1000)), (max(start, 2000), end)) if a < b]
        assert problem["offers"]["basis"] == "picture"
        for a, b in offered:
            create(chan, film, frames(a, b, basis=basis)).ok(201)
        create(chan, film, frames(start, end, basis="picture")).ok(201)

    @pytest.mark.parametrize(("start", "end"), [(900, 1000), (2000, 2100)])
    def test_touching_it_is_not_sharing(self, chan: Caller, film: Footage, people: Cast, start: int, end: int) -> None:
        make_noise(film, people.lena, 1000, 2000)

        create(chan, film, frames(start, end, basis="audio")).ok(201)

    def test_suggested_rejected_and_deleted_sections_forbid_nothing(
        self, chan: Caller, film: Footage, people: Cast
    ) -> None:
        make_noise(film, people.lena, 0, 100, "suggested")
        rejected = chan.post(f"footage/{film.id}/noise/", frames(100, 200)).ok(201)
        chan.post(f"noise/{rejected['id']}/reject/").ok()
        deleted = chan.post(f"footage/{film.id}/noise/", frames(200, 300)).ok(201)
        assert chan.delete(f"noise/{deleted['id']}/", 1).status == 204

        create(chan, film, frames(0, 300, basis="audio")).ok(201)

    def test_a_change_of_place_or_basis_is_checked_and_others_are_not(
        self, chan: Caller, film: Footage, people: Cast, lena: Caller
    ) -> None:
        picture = create(chan, film, frames(1000, 1100, basis="picture")).ok(201)
        sound = create(chan, film, frames(1200, 1300, basis="audio")).ok(201)
        make_noise(film, people.lena, 1000, 2000)

        chan.patch(f"segments/{picture['id']}/", {"basis": "both"}, 1).refused(422, "audio_in_noise")
        chan.patch(f"segments/{sound['id']}/", {"end": {"frame": 1400}}, 1).refused(422, "audio_in_noise")
        kept = chan.patch(f"segments/{sound['id']}/", {"memo": "heard before"}, 1).ok()
        assert kept["in_noise"] is True
        lena.post(f"segments/{sound['id']}/review/", {"decision": "approve"}).refused(422, "audio_in_noise")

    def test_a_restore_is_checked(self, chan: Caller, segment: Segment, film: Footage, people: Cast) -> None:
        chan.delete(f"segments/{segment.id}/", 1)
        make_noise(film, people.lena, 150, 160)

        chan.post(f"segments/{segment.id}/restore/").refused(422, "audio_in_noise")
