"""Segments: what a coder says about a span of footage."""

from typing import Any, ClassVar

from django.db import models

from annotator.accounts.models import User
from coding.domain.text import searchable
from coding.models.codebook import Code
from coding.models.spans import SpanRecord
from coding.models.witnesses import Witness
from coding.querysets.segments import SegmentQuerySet


class Basis(models.TextChoices):
    """What the coding rests on."""

    AUDIO = "audio"
    PICTURE = "picture"
    BOTH = "both"


class Status(models.TextChoices):
    """Where a segment stands in review; set by review only."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"


class Segment(SpanRecord):
    """A coder's span with a basis, codes, witnesses and a memo.

    `review_version` is the version that the last review made: a higher one means changed since.
    """

    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="segments")
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.BOTH)
    memo = models.TextField(blank=True)
    search_memo = models.TextField(blank=True, editable=False)
    codes = models.ManyToManyField(Code, related_name="segments")
    witnesses = models.ManyToManyField(Witness, related_name="segments")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="reviews")
    reviewed_at = models.DateTimeField(null=True)
    review_reason = models.TextField(blank=True)
    review_version = models.PositiveIntegerField(null=True)

    objects = SegmentQuerySet.as_manager()

    class Meta(SpanRecord.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *SpanRecord.Meta.indexes,
            models.Index(fields=["footage", "created_at", "id"], name="segment_in_page_order"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_memo = searchable(self.memo)
        super().save(*args, **kwargs)
