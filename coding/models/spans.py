"""The shape that everything on a recording's timeline shares."""

from typing import ClassVar

from django.db import models

from annotator.accounts.models import Project
from annotator.records import Record
from footage.models import Footage
from footage.timebase import FrameSpan


class SpanRecord(Record):
    """Frames `start_frame` to `end_frame - 1` of one recording, on that recording's clock.

    `deleted_at` hides a row instead of removing it, so that a deletion can be undone.
    """

    footage = models.ForeignKey(Footage, on_delete=models.PROTECT, related_name="%(class)ss")
    start_frame = models.PositiveBigIntegerField()
    end_frame = models.PositiveBigIntegerField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(end_frame__gt=models.F("start_frame")), name="%(class)s_ends_after_it_starts"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["footage", "start_frame"], name="%(class)s_by_place"),
        ]

    @property
    def project(self) -> Project:
        return self.footage.project

    @property
    def span(self) -> FrameSpan:
        return FrameSpan(self.start_frame, self.end_frame)
