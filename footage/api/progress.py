"""How far the making of a derivative is, and how much longer it will honestly take."""

from django.utils import timezone

from footage.media.chunks import chunk_count
from footage.media.recipes import recipe
from footage.models import Derivative, DerivativeState

CHUNKS_SHARE = 0.98
"""Of what is put together from chunks: the putting together itself is little."""
SHORTEST_LOOK = 3.0
"""Seconds of work that must have been seen before anything is said about the rest."""


def progress_of(derivative: Derivative) -> float:
    """From 0 to 1."""
    if derivative.state in {DerivativeState.READY, DerivativeState.NOT_APPLICABLE}:
        return 1.0
    own = derivative.job.progress if derivative.job and derivative.state == DerivativeState.RUNNING else 0.0
    if not _is_chunked(derivative):
        return own
    return CHUNKS_SHARE * min(1.0, derivative.chunks_made / _chunks(derivative)) + (1 - CHUNKS_SHARE) * own


def remaining_seconds(derivative: Derivative) -> int | None:
    """Estimated from the pace of the last minutes; None while nothing can be said, because nothing moves."""
    if derivative.state != DerivativeState.RUNNING:
        return None
    if _is_chunked(derivative) and derivative.chunks_made < _chunks(derivative):
        return _rest_of_chunks(derivative)
    job = derivative.job
    if job is None or job.started_at is None or job.progress <= 0:
        return None
    passed = (timezone.now() - job.started_at).total_seconds()
    return round(passed * (1 - job.progress) / job.progress) if passed >= SHORTEST_LOOK else None


def _rest_of_chunks(derivative: Derivative) -> int | None:
    if derivative.pace_since is None:
        return None
    passed = (timezone.now() - derivative.pace_since).total_seconds()
    # The first chunk began the time that is looked at, so it was made before it.
    made = derivative.chunks_lately - 1
    if made < 1 or passed < SHORTEST_LOOK:
        return None
    return round((_chunks(derivative) - derivative.chunks_made) * passed / made)


def _is_chunked(derivative: Derivative) -> bool:
    return recipe(derivative.kind).chunked and derivative.footage.has_picture


def _chunks(derivative: Derivative) -> int:
    clock = derivative.footage.measured_clock()
    return chunk_count(clock.rate, clock.frames)
