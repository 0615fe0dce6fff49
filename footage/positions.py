"""What a caller may write for a position in a recording, read without loss.

A position is whole frames (``{"frame": 151947}``), a source timecode (``"01:41:17:22"``) or
exact seconds from the first frame (``"6077.88"``, ``"1001/1500"``). Reading needs no clock;
`footage.timebase.Timebase.resolve` then says which frame is meant. JSON numbers are turned
away: 0.1 has no exact binary form, and a position that has been rounded once is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

LARGEST_INTEGER = 2**63 - 1
LONGEST_TEXT = 64

_EXACT = re.compile(r"-?(?P<whole>[0-9]+)(?:\.[0-9]+|/(?P<divisor>[0-9]+))?")
_FORMS = (
    'Write {"frame": 151947}, a timecode such as "01:41:17:22", '
    'or exact seconds as text such as "6077.88" or "1001/1500".'
)


class TimeMalformed(ValueError):
    """The text or value is not a way to write a time. ``str()`` is a sentence for a person."""


class TimeRefused(ValueError):
    """The time is well written but names nothing here. ``str()`` is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class FramePosition:
    """A position as whole frames from the first frame of the recording, which is 0."""

    frame: int


@dataclass(frozen=True, slots=True)
class TimecodePosition:
    """A position as source timecode; only a clock can tell whether the text is one of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class SecondsPosition:
    """A position as exact seconds from the first frame (not from the start timecode)."""

    seconds: Fraction


Position = FramePosition | TimecodePosition | SecondsPosition


def parse_position(raw: object) -> Position:
    """Read a position as it came out of JSON.

    Text with ``:`` or ``;`` is a timecode, any other text seconds. Negative values are read
    (and refused later, as outside the footage). Raises `TimeMalformed` for anything else.
    """
    if isinstance(raw, dict):
        return FramePosition(_frame_of(raw))
    if isinstance(raw, str):
        check_length(raw)
        if ":" in raw or ";" in raw:
            return TimecodePosition(raw)
        return SecondsPosition(read_exact(raw, "a time in seconds"))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise TimeMalformed(f"A bare number is not taken as a position, it may be inexact. {_FORMS}")
    raise TimeMalformed(f"This is not a position. {_FORMS}")


def read_exact(text: str, meaning: str) -> Fraction:
    """Read ``12``, ``12.5``, ``25/2`` or one of these with a leading ``-``, exactly.

    `meaning` says in the error what the text should have been ("a time in seconds").
    Raises `TimeMalformed`: other characters, a zero divisor, integers above 64 bits.
    """
    check_length(text)
    match = _EXACT.fullmatch(text)
    if match is None:
        raise TimeMalformed(
            f'"{text}" is not {meaning}. Write a whole number, a decimal or a fraction, such as "12", "12.5" or "25/2".'
        )
    divisor = int(match["divisor"] or 1)
    if divisor == 0:
        raise TimeMalformed(f'"{text}" divides by zero. Write a fraction with another divisor.')
    if max(int(match["whole"]), divisor) > LARGEST_INTEGER:
        raise TimeMalformed(f'"{text}" is too large: its whole numbers must fit in 64 bits.')
    return Fraction(text)


def check_length(text: str) -> None:
    """Raise `TimeMalformed` for text too long to be any time, before anything costly is done."""
    if len(text) > LONGEST_TEXT:
        raise TimeMalformed(f"A time has at most {LONGEST_TEXT} characters. {_FORMS}")


def _frame_of(raw: dict[object, object]) -> int:
    if raw.keys() != {"frame"}:
        raise TimeMalformed(f'A position object has the single field "frame". {_FORMS}')
    frame = raw["frame"]
    if isinstance(frame, bool) or not isinstance(frame, int):
        raise TimeMalformed('"frame" must be a whole number, such as {"frame": 151947}.')
    if abs(frame) > LARGEST_INTEGER:
        raise TimeMalformed('"frame" is too large: it must fit in 64 bits.')
    return frame
