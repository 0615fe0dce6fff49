"""Who may do what: one engine, fed by one table that each app's `policy.py` adds its rows to.

`manage.py show_policy` prints the whole table. A right that is not in it does not exist.
"""

import functools
import uuid
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils.module_loading import import_string

from annotator.accounts.actor import Actor
from annotator.accounts.models import Membership, Project, Role
from annotator.errors import NotAllowed, NotVisible


class Grant(Enum):
    """How far a role may go with an action."""

    NO = "no"
    OWN = "own"
    YES = "yes"


class Scope(Enum):
    """What a token must carry for an action; SESSION is never given to a token."""

    READ = "read"
    WRITE = "write"
    MEDIA = "media"
    SESSION = "session"


TOKEN_SCOPES = (Scope.READ.value, Scope.WRITE.value, Scope.MEDIA.value)

NO, OWN, YES = Grant.NO, Grant.OWN, Grant.YES


@dataclass(frozen=True)
class Row:
    """One line of the table: an action, what each role may do, and the scope that a token needs."""

    action: str
    lead: Grant
    coder: Grant
    reader: Grant
    scope: Scope

    def grant(self, role: str) -> Grant:
        return {Role.LEAD.value: self.lead, Role.CODER.value: self.coder, Role.READER.value: self.reader}[role]


@functools.cache
def table() -> dict[str, Row]:
    """Every row of every app, by action. Raises ValueError when two apps name the same action."""
    rows: dict[str, Row] = {}
    for path in settings.POLICY_TABLES:
        for row in import_string(path):
            if row.action in rows:
                raise ValueError(f"The action {row.action} stands in the policy twice.")
            rows[row.action] = row
    return rows


def membership_of(actor: Actor, project: Project) -> Membership:
    """The actor's place in the project. Raises NotVisible when there is none: they must not learn that it exists."""
    membership = Membership.objects.visible_to(actor).filter(project=project, user=actor.user).first()
    if membership is None:
        raise NotVisible
    return membership


def authorise(actor: Actor, action: str, project: Project, *, owner_id: uuid.UUID | None = None) -> Membership:
    """The membership under which the actor may do `action` in `project`.

    `owner_id` is the account that made the object, for roles that may change their own only.
    Raises NotVisible for a stranger, NotAllowed for a member without the right or a token without the scope.
    """
    membership = membership_of(actor, project)
    require_scope(actor, action)
    grant = table()[action].grant(membership.role)
    if grant is YES or (grant is OWN and owner_id == actor.user.id):
        return membership
    if grant is OWN:
        raise NotAllowed("Only its author or a lead may change this. Nothing was changed.")
    raise NotAllowed(f"A {membership.role} may not do this here. Nothing was changed; ask a lead of the project.")


def require_session(actor: Actor) -> None:
    """Refuse a token where only a person who is signed in may act."""
    if actor.token is not None:
        raise NotAllowed("This needs a signed-in person; a token does not open it.")


def require_admin(actor: Actor) -> None:
    """Refuse everybody but an administrator of the installation who is signed in."""
    require_session(actor)
    if not actor.user.is_admin:
        raise NotAllowed("Only an administrator of this installation may do this.")


def require_scope(actor: Actor, action: str) -> None:
    """Refuse a token without the scope that the action needs; for lists that span projects."""
    if actor.token is None:
        return
    row = table()[action]
    if row.scope is Scope.SESSION:
        require_session(actor)
    if row.scope.value not in actor.token.scopes:
        raise NotAllowed(f"This token does not have the scope “{row.scope.value}”.", code="scope_missing")
