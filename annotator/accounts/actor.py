"""Who acts: the first argument of every operation and of every scoped queryset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.accounts.models import ApiToken, User


@dataclass(frozen=True)
class Actor:
    """A signed-in account, or a program that holds a member's token.

    A token narrows: it is bound to one project and to its scopes, and never widens what its member may do.
    """

    user: User
    token: ApiToken | None = None
