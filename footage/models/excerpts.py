"""Pieces of recordings cut out for use elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from annotator.accounts.models import Project, User
from annotator.accounts.scoping import ScopedQuerySet
from annotator.jobs.models import Job
from annotator.records import Record
from footage.models.recordings import Footage


class ExcerptQuerySet(ScopedQuerySet["Excerpt"]):
    project_path = "footage__project"


class ExcerptKind(models.TextChoices):
    CLIP = "clip", "moving pictures and sound of a span"
    STILL = "still", "one frame"


class ExcerptState(models.TextChoices):
    """waiting → running → ready or failed."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class Excerpt(Record):
    """The frames `start` up to, not including, `end` of a recording as a file of their own, made from the original.

    `file_name` lies in the footage's own folder of the media store and is empty until the file is whole and was
    found to carry nothing but pictures and sound. `size` is in bytes.
    """

    footage = models.ForeignKey(Footage, on_delete=models.PROTECT, related_name="excerpts")
    kind = models.CharField(max_length=5, choices=ExcerptKind.choices)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=ExcerptState.choices, default=ExcerptState.WAITING)
    error = models.TextField(blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["footage", "created_at", "id"], name="excerpt_by_footage"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="excerpt_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(state=ExcerptState.READY.value) | ~Q(file_name=""), name="ready_excerpt_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start} to {self.end}"

    @property
    def project(self) -> Project:
        """The project that owns the recording."""
        return self.footage.project
