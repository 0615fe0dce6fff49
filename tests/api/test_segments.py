"""Coding a span: every rule of a segment over HTTP."""

import json
import os
import uuid
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.models import Code, Segment, Witness
from footage.models import Footage
from tests.callers import Answer, Caller, frames
from tests.coding.making import make_code, make_noise, make_segment, make_witness
from tests.conftest import Cast, Places, clock, make_footage, token_of

pytestmark = pytest.mark.django_db

BLNS = Path(os.environ.get("ANNOTATOR_SAMPLES", "../shared/samples")) / "hostile" / "blns" / "blns.json"


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


def create(caller: Caller, footage: Footage, body: dict[str, Any], **query: Any) -> Answer:
    return caller.post(f"footage/{footage.id}/segments/", body, **query)


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


class TestTimesInAndOut:
    """A position goes in as frames, timecode or exact seconds, and comes out as all three."""

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            ({"frame": 607}, {"frame": 1214}),
            ("00:17:24:07", "00:17:48:14"),
            ("24.28", "48.56"),
            ("607/25", "1214/25"),
            ({"frame": 607, "timecode": "00:17:24:07", "seconds": "24.28"}, "48.560"),
        ],
    )
    def test_every_form_names_the_same_frames(self, chan: Caller, film: Footage, start: object, end: object) -> None:
        made = create(chan, film, {"start": start, "end": end}).ok(201)

        assert (made["start"]["frame"], made["end"]["frame"]) == (607, 1214)

    def test_a_drop_frame_clock_writes_a_semicolon_and_fractions(self, chan: Caller, places: Places) -> None:
        made = create(chan, places.tape, {"start": "01:00:59;29", "end": "01:01:00;02"}).ok(201)

        assert made["start"] == {"frame": 1799, "timecode": "01:00:59;29", "seconds": "1800799/30000"}
        assert made["end"] == {"frame": 1800, "timecode": "01:01:00;02", "seconds": "60.06"}

    @pytest.mark.parametrize(
        ("recording", "wrong"),
        [
            ("tape", "01:00:59:29"),
            ("tape", "01:01:00;00"),
            ("film", "00:17:24;07"),
            ("film", "00:17:24:25"),
            ("film", "0:17:24:07"),
            ("film", 607),
            ("film", 24.28),
            ("film", {"frame": 6.5}),
            ("film", {"frame": True}),
            ("film", {"frame": "607"}),
            ("film", {"frame": 607, "seconds": "24.28"}),
            ("film", {"frame": 2**64}),
            ("film", str(2**64)),
            ("film", "1/0"),
            ("film", "1e3"),
            ("film", "٣"),
            ("film", ""),
            ("film", None),
            ("film", []),
            ("film", "9" * 65),
        ],
    )
    def test_what_is_no_way_to_write_a_time_is_malformed(
        self, chan: Caller, places: Places, recording: str, wrong: object
    ) -> None:
        footage = getattr(places, recording)
        problem = create(chan, footage, {"start": wrong, "end": {"frame": 9000}}).refused(400, "malformed")

        assert "start" in problem["fields"]
        assert not Segment.objects.exists()

    @pytest.mark.parametrize(
        ("start", "end", "code"),
        [
            ({"frame": 132_000}, {"frame": 132_001}, "position_outside"),
            ({"frame": 0}, {"frame": 132_001}, "position_outside"),
            ({"frame": -1}, {"frame": 5}, "position_outside"),
            ("00:16:59:24", "00:18:00:00", "position_outside"),
            ("-0.04", "1", "position_outside"),
            ("5280.02", "5280.04", "position_outside"),
            ("0.01", "1", "not_on_a_frame"),
            ("0", "1/3", "not_on_a_frame"),
            ({"frame": 5}, {"frame": 5}, "empty_span"),
            ({"frame": 6}, {"frame": 5}, "empty_span"),
        ],
    )
    def test_a_time_that_names_nothing_here_is_refused(
        self, chan: Caller, film: Footage, start: object, end: object, code: str
    ) -> None:
        create(chan, film, {"start": start, "end": end}).refused(422, code)
        assert not Segment.objects.exists()

    def test_only_the_end_may_be_the_number_of_frames(self, chan: Caller, film: Footage) -> None:
        made = create(chan, film, {"start": {"frame": 131_999}, "end": "01:45:00:00"}).ok(201)

        assert made["end"] == {"frame": 132_000, "timecode": "01:45:00:00", "seconds": "5280"}

    def test_snap_takes_the_nearest_frame(self, chan: Caller, film: Footage) -> None:
        made = create(chan, film, {"start": "0.019", "end": "1.02"}, snap="nearest").ok(201)

        assert (made["start"]["frame"], made["end"]["frame"]) == (0, 26), "half a frame goes up"
        path = f"segments/{made['id']}/"
        assert chan.patch(path, {"end": "2.03"}, 1, snap="nearest").ok()["end"]["frame"] == 51
        chan.patch(path, {"end": "2.03"}, 2).refused(422, "not_on_a_frame")
        create(chan, film, frames(0, 1), snap="down").refused(400, "malformed")

    @pytest.mark.parametrize(
        "rate", [("25", "00:17:00:00"), ("30000/1001", "00:00:00;00"), ("24000/1001", "23:59:59:00")]
    )
    def test_what_an_answer_says_a_request_takes_back(
        self, chan: Caller, people: Cast, places: Places, rate: Any
    ) -> None:
        measured = clock(rate[0], 200_000, rate[1])
        footage = make_footage(people.towns, places.volume, f"at {measured.rate}", measured)

        @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(st.integers(0, 199_999), st.integers(1, 200_000), st.sampled_from(["timecode", "seconds", None]))
        def there_and_back(one: int, other: int, form: str | None) -> None:
            start, end = (one, other) if one < other else (other - 1, one + 1)
            made = create(chan, footage, frames(start, end)).ok(201)
            told = {name: made[name][form] if form else made[name] for name in ("start", "end")}
            again = create(chan, footage, told).ok(201)
            assert {name: again[name] for name in ("start", "end", "duration")} == {
                name: made[name] for name in ("start", "end", "duration")
            }
            assert Fraction(made["end"]["seconds"]) == Fraction(end) / measured.rate.as_fraction

        there_and_back()

    def test_a_recording_that_was_not_measured_has_no_times(self, chan: Caller, film: Footage) -> None:
        Footage.objects.filter(pk=film.pk).update(
            state="registered", playable=False, rate_num=None, rate_den=None, frame_count=None, start_frame=None,
            drop_frame=None,
        )  # fmt: skip
        create(chan, film, frames(0, 1)).refused(422, "no_clock")


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


class TestBodies:
    """What is not understood is refused, with a sentence and without a change."""

    @pytest.mark.parametrize(
        "raw",
        [
            b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe{", b"{}",
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": NaN}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": Infinity}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": 1e999}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "\\ud800"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "a\\u0000b"}',
            b'{"start": {"frame": 1}, "start": {"frame": 1}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1, "frame": 1}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "coder": "x"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "status": "approved"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "basis": "smell"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": "x"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": [1]}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": [null]}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": {}}',
            b'{"start": {"frame": ' + b"9" * 5000 + b'}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "' + b"x" * 20_001 + b'"}',
            b"[" * 100_000,
        ],
        ids=range(24),
    )  # fmt: skip
    def test_a_body_that_is_none_is_malformed(self, chan: Caller, film: Footage, raw: bytes) -> None:
        chan.ask("POST", f"footage/{film.id}/segments/", raw=raw).refused(400, "malformed")
        assert not Segment.objects.exists()

    def test_a_body_of_more_than_ten_megabytes_is_not_read(self, chan: Caller, film: Footage, people: Cast) -> None:
        raw = json.dumps(frames(1, 2, memo="x" * 11_000_000)).encode()
        program = Caller.with_token(token_of(people.chan, people.towns, "read", "write")[0])

        for caller in (chan, program):
            problem = caller.ask("POST", f"footage/{film.id}/segments/", raw=raw).refused(400, "malformed")
            assert "more than 10 MB" in problem["detail"]

    def test_another_kind_of_body_is_415(self, chan: Caller, film: Footage) -> None:
        answer = chan.ask("POST", f"footage/{film.id}/segments/", raw=b"a=1", content_type="text/plain")

        assert (answer.status, answer.headers["Content-Type"]) == (415, "application/problem+json")

    def test_unknown_query_parameters_are_malformed(self, chan: Caller, segment: Segment, film: Footage) -> None:
        path = f"segments/{segment.id}/"
        chan.get(path, verbose=1).refused(400, "malformed")
        chan.patch(path, {"memo": "x"}, 1, force=1).refused(400, "malformed")
        create(chan, film, frames(0, 1), sanp="nearest").refused(400, "malformed")
        chan.post(f"{path}review/", {"decision": "approve"}, now=1).refused(400, "malformed")
        chan.ask("DELETE", path, version=1, query={"hard": 1}).refused(400, "malformed")
        chan.get(path).ok()

    def test_a_memo_keeps_every_character_of_the_naughty_strings(self, chan: Caller, film: Footage) -> None:
        if not BLNS.is_file():
            pytest.skip(f"no samples: {BLNS} is not there")
        texts: list[str] = json.loads(BLNS.read_text("utf-8"))
        assert len(texts) > 480
        for first in range(0, len(texts), 10):
            memo = "\n".join(texts[first : first + 10])
            made = create(chan, film, frames(0, 1, memo=memo)).ok(201)
            assert made["memo"] == memo
            assert Segment.objects.get(pk=made["id"]).memo == memo
            wanted = max(texts[first : first + 10], key=len)[:1000]
            found = chan.get(f"footage/{film.id}/segments/", text=wanted, page_size=1000).results
            assert made["id"] in {row["id"] for row in found}, wanted
