"""Which jobs there are, and which of them want something done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F, Q
from django.db.models.functions import Now

from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from annotator.jobs.models import Job  # noqa: F401 - names the rows below


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs; one without a project (work on the installation itself) is visible to nobody."""

    project_path = "project"

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def running(self) -> Self:
        return self.filter(state="running")

    def unfinished(self) -> Self:
        return self.filter(state__in=("waiting", "running"))

    def expired(self) -> Self:
        """Running jobs whose worker has not renewed its lease in time."""
        return self.running().filter(lease_until__lt=Now())

    def unclaimed(self) -> Self:
        """Waiting jobs that are due to be sent (again); those that were never sent come first."""
        due = self.waiting().filter(Q(resend_at__isnull=True) | Q(resend_at__lt=Now()))
        return due.order_by(F("resend_at").asc(nulls_first=True), "created_at", "id")

    def about(self, kind: str, subject_id: object) -> Self:
        """Every job of a kind that was ever asked for about one thing, the newest first."""
        return self.filter(kind=kind, subject_id=subject_id).order_by("-created_at", "-id")
