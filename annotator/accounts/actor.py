"""Who acts: the first argument of every operation and of every scoped queryset."""

import uuid
from dataclasses import dataclass

from annotator.accounts.models import ApiToken, User


@dataclass(frozen=True)
class Actor:
    """A signed-in account, or a program that holds a member's token.

    A token narrows: it is bound to one project and to its scopes, and never widens what its member may do.
    """

    user: User
    token: ApiToken | None = None

    @property
    def user_id(self) -> uuid.UUID:
        return self.user.id

    @property
    def bound_project_id(self) -> uuid.UUID | None:
        """The only project that the token opens; None for a person who is signed in."""
        return self.token.membership.project_id if self.token else None
