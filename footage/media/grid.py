"""The constant-rate grid on which a recording's pictures are counted.

A picture with timestamp `pts` has its place on the grid at ``round((pts - first) * rate)``,
halves upwards, in exact integers; frame n of the clock shows the last picture whose place is at
most n. That is also what ffmpeg's `fps=round=near` does, so clock, proxy and stills agree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from footage.timebase import is_rate

STANDARD_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(100),
    Fraction(120000, 1001),
    Fraction(120),
)
SNAP = Fraction(1, 1000)
HIGHEST_RATE = 300
"""Declared rates above this are a time base in disguise (90000), not a rate of pictures."""
LONGEST_LAST_PICTURE = 60
"""Seconds for which a declared duration of the last picture is believed."""
LARGEST_DENOMINATOR = 1001
USUAL_RATE = Fraction(25)
"""Of a recording that names no rate that a clock could have."""
FURTHEST_OFFSET = 2**60
"""Ticks: pictures further from the first than this have no times, but numbers that somebody made up."""
_LARGEST = 2**62


class TimesMadeUpError(Exception):
    """The pictures lie so far from each other that no clock could count them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A rate in frames per second, the number of frames, and whether each has its own picture."""

    rate: Fraction
    frames: int
    constant: bool


def snap(rate: Fraction) -> Fraction:
    """The nearest standard rate if it is within 0.1 %, else the rate as a simple fraction."""
    nearest = min(STANDARD_RATES, key=lambda standard: abs(standard - rate))
    if abs(nearest - rate) <= nearest * SNAP:
        return nearest
    return rate.limit_denominator(LARGEST_DENOMINATOR)


def offsets_from(start: int, ascending: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ticks from `start` to each of these times, none of which is earlier. Raises TimesMadeUpError."""
    if int(ascending[-1]) - start > FURTHEST_OFFSET:
        raise TimesMadeUpError(f"{int(ascending[-1]) - start} ticks")
    return ascending - start


def places(offsets: NDArray[np.int64], time_base: Fraction, rate: Fraction) -> list[int]:
    """The places on the grid of pictures `offsets` ticks of `time_base` seconds after the first."""
    step = time_base * rate
    return [(2 * offset * step.numerator + step.denominator) // (2 * step.denominator) for offset in offsets.tolist()]


def is_constant(offsets: NDArray[np.int64], time_base: Fraction, rate: Fraction) -> bool:
    """Whether the i-th picture lies within a quarter of a frame of place i, for every i.

    `offsets` are ascending. A quarter leaves room for the rounded timestamps of Matroska and for
    jitter, while the middle of every frame still falls into its own picture.
    """
    step = time_base * rate
    furthest = max(int(offsets[-1]) * step.numerator, len(offsets) * step.denominator)
    if furthest * 4 >= _LARGEST:
        return False
    expected = np.arange(len(offsets), dtype=np.int64) * step.denominator
    distance = np.abs(offsets * step.numerator - expected)
    return bool((distance * 4 <= step.denominator).all())


def grid_of(
    offsets: NDArray[np.int64],
    time_base: Fraction,
    declared: Iterable[Fraction],
    last_duration: int,
) -> Grid:
    """Fix the grid of pictures at ascending `offsets` (in ticks, the first is 0).

    `declared` are the rates the container names, the most trusted first. The first rate on which
    the pictures are constant wins. Where there is none, the grid takes the usual distance of two
    pictures if that or the average is a standard rate or if it is usual enough, else the average
    rate, and reaches to the end of the last
    picture, which lasts `last_duration` ticks (0: unknown). A rate that no clock can have is never taken;
    where there is no other, it is `USUAL_RATE`.
    """
    believable = [rate for rate in declared if 0 < rate <= HIGHEST_RATE]
    if len(offsets) == 1:
        rate = next(filter(_is_rate, map(snap, believable)), USUAL_RATE)
        return Grid(rate, max(1, round(_believed(last_duration, time_base) * rate)), constant=True)
    average = Fraction(len(offsets) - 1) / (int(offsets[-1]) * time_base)
    for rate in filter(_is_rate, (*_candidates(believable), *_candidates([average]))):
        if is_constant(offsets, time_base, rate):
            return Grid(rate, len(offsets), constant=True)
    rate = _variable_rate(offsets, time_base, average)
    last = places(offsets[-1:], time_base, rate)[0]
    return Grid(rate, last + max(1, round(_believed(last_duration, time_base) * rate)), constant=False)


def _candidates(rates: list[Fraction]) -> Iterator[Fraction]:
    yield from (snap(rate) for rate in rates)
    yield from rates


def _is_rate(rate: Fraction) -> bool:
    """Whether a clock may run at it: made simple, what is slower than a picture in half an hour becomes 0."""
    return is_rate(rate.numerator, rate.denominator)


def _variable_rate(offsets: NDArray[np.int64], time_base: Fraction, average: Fraction) -> Fraction:
    rate = min(_usual_rate(offsets, time_base, average), Fraction(HIGHEST_RATE))
    return rate if _is_rate(rate) else USUAL_RATE


def _usual_rate(offsets: NDArray[np.int64], time_base: Fraction, average: Fraction) -> Fraction:
    """The rate at which pictures come while they come: pauses must not lower it, or pictures would be left out."""
    distances = np.diff(offsets)
    usual = int(np.median(distances))
    steady = distances[np.abs(distances - usual) * 4 <= usual]
    if usual == 0 or len(steady) == 0:
        return snap(average)
    mean = 1 / (Fraction(int(steady.sum()), len(steady)) * time_base)
    for rate in (1 / (usual * time_base), mean, average):
        if snap(rate) in STANDARD_RATES:
            return snap(rate)
    often = len(steady) * 2 >= len(distances)
    return _whole(mean) if often else snap(average)


def _whole(rate: Fraction) -> Fraction:
    """The nearest whole rate if it is within 1 %, which is what timestamps in milliseconds leave of 15 or 20."""
    nearest = Fraction(round(rate))
    return nearest if abs(nearest - rate) * 100 <= rate else rate.limit_denominator(LARGEST_DENOMINATOR)


def _believed(duration: int, time_base: Fraction) -> Fraction:
    seconds = duration * time_base
    return seconds if 0 < seconds <= LONGEST_LAST_PICTURE else Fraction(0)
