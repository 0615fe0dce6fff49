"""The people who speak, by pseudonym only. What could identify them has no place in these rows."""

from typing import ClassVar

from django.db import models

from annotator.accounts.models import Project
from annotator.accounts.scoping import ScopedQuerySet
from annotator.records import Record


class WitnessQuerySet(ScopedQuerySet["Witness"]):
    project_path = "project"


class Witness(Record):
    """A pseudonym with a generalised description and a disclosure level."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="witnesses")
    pseudonym = models.CharField(max_length=20)
    description = models.TextField(blank=True)
    disclosure = models.CharField(max_length=100, blank=True)

    objects = WitnessQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "pseudonym"], name="one_witness_per_pseudonym"),
        ]

    def __str__(self) -> str:
        return self.pseudonym
