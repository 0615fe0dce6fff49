"""Who has watched what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from coding.models import Coverage  # noqa: F401 - names the rows below


class CoverageQuerySet(ScopedQuerySet["Coverage"]):
    project_path = "footage__project"
