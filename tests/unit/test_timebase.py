"""Laws of the clock, on clocks, frames and spans drawn at random, and its sentences."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.timebase import (
    FrameRate,
    FrameSpan,
    Timebase,
    TimeMalformed,
    TimeRefused,
    parse_position,
    total,
    union,
)

RATES = [
    ("24000/1001", False),
    ("24", False),
    ("25", False),
    ("30000/1001", True),
    ("30000/1001", False),
    ("30", False),
    ("48000/1001", False),
    ("48", False),
    ("50", False),
    ("60000/1001", True),
    ("60000/1001", False),
    ("60", False),
    ("1000", False),
    ("10", False),
    ("15", False),
    ("25/2", False),
    ("2997003/100000", False),
]


def frames_per_day(rate: FrameRate, drop_frame: bool) -> int:
    """Numbers in a day: 108 are left out per hour at nominal 30, 216 at nominal 60."""
    left_out = 24 * 108 * (rate.nominal // 30) if drop_frame else 0
    return 86400 * rate.nominal - left_out


@st.composite
def clocks(draw: st.DrawFn) -> Timebase:
    text, drop_frame = draw(st.sampled_from(RATES))
    rate = FrameRate.from_text(text)
    day = frames_per_day(rate, drop_frame)
    frames = draw(st.integers(1, day))
    return Timebase(rate, frames, draw(st.integers(0, day - 1)), drop_frame)


@st.composite
def clocks_and_frames(draw: st.DrawFn) -> tuple[Timebase, int]:
    clock = draw(clocks())
    return clock, draw(st.integers(0, clock.frames - 1))


spans = st.builds(
    lambda start, length: FrameSpan(start, start + length),
    st.integers(0, 60),
    st.integers(1, 20),
)


def covered(some: list[FrameSpan]) -> set[int]:
    return {frame for span in some for frame in range(span.start, span.end)}


@given(clocks_and_frames())
def test_whatever_is_written_reads_back_as_the_same_frame(drawn: tuple[Timebase, int]) -> None:
    clock, frame = drawn
    moment = clock.describe(frame)
    assert clock.resolve(parse_position({"frame": moment["frame"]})) == frame
    assert clock.resolve(parse_position(moment["timecode"])) == frame
    assert clock.resolve(parse_position(moment["seconds"])) == frame


@given(clocks())
def test_the_end_reads_back_as_the_end_and_never_as_a_frame(clock: Timebase) -> None:
    end = clock.describe(clock.frames)
    for written in ({"frame": clock.frames}, end["timecode"], end["seconds"]):
        assert clock.resolve(parse_position(written), end=True) == clock.frames
    for written in ({"frame": clock.frames}, end["seconds"]):
        with pytest.raises(TimeRefused):
            clock.resolve(parse_position(written))


@given(clocks_and_frames())
def test_seconds_are_exact_and_grow_by_one_frame(drawn: tuple[Timebase, int]) -> None:
    clock, frame = drawn
    assert clock.seconds(frame) * clock.rate.num == frame * clock.rate.den
    assert clock.seconds(frame + 1) - clock.seconds(frame) == 1 / clock.rate.as_fraction
    assert Fraction(clock.seconds_text(frame)) == clock.seconds(frame)


@given(clocks_and_frames())
def test_timecode_grows_with_the_frame_until_midnight(drawn: tuple[Timebase, int]) -> None:
    clock, frame = drawn
    here, there = clock.timecode(frame), clock.timecode(frame + 1)
    midnight = (clock.start + frame + 1) % frames_per_day(clock.rate, clock.drop_frame) == 0
    assert (here < there) is not midnight
    assert (there == there.translate(str.maketrans("123456789", "000000000"))) or not midnight


@given(clocks_and_frames(), st.fractions(-1, 1, max_denominator=10**6))
def test_snapping_takes_the_nearest_frame(drawn: tuple[Timebase, int], part: Fraction) -> None:
    clock, frame = drawn
    seconds = (frame + part / 2) / clock.rate.as_fraction
    if seconds < 0:
        with pytest.raises(TimeRefused):
            clock.frame_at_seconds(seconds, snap=True, end=True)
        return
    nearest = frame + 1 if part == 1 else frame
    assert clock.frame_at_seconds(seconds, snap=True, end=True) == nearest
    if part.denominator > 1:
        with pytest.raises(TimeRefused, match="does not fall on a frame"):
            clock.frame_at_seconds(seconds, end=True)


@given(clocks_and_frames())
def test_milliseconds_are_nearest_and_lead_back(drawn: tuple[Timebase, int]) -> None:
    clock, frame = drawn
    difference = clock.milliseconds(frame) - clock.seconds(frame) * 1000
    assert -Fraction(1, 2) < difference <= Fraction(1, 2)
    seconds = Fraction(clock.milliseconds(frame), 1000)
    assert clock.frame_at_seconds(seconds, snap=True, end=True) == frame


@given(st.text(max_size=80) | st.from_regex(r"[-0-9:;./]{1,20}", fullmatch=True))
def test_any_text_is_a_frame_of_the_recording_or_malformed_or_refused(text: str) -> None:
    clock = Timebase(FrameRate(30000, 1001), 1000, 0, True)
    frame = -1
    with suppress(TimeMalformed, TimeRefused):
        frame = clock.resolve(parse_position(text), snap=True)
        assert 0 <= frame < 1000
    assert frame >= 0 or not is_surely_inside(text)


def is_surely_inside(text: str) -> bool:
    """Whether the text is a plain number of seconds within a recording of 33.3 s."""
    return re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,5})?", text) is not None and Decimal(text) < 33


@given(st.lists(spans, max_size=12))
def test_union_is_the_same_frames_in_the_fewest_ordered_spans(some: list[FrameSpan]) -> None:
    merged = union(some)
    assert covered(merged) == covered(some)
    assert all(left.end < right.start for left, right in pairwise(merged))
    assert union(merged) == merged
    assert union(reversed(some)) == merged
    assert total(some) == len(covered(some))


@given(spans, st.lists(spans, max_size=12))
def test_subtraction_leaves_what_no_other_span_covers(span: FrameSpan, others: list[FrameSpan]) -> None:
    pieces = span.subtract(others)
    assert covered(pieces) == covered([span]) - covered(others)
    assert pieces == union(pieces)


@given(spans, spans)
def test_two_spans_compare_as_their_sets_of_frames_do(left: FrameSpan, right: FrameSpan) -> None:
    shared = covered([left]) & covered([right])
    meeting = left.intersection(right)
    assert (covered([meeting]) if meeting else set()) == shared
    assert left.overlaps(right) is bool(shared)
    assert left.contains(right) is (covered([right]) <= covered([left]))
    assert left.contains(right.start) is (right.start in covered([left]))
    assert left.length == len(covered([left]))


def test_a_span_is_checked_against_its_recording() -> None:
    clock = Timebase(FrameRate(25, 1), 100, 0, False)
    assert clock.span(0, 100) == FrameSpan(0, 100)
    for start, end in [(-1, 5), (100, 101), (0, 101), (5, 5), (6, 5)]:
        with pytest.raises(TimeRefused):
            clock.span(start, end)


def test_a_frame_outside_the_recording_has_no_written_form() -> None:
    clock = Timebase(FrameRate(25, 1), 100, 0, False)
    for write in (clock.timecode, clock.seconds, clock.seconds_text, clock.milliseconds):
        for frame in (-1, 101):
            with pytest.raises(TimeRefused):
                write(frame)


def test_the_start_timecode_lies_within_a_day() -> None:
    day = frames_per_day(FrameRate(30000, 1001), True)
    assert Timebase(FrameRate(30000, 1001), 1, day - 1, True).start_timecode == "23:59:59;29"
    for start in (-1, day):
        with pytest.raises(TimeRefused):
            Timebase(FrameRate(30000, 1001), 1, start, True)


def test_equal_clocks_are_equal_however_the_rate_was_written() -> None:
    half = Timebase(FrameRate(50, 2), 10, 0, False)
    assert half == Timebase(FrameRate(25, 1), 10, 0, False)
    assert hash(half) == hash(Timebase(FrameRate(25, 1), 10, 0, False))


def test_a_whole_number_written_as_a_float_is_not_a_frame() -> None:
    with pytest.raises(TimeMalformed, match="whole number"):
        parse_position({"frame": 5.0})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("00:01:00;00", 'The first frame of this minute is "00:01:00;02"'),
        ("00:01:00:02", 'Write it in the form "01:00:00;00"'),
        ("00:00:00;30", "frames to 29"),
        ("1:00:00;00", 'such as "01:00:00;00"'),
        ("0.5", r"nearest is frame 15 \(00:00:00;15\)"),
        ("40", r"frames 0 to 999 \(00:00:00;00 to 00:00:33;09\)"),
        (5, "bare number"),
        ("x", "is not a time in seconds"),
    ],
)
def test_an_error_says_what_to_write_instead(raw: object, sentence: str) -> None:
    clock = Timebase(FrameRate(30000, 1001), 1000, 0, True)
    with pytest.raises((TimeMalformed, TimeRefused), match=sentence):
        clock.resolve(parse_position(raw))


def test_a_rounded_rate_is_answered_with_the_exact_one() -> None:
    with pytest.raises(TimeMalformed, match=r"30000/1001.*2997/100"):
        FrameRate.from_text("29.97")
