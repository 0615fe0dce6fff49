"""Which noise sections there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from annotator.accounts.scoping import ScopedQuerySet
from footage.timebase import FrameSpan

if TYPE_CHECKING:
    from coding.models import NoiseSection  # noqa: F401 - names the rows below


class NoiseQuerySet(ScopedQuerySet["NoiseSection"]):
    project_path = "footage__project"

    def alive(self) -> Self:
        """Rows that nobody has taken away."""
        return self.filter(deleted_at__isnull=True)

    def confirmed(self) -> Self:
        """Sections that forbid coding by sound."""
        return self.alive().filter(state="confirmed")

    def spans(self) -> list[FrameSpan]:
        """Their spans, in order."""
        return [FrameSpan(*row) for row in self.order_by("start_frame").values_list("start_frame", "end_frame")]
