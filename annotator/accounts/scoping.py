"""Which rows a person may see: one queryset method, the same for pages, exports, media and jobs."""

from typing import Self, TypeVar

from django.db import models

from annotator.accounts.actor import Actor

Model_co = TypeVar("Model_co", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[Model_co]):
    """A queryset that knows its way to the project that owns its rows.

    `project_path` is the lookup from the model to its project ("" for the project itself). Every
    view, export, count and related field goes through `visible_to`; nothing filters by project by hand.
    """

    project_path: str

    def visible_to(self, actor: Actor) -> Self:
        """The rows of projects of which the actor is a member (and to which their token is bound)."""
        path = f"{self.project_path}__" if self.project_path else ""
        mine = self.filter(**{f"{path}memberships__user": actor.user})
        if actor.token is None:
            return mine
        return mine.filter(**{f"{path}id": actor.token.membership.project_id})
