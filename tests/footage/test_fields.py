"""Times in requests and answers: every written form, and a code for each way to be wrong."""

from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from annotator.errors import DomainError, Malformed, RuleBroken
from footage.api.fields import PositionField, resolve_frame, resolve_span, span_answer
from footage.timebase import FrameRate, FrameSpan, Position, Timebase

CLOCK = Timebase.starting_at(FrameRate(25, 1), 3000, "00:17:00:00", drop_frame=False)
NTSC = Timebase(FrameRate(30000, 1001), 3000, 0, drop_frame=False)


def read(raw: object) -> Position:
    return PositionField().to_internal_value(raw)


@pytest.mark.parametrize(
    "raw",
    [{"frame": 50}, "00:17:02:00", "2", "2.00", "4/2", {"frame": 50, "timecode": "00:17:02:00", "seconds": "2"}],
)
def test_reads_every_form_that_answers_and_people_write(raw: object) -> None:
    assert resolve_frame(CLOCK, read(raw), field="start") == 50


@pytest.mark.parametrize("raw", [50, 2.0, True, None, [], {}, {"frame": "50"}, {"frame": 50, "seconds": "2"}, "soon"])
def test_refuses_what_is_no_position(raw: object) -> None:
    with pytest.raises(ValidationError):
        read(raw)


@pytest.mark.parametrize(
    ("start", "end", "error", "code", "field"),
    [
        ("00:17:00;00", {"frame": 9}, Malformed, "malformed", "start"),
        ({"frame": -1}, {"frame": 9}, RuleBroken, "position_outside", "start"),
        ({"frame": 3000}, {"frame": 3000}, RuleBroken, "position_outside", "start"),
        ({"frame": 0}, {"frame": 3001}, RuleBroken, "position_outside", "end"),
        ({"frame": 0}, "500", RuleBroken, "position_outside", "end"),
        ({"frame": 0}, "0.05", RuleBroken, "not_on_a_frame", "end"),
        ({"frame": 9}, {"frame": 9}, RuleBroken, "empty_span", "end"),
        ({"frame": 9}, {"frame": 8}, RuleBroken, "empty_span", "end"),
        # An answer of which one form was changed and sent back: nobody can tell which of them is meant.
        ({"frame": 0, "timecode": "00:17:00:01", "seconds": "0"}, {"frame": 9}, RuleBroken, "forms_disagree", "start"),
        ({"frame": 0}, {"frame": 9, "timecode": "00:17:00:09", "seconds": 1}, RuleBroken, "forms_disagree", "end"),
    ],
)
def test_says_what_is_wrong_with_a_span(
    start: object, end: object, error: type[DomainError], code: str, field: str
) -> None:
    with pytest.raises(error) as refused:
        resolve_span(CLOCK, read(start), read(end))
    assert refused.value.code == code
    assert refused.value.fields == {field: [refused.value.sentence]}


def test_snaps_to_the_nearest_frame_when_asked() -> None:
    assert resolve_span(CLOCK, read("0.05"), read("119.99"), snap=True) == FrameSpan(1, 3000)


def test_only_the_end_may_be_the_number_of_frames() -> None:
    assert resolve_span(CLOCK, read({"frame": 2999}), read({"frame": 3000})) == FrameSpan(2999, 3000)


def test_what_an_answer_says_a_request_takes_back() -> None:
    answer: dict[str, Any] = span_answer(NTSC, 10, 17)
    assert answer["start"] == {"frame": 10, "timecode": "00:00:00:10", "seconds": "1001/3000"}
    assert answer["duration"] == {"frames": 7, "seconds": "7007/30000"}
    for form in (answer["start"], answer["start"]["timecode"], answer["start"]["seconds"]):
        assert resolve_frame(NTSC, read(form), field="start") == 10
