"""Spans of whole frames, half-open, and what can be done with sets of them.

Used by way of `footage.timebase`, which also checks a span against its recording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from footage.positions import TimeRefused


@dataclass(frozen=True, slots=True, order=True)
class FrameSpan:
    """Frames ``start`` to ``end - 1`` of a recording; `end` is the first frame outside."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0:
            raise TimeRefused("A span cannot start before frame 0. Give a later start.")
        if self.end <= self.start:
            raise TimeRefused(
                f"The end (frame {self.end}) must come after the start (frame {self.start}). "
                "The end is the first frame outside the span."
            )

    @property
    def length(self) -> int:
        """Number of frames in the span."""
        return self.end - self.start

    def overlaps(self, other: FrameSpan) -> bool:
        """Whether both spans share at least one frame.

        ::

            self   [=====)          [=====)
            other      [=====)            [=====)
                   True             False: they touch, and share nothing
        """
        return self.start < other.end and other.start < self.end

    def intersection(self, other: FrameSpan) -> FrameSpan | None:
        """The frames in both spans, or None when they share none."""
        if not self.overlaps(other):
            return None
        return FrameSpan(max(self.start, other.start), min(self.end, other.end))

    def contains(self, other: FrameSpan | int) -> bool:
        """Whether the frame, or each frame of the other span, is in this one."""
        if isinstance(other, FrameSpan):
            return self.start <= other.start and other.end <= self.end
        return self.start <= other < self.end

    def subtract(self, others: Iterable[FrameSpan]) -> list[FrameSpan]:
        """The pieces of this span that no other span covers, in order. O(n log n)."""
        pieces = []
        free_from = self.start
        for hole in union(others):
            if not self.overlaps(hole):
                continue
            if free_from < hole.start:
                pieces.append(FrameSpan(free_from, hole.start))
            free_from = hole.end
        if free_from < self.end:
            pieces.append(FrameSpan(free_from, self.end))
        return pieces


def union(spans: Iterable[FrameSpan]) -> list[FrameSpan]:
    """The same frames as the fewest spans, in order; touching spans become one. O(n log n)."""
    merged: list[FrameSpan] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = FrameSpan(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def total(spans: Iterable[FrameSpan]) -> int:
    """How many frames the spans cover, each frame counted once."""
    return sum(span.length for span in union(spans))
