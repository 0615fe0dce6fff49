"""Which recordings, drives and derivatives a person may see."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db.models import Prefetch

from annotator.accounts.actor import Actor
from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from footage.models import Derivative, Footage, Volume, VolumeLink  # noqa: F401 - names the rows below


class VolumeQuerySet(ScopedQuerySet["Volume"]):
    """Drives; a member sees those that are linked to a project of theirs, an administrator all of them."""

    project_path = "links__project"

    def visible_to(self, actor: Actor) -> Self:
        # By subquery: a volume linked to two projects of the same person would come twice from a join.
        from footage.models import VolumeLink  # the models import this module

        return self.filter(pk__in=VolumeLink.objects.visible_to(actor).values("volume"))

    def open_to(self, actor: Actor, project_id: uuid.UUID) -> Self:
        """The volumes from which the actor may register recordings in the project."""
        return self if actor.user.is_admin else self.filter(links__project=project_id)


class VolumeLinkQuerySet(ScopedQuerySet["VolumeLink"]):
    project_path = "project"


class FootageQuerySet(ScopedQuerySet["Footage"]):
    project_path = "project"

    def complete(self) -> Self:
        """With everything that an answer of the API says of a recording, in a fixed number of queries."""
        from footage.models import Derivative  # the models import this module

        derivatives = Derivative.objects.select_related("job").order_by("position")
        return self.select_related("project", "volume", "job").prefetch_related(Prefetch("derivatives", derivatives))


class DerivativeQuerySet(ScopedQuerySet["Derivative"]):
    project_path = "footage__project"

    def unfinished(self) -> Self:
        return self.filter(state__in=("waiting", "running"))
