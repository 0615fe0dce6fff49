"""Noise sections: where the sound is unintelligible."""

from typing import Self

from django.db import models

from annotator.accounts.models import User
from annotator.accounts.scoping import ScopedQuerySet
from coding.models.spans import SpanRecord
from footage.timebase import FrameSpan


class NoiseQuerySet(ScopedQuerySet["NoiseSection"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)

    def confirmed(self) -> Self:
        """Sections that forbid coding by sound."""
        return self.alive().filter(state="confirmed")

    def spans(self) -> list[FrameSpan]:
        """Their spans, in order."""
        return [FrameSpan(*row) for row in self.order_by("start_frame").values_list("start_frame", "end_frame")]


class NoiseState(models.TextChoices):
    """A suggestion waits for a person; only a confirmed section forbids anything."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


NEW_NOISE_STATES = [(state.value, state.label) for state in (NoiseState.SUGGESTED, NoiseState.CONFIRMED)]
"""The states that a section may begin in."""


class NoiseSection(SpanRecord):
    """A span whose sound nobody can understand. Inside a confirmed one only `picture` coding is allowed."""

    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=NoiseState.choices)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="noise_decisions")

    objects = NoiseQuerySet.as_manager()
