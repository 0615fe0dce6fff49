"""Times in requests and answers: every form in, all forms out, and back again."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.models import Segment
from footage.models import Footage
from tests.callers import Caller, create, frames
from tests.conftest import Cast, Places, clock, make_footage

pytestmark = pytest.mark.django_db


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
