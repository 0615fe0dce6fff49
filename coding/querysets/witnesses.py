"""Which witnesses there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from coding.models import Witness  # noqa: F401 - names the rows below


class WitnessQuerySet(ScopedQuerySet["Witness"]):
    project_path = "project"
