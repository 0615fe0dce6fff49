"""Which lines there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from coding.models import Line  # noqa: F401 - names the rows below


class LineQuerySet(ScopedQuerySet["Line"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)
