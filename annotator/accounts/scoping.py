"""Which rows a person may see: one queryset method, the same for pages, exports, media and jobs."""

import uuid
from typing import Protocol, Self, TypeVar

from django.db import models

Model_co = TypeVar("Model_co", bound=models.Model, covariant=True)


class Onlooker(Protocol):
    """Whoever wants to see rows: an account, and the one project that its token opens, if it came with one.

    `annotator.accounts.actor.Actor` is one. A protocol, because an actor holds an account, which is a row itself.
    """

    @property
    def user_id(self) -> uuid.UUID: ...

    @property
    def bound_project_id(self) -> uuid.UUID | None: ...


class ScopedQuerySet(models.QuerySet[Model_co]):
    """A queryset that knows its way to the project that owns its rows.

    `project_path` is the lookup from the model to its project ("" for the project itself). Every
    view, export, count and related field goes through `visible_to`; nothing filters by project by hand.
    """

    project_path: str

    def visible_to(self, onlooker: Onlooker) -> Self:
        """The rows of projects of which the onlooker is a member (and to which their token is bound)."""
        path = f"{self.project_path}__" if self.project_path else ""
        mine = self.filter(**{f"{path}memberships__user": onlooker.user_id})
        if onlooker.bound_project_id is None:
            return mine
        return mine.filter(**{f"{path}id": onlooker.bound_project_id})
