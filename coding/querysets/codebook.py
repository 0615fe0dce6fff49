"""Which codes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from annotator.accounts.scoping import ScopedQuerySet
from coding.domain.codebook import CodeTree, Node

if TYPE_CHECKING:
    from coding.models import Code  # noqa: F401 - names the rows below


class CodeQuerySet(ScopedQuerySet["Code"]):
    project_path = "project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(retired_at__isnull=True)

    def tree(self) -> CodeTree:
        """These codes as a tree (give it all codes of one project)."""
        rows = self.order_by("position", "created_at", "id").values_list("id", "parent_id", "name")
        return CodeTree.of(Node(*row) for row in rows)
