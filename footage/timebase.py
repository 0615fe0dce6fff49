"""Exact time: frames of one recording, and the ways to write them.

A time is a whole number of frames on the immutable clock of one recording. Timecode, seconds
and milliseconds are ways to write a frame and exist at the edges only. Nothing here clamps,
guesses or uses floats: what is not a time raises `TimeMalformed`, what is outside the
recording or between two frames raises `TimeRefused`. Standard library only. The browser's
twin is ``frontend/src/core/time.ts``; ``tests/vectors/timebase.json`` holds both to the same
answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Self, TypedDict

from footage.positions import (
    FramePosition,
    Position,
    SecondsPosition,
    TimecodePosition,
    TimeMalformed,
    TimeRefused,
    check_length,
    parse_position,
    read_exact,
)
from footage.spans import FrameSpan, total, union

__all__ = [
    "MOST_FRAMES",
    "FramePosition",
    "FrameRate",
    "FrameSpan",
    "Moment",
    "Position",
    "SecondsPosition",
    "TimeMalformed",
    "TimeRefused",
    "Timebase",
    "TimecodePosition",
    "exact_text",
    "is_rate",
    "parse_position",
    "total",
    "union",
]

MOST_FRAMES = 2**31 - 1
"""Bound of frame counts and of both parts of a rate, so that frame * den fits in 64 bits."""

_HALF = Fraction(1, 2)
_TIMECODE = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})([:;])([0-9]{2,})")


class Moment(TypedDict):
    """One frame in all its written forms, as the API answers it."""

    frame: int
    timecode: str
    seconds: str


def is_rate(num: int, den: int) -> bool:
    """Whether a clock may run at `num`/`den` frames a second."""
    return 0 < num <= MOST_FRAMES and 0 < den <= MOST_FRAMES


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second as a reduced fraction: ``FrameRate(30000, 1001)``."""

    num: int
    den: int

    def __post_init__(self) -> None:
        if not is_rate(self.num, self.den):
            raise TimeMalformed(
                'A frame rate is a positive fraction of whole numbers below 2147483648, such as "25/1" or "30000/1001".'
            )
        divisor = gcd(self.num, self.den)
        object.__setattr__(self, "num", self.num // divisor)
        object.__setattr__(self, "den", self.den // divisor)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``25``, ``25/1``, ``30000/1001`` or an exact decimal such as ``12.5``.

        A decimal that stands for a rate of N·1000/1001 in rounded form (23.976, 29.97, 59.94)
        raises `TimeMalformed`, as everything else that is no rate.
        """
        value = read_exact(text, "a frame rate")
        meant = Fraction(ceil(value) * 1000, 1001)
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        if unit < 1 and value.denominator > 1 and abs(value - meant) < unit:
            raise TimeMalformed(
                f'"{text}" is a rounded frame rate. Write the exact fraction: "{meant}" is the '
                f'broadcast rate near it, "{value}" is this decimal taken literally.'
            )
        return cls(value.numerator, value.denominator)

    @property
    def nominal(self) -> int:
        """Frame numbers per second of timecode: the rate rounded up (30 for 30000/1001)."""
        return -(-self.num // self.den)

    @property
    def as_fraction(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.num, self.den)

    def __str__(self) -> str:
        return f"{self.num}/{self.den}"


@dataclass(frozen=True, slots=True)
class _Numbering:
    """The timecode numbers of one day: which text the n-th frame after midnight carries.

    SMPTE ST 12-1. At 30000/1001, 30 numbers per second would run 3.6 s per hour behind the
    clock on the wall, so drop-frame counting leaves out the *numbers* ;00 and ;01 (at
    60000/1001 ;00 to ;03) of each minute that is not a multiple of ten. No frame is dropped.
    """

    nominal: int
    dropped: int

    @classmethod
    def of(cls, rate: FrameRate, *, drop_frame: bool) -> Self:
        if drop_frame and (rate.den != 1001 or rate.nominal not in (30, 60)):
            raise TimeMalformed(
                f"Drop-frame timecode exists at 30000/1001 and 60000/1001 only, not at {rate}. "
                'Write ":" before the frames.'
            )
        return cls(rate.nominal, rate.nominal // 15 if drop_frame else 0)

    @property
    def frames_per_day(self) -> int:
        return 24 * 6 * self._frames_per_ten_minutes

    @property
    def _frames_per_ten_minutes(self) -> int:
        return 600 * self.nominal - 9 * self.dropped

    @property
    def _digits(self) -> int:
        return max(2, len(str(self.nominal - 1)))

    def write(self, number: int) -> str:
        tens, rest = divmod(number, self._frames_per_ten_minutes)
        short_minute = 60 * self.nominal - self.dropped
        skipped = 9 * tens + max(rest - self.dropped, 0) // short_minute
        seconds, frames = divmod(number + skipped * self.dropped, self.nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        mark = ";" if self.dropped else ":"
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:0{self._digits}}"

    def read(self, text: str) -> int:
        hours, minutes, seconds, frames = self._fields(text)
        if minutes % 10 and seconds == 0 and frames < self.dropped:
            raise TimeMalformed(
                f'"{text}" is a number that drop-frame counting leaves out. The first frame of '
                f'this minute is "{text[:-2]}{self.dropped:02}".'
            )
        whole_minutes = 60 * hours + minutes
        skipped = whole_minutes - whole_minutes // 10
        return (60 * whole_minutes + seconds) * self.nominal + frames - skipped * self.dropped

    def _fields(self, text: str) -> tuple[int, int, int, int]:
        check_length(text)
        match = _TIMECODE.fullmatch(text)
        if match is None or len(match[5]) != self._digits:
            raise TimeMalformed(
                f'"{text}" is not a timecode of this recording. '
                f'Write hours, minutes, seconds and frames, such as "{self._example}".'
            )
        if match[4] != (";" if self.dropped else ":"):
            counts = "counts in" if self.dropped else "does not count in"
            raise TimeMalformed(
                f'"{text}" is not a timecode of this recording, which {counts} drop-frame. '
                f'Write it in the form "{self._example}".'
            )
        hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.nominal:
            raise TimeMalformed(
                f'"{text}" is not a timecode of this recording. Hours go up to 23, minutes and '
                f"seconds to 59, frames to {self.nominal - 1}."
            )
        return hours, minutes, seconds, frames

    @property
    def _example(self) -> str:
        return self.write(6 * self._frames_per_ten_minutes)


@dataclass(frozen=True, slots=True)
class Timebase:
    """The clock of one recording.

    `frames` is the number of frames, so its frames are 0 to ``frames - 1``; `start` is the
    timecode of frame 0 as a frame number of the day. A recording of sound alone has the rate
    1000/1. Raises `TimeMalformed` for drop-frame at a rate that has none, `TimeRefused` for
    numbers out of range.
    """

    rate: FrameRate
    frames: int
    start: int
    drop_frame: bool
    _numbering: _Numbering = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbering = _Numbering.of(self.rate, drop_frame=self.drop_frame)
        if not 0 < self.frames <= MOST_FRAMES:
            raise TimeRefused(f"A recording has 1 to {MOST_FRAMES} frames, not {self.frames}.")
        if not 0 <= self.start < numbering.frames_per_day:
            raise TimeRefused("A recording's start timecode lies within 24 hours.")
        object.__setattr__(self, "_numbering", numbering)

    @classmethod
    def starting_at(cls, rate: FrameRate, frames: int, start_timecode: str, *, drop_frame: bool) -> Self:
        """The clock whose frame 0 carries `start_timecode`, written in the clock's own form."""
        numbering = _Numbering.of(rate, drop_frame=drop_frame)
        return cls(rate, frames, numbering.read(start_timecode), drop_frame)

    @property
    def start_timecode(self) -> str:
        """The timecode of frame 0."""
        return self._numbering.write(self.start)

    def timecode(self, frame: int) -> str:
        """The source timecode of a frame, 0 to `frames` (the end); after 24 hours it wraps."""
        number = self.start + self._inside(frame, end=True)
        return self._numbering.write(number % self._numbering.frames_per_day)

    def frame_of_timecode(self, text: str, *, end: bool = False) -> int:
        """The frame that carries a timecode; only with `end` may it be the end of the recording.

        A recording longer than 24 hours carries some timecodes twice: those are refused.
        """
        day = self._numbering.frames_per_day
        first = (self._numbering.read(text) - self.start) % day
        if end and first == 0 and day <= self.frames:
            first = day  # an end comes after the first frame, so it is the later of the two
        if first + day < self.frames + end:
            raise TimeRefused(
                f'"{text}" occurs more than once in this recording, which is longer than '
                '24 hours. Give the frame, such as {"frame": 151947}.'
            )
        return self._inside(first, end=end)

    def seconds(self, frame: int) -> Fraction:
        """Exact seconds from the first frame of the recording, for a frame of 0 to `frames`."""
        return Fraction(self._inside(frame, end=True) * self.rate.den, self.rate.num)

    def seconds_text(self, frame: int) -> str:
        """`seconds` as an exact decimal if that is finite (6077.88), else reduced (1001/1500)."""
        return exact_text(self.seconds(frame))

    def milliseconds(self, frame: int) -> int:
        """`seconds` in whole milliseconds, rounded half up: for formats that have no frames.

        Up to 1000 frames per second ``frame_at_seconds(Fraction(ms, 1000), snap=True)`` gives
        the same frame back; rounding down instead would lose most frames at 30000/1001.
        """
        return floor(self.seconds(frame) * 1000 + _HALF)

    def frame_at_seconds(self, seconds: Fraction, *, snap: bool = False, end: bool = False) -> int:
        """The frame that begins at exact `seconds`; with `snap` the nearest one, half up.

        What is nearest to the end of the recording is its end even when a little beyond it, so
        that an end which another format rounded up to whole milliseconds is still read.
        """
        exact = seconds * self.rate.as_fraction
        nearest = floor(exact + _HALF)
        if exact < 0 or nearest > self.frames:
            raise self._outside(f"{exact_text(seconds)} s")
        if nearest != exact and not snap:
            raise TimeRefused(
                f"{exact_text(seconds)} s does not fall on a frame. The nearest is frame "
                f"{nearest} ({self.timecode(nearest)}): give that, or ask for the nearest frame."
            )
        return self._inside(nearest, end=end)

    def resolve(self, position: Position, *, end: bool = False, snap: bool = False) -> int:
        """The frame a position names, 0 to ``frames - 1``, or to `frames` with `end`."""
        match position:
            case FramePosition(frame):
                return self._inside(frame, end=end)
            case TimecodePosition(text):
                return self.frame_of_timecode(text, end=end)
            case SecondsPosition(seconds):
                return self.frame_at_seconds(seconds, snap=snap, end=end)

    def span(self, start: int, end: int) -> FrameSpan:
        """The span from frame `start` up to, not including, frame `end` of this recording."""
        return FrameSpan(self._inside(start, end=False), self._inside(end, end=True))

    def describe(self, frame: int) -> Moment:
        """A frame of 0 to `frames` in all its written forms."""
        return {
            "frame": frame,
            "timecode": self.timecode(frame),
            "seconds": self.seconds_text(frame),
        }

    def _inside(self, frame: int, *, end: bool) -> int:
        if not 0 <= frame < self.frames + end:
            raise self._outside(f"Frame {frame}")
        return frame

    def _outside(self, what: str) -> TimeRefused:
        last = self.frames - 1
        return TimeRefused(
            f"{what} is outside the recording, which has the frames 0 to {last} "
            f"({self.start_timecode} to {self.timecode(last)}). Only an end may be {self.frames}."
        )


def exact_text(value: Fraction) -> str:
    """Seconds as an exact decimal if that is finite (6077.88), else as a reduced fraction (1001/1500)."""
    digits = _decimals_needed(value.denominator)
    return str(value) if digits is None else _decimal(value, digits)


def _decimals_needed(denominator: int) -> int | None:
    """Digits after the point that write 1/denominator exactly; None if no number of them does."""
    counts = {2: 0, 5: 0}
    for prime in counts:
        while denominator % prime == 0:
            denominator //= prime
            counts[prime] += 1
    return max(counts.values()) if denominator == 1 else None


def _decimal(value: Fraction, digits: int) -> str:
    """A value with so many decimals, rounded to the nearest, halves away from zero."""
    whole, decimals = divmod(floor(abs(value) * 10**digits + _HALF), 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{decimals:0{digits}}" if digits else f"{sign}{whole}"
