"""How far the work on a recording has come, for one person: watched, coded, reviewed. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from footage.timebase import FrameSpan, total, union


class Coded(NamedTuple):
    """One segment, as far as progress is concerned."""

    span: FrameSpan
    approved: bool


class Depth(NamedTuple):
    """Spans as their union, the frames they cover (each counted once), and how many segments made them."""

    frames: int
    spans: list[FrameSpan]
    segments: int


def depth(spans: Iterable[FrameSpan]) -> Depth:
    """The union of `spans` with its length and their number."""
    given = list(spans)
    merged = union(given)
    return Depth(total(merged), merged, len(given))


def coded_and_reviewed(segments: Iterable[Coded]) -> tuple[Depth, Depth]:
    """What was coded, and of that what a lead has approved."""
    given = list(segments)
    return depth(one.span for one in given), depth(one.span for one in given if one.approved)
