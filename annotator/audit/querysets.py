"""Which events a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from annotator.accounts.actor import Actor
from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from annotator.audit.models import Event  # noqa: F401 - names the rows below

# What members do to the work itself; who is a member and which tokens exist is the lead's business.
PRIVATE_OBJECT_TYPES = ("member", "token")


class EventQuerySet(ScopedQuerySet["Event"]):
    project_path = "project"

    def feed_for(self, actor: Actor) -> Self:
        """The changes feed: everything that happened to what this member works with, in commit order."""
        return self.visible_to(actor).exclude(object_type__in=PRIVATE_OBJECT_TYPES).order_by("seq")
