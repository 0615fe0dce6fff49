"""Transcript lines: what was said, and the history of its translation."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from annotator.accounts.models import User
from annotator.accounts.scoping import ScopedQuerySet
from coding.models.spans import SpanRecord
from coding.models.witnesses import Witness


class LineQuerySet(ScopedQuerySet["Line"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)


class Line(SpanRecord):
    """A span with the words in the language spoken, and the translation in force.

    `translation` repeats the text of the newest revision, so that a page of lines is one query.
    """

    number = models.PositiveIntegerField()
    language = models.CharField(max_length=35, blank=True)
    text = models.TextField(blank=True)
    translation = models.TextField(blank=True)
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, null=True, related_name="lines")

    objects = LineQuerySet.as_manager()

    class Meta(SpanRecord.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanRecord.Meta.constraints,
            models.UniqueConstraint(fields=["footage", "number"], name="one_line_per_number"),
        ]


class LineRevision(models.Model):
    """One state of a line's translation. Number 0 is the preliminary translation; none is ever changed."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="revisions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["line", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "number"], name="one_revision_per_number"),
        ]
