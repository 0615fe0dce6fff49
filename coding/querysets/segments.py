"""Which segments there are, and every way to narrow them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from annotator.accounts.scoping import ScopedQuerySet
from coding.domain.text import searchable
from footage.timebase import FrameSpan

if TYPE_CHECKING:
    from coding.models import Segment  # noqa: F401 - names the rows below


class SegmentQuerySet(ScopedQuerySet["Segment"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)

    def complete(self) -> Self:
        """With everything that an answer needs, in a fixed number of queries."""
        return (
            self.select_related("footage__project", "coder", "reviewer")
            .prefetch_related("codes", "witnesses")
            .with_noise()
        )

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
        sections = apps.get_model("coding", "NoiseSection").objects.confirmed()
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
