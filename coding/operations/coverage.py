"""Noting what a person has really watched."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import record
from coding.models import Coverage
from coding.operations.places import lock_footage
from footage.models import Footage
from footage.timebase import FrameSpan, union


def add_watched(*, actor: Actor, footage: Footage, spans: Iterable[FrameSpan]) -> list[FrameSpan]:
    """Add spans to what the actor has watched of `footage`; answers the union. A repeat changes nothing."""
    with transaction.atomic():
        authorise(actor, "coverage.create", footage.project)
        lock_footage(footage.id)
        coverage = Coverage.objects.filter(footage=footage, user=actor.user).first()
        known = [FrameSpan(*span) for span in coverage.spans] if coverage else []
        added = _outside(known, union(spans))
        merged = union([*known, *added])
        if not added:
            return merged
        if coverage is None:
            coverage = Coverage(footage=footage, user=actor.user)
        coverage.spans = [[span.start, span.end] for span in merged]
        coverage.updated_at = timezone.now()
        coverage.save()
        record(
            actor=actor,
            project=footage.project,
            action="coverage.add",
            object_type="footage",
            object_id=footage.id,
            before=None,
            after={"added": [[span.start, span.end] for span in added]},
        )
        return merged


def _outside(known: list[FrameSpan], spans: list[FrameSpan]) -> list[FrameSpan]:
    """The pieces of `spans` that `known` does not cover; both are unions, so only neighbours need a look."""
    starts, ends = [span.start for span in known], [span.end for span in known]
    pieces: list[FrameSpan] = []
    for span in spans:
        touching = known[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
        pieces.extend(span.subtract(touching))
    return pieces
