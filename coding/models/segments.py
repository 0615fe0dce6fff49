"""Segments: what a coder says about a span of footage."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from annotator.accounts.models import User
from annotator.accounts.scoping import ScopedQuerySet
from coding.domain.text import searchable
from coding.models.codebook import Code
from coding.models.noise import NoiseSection
from coding.models.spans import SpanRecord
from coding.models.witnesses import Witness
from footage.timebase import FrameSpan


class SegmentQuerySet(ScopedQuerySet["Segment"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)

    def complete(self) -> Self:
        """With everything that an answer needs, in a fixed number of queries."""
        # Fetched beside the rows, not joined to them: thousands of segments share a few recordings and people, and
        # a join would build each of those anew for every segment.
        return self.prefetch_related("footage__project", "coder", "reviewer", "codes", "witnesses").with_noise()

    def with_noise(self) -> Self:
        """Adds `in_noise`: coding by sound that lies in noise confirmed since, so that it comes up for review.

        Calculated when it is read, so that no flag can be left behind when a section moves or goes.
        """
        return self.annotate(in_noise=self._drowned())

    def lying_in_noise(self, *, wanted: bool) -> Self:
        """Segments that answer `in_noise` so."""
        return self.filter(self._drowned() if wanted else ~self._drowned())

    @staticmethod
    def _drowned() -> Q:
        sections = NoiseSection.objects.confirmed()
        touching = sections.filter(
            footage=OuterRef("footage"), start_frame__lt=OuterRef("end_frame"), end_frame__gt=OuterRef("start_frame")
        )
        return ~Q(basis="picture") & Q(Exists(touching))

    def overlapping(self, span: FrameSpan) -> Self:
        """Segments that share at least one frame with `span`; give it one recording's segments."""
        return self.filter(start_frame__lt=span.end, end_frame__gt=span.start)

    def containing_text(self, text: str) -> Self:
        """Segments whose memo has `text` in it, whatever its case, width or composition."""
        return self.filter(search_memo__contains=searchable(text))

    def updated_after(self, moment: datetime.datetime) -> Self:
        """Segments changed since, for a client that pulls what is new."""
        return self.filter(updated_at__gt=moment)

    def with_codes(self, groups: Iterable[set[uuid.UUID]], *, all_of: bool) -> Self:
        """Segments with a code of any group, or of each group when `all_of`."""
        return self._linked("codes", "code_id__in", groups, all_of=all_of)

    def with_witnesses(self, groups: Iterable[set[uuid.UUID]], *, all_of: bool) -> Self:
        """Segments with a witness of any group, or of each group when `all_of`."""
        return self._linked("witnesses", "witness_id__in", groups, all_of=all_of)

    def _linked(self, relation: str, lookup: str, groups: Iterable[set[uuid.UUID]], *, all_of: bool) -> Self:
        # A subquery, not a join: a join would give a segment once for each of its codes.
        links = getattr(self.model, relation).through.objects.filter(segment_id=OuterRef("pk"))
        conditions = [Exists(links.filter(**{lookup: group})) for group in groups]
        if not conditions:
            return self
        if all_of:
            return self.filter(*conditions)
        any_of = Q()
        for condition in conditions:
            any_of |= Q(condition)
        return self.filter(any_of)


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
