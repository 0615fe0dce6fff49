"""What confirmed static noise does to coding: a rule about spans. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from footage.timebase import FrameSpan


@dataclass(frozen=True)
class Obstacle:
    """The confirmed noise in the way of a span, and the pieces of the span outside all noise."""

    section: FrameSpan
    pieces_outside: list[FrameSpan]


def obstacle(span: FrameSpan, basis: str, confirmed: Iterable[FrameSpan]) -> Obstacle | None:
    """The first confirmed section that forbids coding `span` by its sound, or None.

    One shared frame is enough; `picture` is never forbidden.
    """
    if basis == "picture":
        return None
    touching = sorted(section for section in confirmed if section.overlaps(span))
    if not touching:
        return None
    return Obstacle(touching[0], span.subtract(touching))


def drowned(span: FrameSpan, confirmed: Iterable[FrameSpan]) -> bool:
    """Whether every frame of `span` lies in confirmed noise, so that nobody can have heard its words."""
    return not span.subtract(confirmed)
