"""The constant-rate grid."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.media.grid import (
    STANDARD_RATES,
    Grid,
    TimesMadeUpError,
    grid_of,
    is_constant,
    offsets_from,
    places,
    snap,
)
from footage.timebase import FrameRate

NTSC = Fraction(30000, 1001)
MILLISECOND = Fraction(1, 1000)


def ticks(frames: int, rate: Fraction, time_base: Fraction) -> list[int]:
    return [round(n / rate / time_base) for n in range(frames)]


@given(
    rate=st.sampled_from(STANDARD_RATES),
    time_base=st.sampled_from((MILLISECOND, Fraction(1, 90_000), Fraction(1, 10**9))),
    frames=st.integers(2, 5000),
)
def test_rounded_timestamps_are_still_constant(rate: Fraction, time_base: Fraction, frames: int) -> None:
    offsets = np.array(ticks(frames, rate, time_base), dtype=np.int64)
    if rate > 100 and time_base == MILLISECOND:
        return  # half a millisecond may be more than a quarter of such a frame's neighbourhood
    assert grid_of(offsets, time_base, [rate], last_duration=0) == Grid(rate, frames, constant=True)
    assert places(offsets, time_base, rate) == list(range(frames))


def test_hours_do_not_drift() -> None:
    offsets = np.arange(1_000_000, dtype=np.int64) * 3003
    assert is_constant(offsets, Fraction(1, 90_000), NTSC)
    assert not is_constant(offsets, Fraction(1, 90_000), Fraction(2997, 100))


@pytest.mark.parametrize(
    ("rate", "snapped"),
    [
        (Fraction(2997, 100), NTSC),
        (Fraction(23976, 1000), Fraction(24000, 1001)),
        (Fraction(25001, 1000), Fraction(25)),
        (Fraction(10), Fraction(10)),
        (Fraction(2950, 100), Fraction(59, 2)),
    ],
)
def test_snap(rate: Fraction, snapped: Fraction) -> None:
    assert snap(rate) == snapped


def test_a_missing_picture_makes_the_rate_varying() -> None:
    offsets = np.array([n * 40 for n in range(100) if n != 50], dtype=np.int64)
    assert grid_of(offsets, MILLISECOND, [Fraction(25)], last_duration=40) == Grid(Fraction(25), 100, constant=False)


def test_the_last_picture_lasts() -> None:
    offsets = np.array([0, 40, 80, 200], dtype=np.int64)
    assert grid_of(offsets, MILLISECOND, [], last_duration=200).frames == 10
    assert grid_of(offsets, MILLISECOND, [], last_duration=10**9).frames == 6


def test_one_picture() -> None:
    one = np.array([0], dtype=np.int64)
    assert grid_of(one, MILLISECOND, [], last_duration=0) == Grid(Fraction(25), 1, constant=True)
    assert grid_of(one, MILLISECOND, [Fraction(90_000), Fraction(24)], last_duration=2000) == Grid(
        Fraction(24), 48, constant=True
    )


def test_one_picture_that_is_shown_for_half_an_hour() -> None:
    one = np.array([0], dtype=np.int64)
    slow = Fraction(1, 2040)
    assert snap(slow) == 0
    assert grid_of(one, MILLISECOND, [slow], last_duration=0) == Grid(Fraction(25), 1, constant=True)


@given(
    offsets=st.lists(st.integers(1, 2**40), max_size=6, unique=True),
    time_base=st.fractions(Fraction(1, 2**32 - 1), 10**6).filter(lambda base: base > 0),
    declared=st.lists(st.fractions(-1, 2**33), max_size=2),
    last_duration=st.integers(-(2**62), 2**62),
)
def test_every_rate_is_one_that_a_clock_can_have(
    offsets: list[int], time_base: Fraction, declared: list[Fraction], last_duration: int
) -> None:
    grid = grid_of(np.array([0, *sorted(offsets)], dtype=np.int64), time_base, declared, last_duration)
    assert FrameRate(grid.rate.numerator, grid.rate.denominator).as_fraction == grid.rate
    assert grid.frames > 0


def test_times_that_no_number_holds_are_no_times() -> None:
    far = np.array([-(2**62), 2**62], dtype=np.int64)
    with pytest.raises(TimesMadeUpError):
        offsets_from(int(far[0]), far)
    assert offsets_from(-5, np.array([-5, 20], dtype=np.int64)).tolist() == [0, 25]
