"""Coverage: what each person has really watched."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from annotator.accounts.models import User
from annotator.accounts.scoping import ScopedQuerySet
from footage.models import Footage


class CoverageQuerySet(ScopedQuerySet["Coverage"]):
    project_path = "footage__project"


class Coverage(models.Model):
    """The union of the spans of one recording that one person watched, as `[[start, end], …]` in frames."""

    footage = models.ForeignKey(Footage, on_delete=models.PROTECT, related_name="coverages")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="coverages")
    spans = models.JSONField(default=list)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["footage", "user"], name="one_coverage_per_person"),
        ]
