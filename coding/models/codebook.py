"""The codebook: a tree of codes; a top-level code is a category."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from annotator.accounts.models import Project
from annotator.accounts.scoping import ScopedQuerySet
from annotator.records import Record
from coding.domain.codebook import CodeTree, Node

COLORS = 12
LONGEST_SEARCH_NAME = 240
"""Characters of a name in the form in which it is compared."""


class CodeQuerySet(ScopedQuerySet["Code"]):
    project_path = "project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(retired_at__isnull=True)

    def tree(self) -> CodeTree:
        """These codes as a tree (give it all codes of one project)."""
        rows = self.order_by("position", "created_at", "id").values_list("id", "parent_id", "name")
        return CodeTree.of(Node(*row) for row in rows)


class Code(Record):
    """A theme. `color` is an index (1 to 12) into the palette, which has its own value for each theme.

    A code that was used is retired, never deleted: what was coded with it keeps its name.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="codes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=120)
    search_name = models.CharField(max_length=LONGEST_SEARCH_NAME)
    definition = models.TextField(blank=True)
    color = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(COLORS)])
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["project", "parent", "search_name"],
                condition=models.Q(retired_at__isnull=True),
                nulls_distinct=False,
                name="one_code_per_name_and_parent",
            ),
            models.CheckConstraint(condition=models.Q(color__gte=1, color__lte=COLORS), name="color_in_palette"),
        ]

    def __str__(self) -> str:
        return self.name
