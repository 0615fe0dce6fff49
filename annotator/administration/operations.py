"""Everything that changes accounts, projects, memberships and tokens."""

import datetime
import hashlib
import secrets
import uuid
from typing import Any, NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from annotator.accounts.actor import Actor
from annotator.accounts.models import ApiToken, Membership, Project, Role, User, name_key, plain_name
from annotator.accounts.policy import TOKEN_SCOPES, authorise, require_session
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, Malformed, NotVisible, RuleBroken
from annotator.records import advance, lock

# Without letters and digits that a tired person confuses when copying from paper.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class NewMember(NamedTuple):
    """A membership, and the password of the account that was made for it (None when the account existed)."""

    membership: Membership
    one_time_password: str | None


class NewToken(NamedTuple):
    """A token and its secret, which is not kept and cannot be shown again."""

    token: ApiToken
    secret: str


def generated_password() -> str:
    """Four groups of five characters: about 99 random bits, readable over a telephone."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def create_account(
    *, username: str, password: str, is_admin: bool = False, must_change_password: bool = False, display_name: str = ""
) -> User:
    """A new account. Raises Malformed for a bad name or password, AlreadyThere for a name in use (in any case)."""
    name = plain_name(username)
    if not name or len(name) > 150 or any(not character.isprintable() for character in name):
        raise Malformed("A user name is 1 to 150 printable characters.", fields={"username": ["Not a user name."]})
    if User.objects.named(name) is not None:
        raise _name_in_use(name)
    _check_password(password, None, field="password")
    try:
        with transaction.atomic():
            return User.objects.create_account(
                name,
                password,
                is_admin=is_admin,
                must_change_password=must_change_password,
                display_name=display_name,
            )
    except IntegrityError as error:
        # Somebody made it between the look and the insert, and the constraint let only one in.
        raise _name_in_use(name) from error


def change_password(*, actor: Actor, old_password: str, new_password: str) -> None:
    """Replace one's own password. Raises Malformed when the old one is wrong or the new one too weak."""
    require_session(actor)
    user = actor.user
    if not user.check_password(old_password):
        raise Malformed(
            "The old password is not right; nothing was changed.", fields={"old_password": ["Not the password in use."]}
        )
    if old_password == new_password:
        raise Malformed("Choose another password than the old one.", fields={"new_password": ["The same as before."]})
    _check_password(new_password, user, field="new_password")
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def create_project(*, actor: Actor, name: str, description: str = "", project_id: uuid.UUID | None = None) -> Project:
    """A new project, whose lead the actor becomes."""
    require_session(actor)
    project = Project.objects.create(id=project_id or uuid.uuid4(), name=name, description=description)
    membership = Membership.objects.create(project=project, user=actor.user, role=Role.LEAD)
    note(actor, "project.create", project, before=None, after=project_state(project))
    note(actor, "member.create", membership, before=None, after=member_state(membership))
    return project


@transaction.atomic
def change_project(*, actor: Actor, project: Project, expected_version: int, changes: dict[str, Any]) -> Project:
    """Rename or describe a project."""
    authorise(actor, "project.change", project)
    locked = lock(Project.objects.all(), project.id, None)
    before = project_state(locked)
    if not any(before[name] != value for name, value in changes.items()):
        return locked
    locked = lock(Project.objects.all(), project.id, expected_version)
    for name, value in changes.items():
        setattr(locked, name, value)
    advance(locked)
    note(actor, "project.change", locked, before=before, after=project_state(locked))
    return locked


@transaction.atomic
def add_member(*, actor: Actor, project: Project, username: str, role: str, identities: bool = False) -> NewMember:
    """Give an account a place in the project; an unknown name makes the account, with a one-time password.

    Raises AlreadyThere when the account is a member already.
    """
    authorise(actor, "member.change", project)
    lock(Project.objects.all(), project.id, None)  # the same person added twice at once is added once
    user = User.objects.named(username)
    password = None
    if user is None:
        password = generated_password()
        user = create_account(username=username, password=password, must_change_password=True)
    if Membership.objects.filter(project=project, user=user).exists():
        raise AlreadyThere(f"{user.username} is a member of this project already.")
    membership = Membership.objects.create(project=project, user=user, role=role, identities=identities)
    note(actor, "member.create", membership, before=None, after=member_state(membership))
    return NewMember(membership, password)


@transaction.atomic
def change_member(
    *, actor: Actor, membership: Membership, expected_version: int, changes: dict[str, Any]
) -> Membership:
    """Change a member's role or capability. Raises RuleBroken when the project would be left without a lead."""
    authorise(actor, "member.change", membership.project)
    _locked_project(membership)
    locked = lock(Membership.objects.select_related("user", "project"), membership.id, None)
    before = member_state(locked)
    if not any(before[name] != value for name, value in changes.items()):
        return locked
    locked = lock(Membership.objects.select_related("user", "project"), membership.id, expected_version)
    if changes.get("role", locked.role) != Role.LEAD:
        _require_another_lead(locked)
    for name, value in changes.items():
        setattr(locked, name, value)
    advance(locked)
    note(actor, "member.change", locked, before=before, after=member_state(locked))
    return locked


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership, expected_version: int) -> None:
    """Take somebody's place in the project away, and their tokens with it. What they coded stays."""
    authorise(actor, "member.change", membership.project)
    _locked_project(membership)
    locked = lock(Membership.objects.select_related("user", "project"), membership.id, expected_version)
    _require_another_lead(locked)
    note(actor, "member.delete", locked, before=member_state(locked), after=None)
    locked.delete()


@transaction.atomic
def issue_token(
    *, actor: Actor, project: Project, name: str, scopes: list[str], expires_at: datetime.datetime
) -> NewToken:
    """A token for the actor's own membership in the project."""
    membership = authorise(actor, "token.change", project)
    return _issue(actor, membership, name, scopes, expires_at)


@transaction.atomic
def issue_token_for(
    *, username: str, project_id: uuid.UUID, name: str, scopes: list[str], expires_at: datetime.datetime
) -> NewToken:
    """A token made by whoever runs the server (`manage.py create_token`). Raises NotVisible for no such member."""
    membership = (
        Membership.objects.select_related("user", "project")
        .filter(user__name_key=name_key(username), project_id=project_id)
        .first()
    )
    if membership is None:
        raise NotVisible(f"“{username}” is not a member of a project with the id {project_id}.")
    return _issue(Actor(membership.user), membership, name, scopes, expires_at)


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken, expected_version: int, now: datetime.datetime) -> None:
    """Make a token worthless at once."""
    project = token.membership.project
    authorise(actor, "token.change", project)
    locked = lock(ApiToken.objects.all(), token.id, expected_version)
    before = token_state(locked)
    locked.revoked_at = now
    advance(locked)
    note(actor, "token.revoke", locked, before=before, after=token_state(locked))


def project_state(project: Project) -> dict[str, Any]:
    """What the trail keeps of a project."""
    return {"version": project.version, "name": project.name, "description": project.description}


def member_state(membership: Membership) -> dict[str, Any]:
    """What the trail keeps of a membership."""
    return {
        "version": membership.version,
        "username": membership.user.username,
        "role": membership.role,
        "identities": membership.identities,
    }


def token_state(token: ApiToken) -> dict[str, Any]:
    """What the trail keeps of a token: everything but its secret and its hash."""
    return {
        "version": token.version,
        "name": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


def _issue(
    actor: Actor, membership: Membership, name: str, scopes: list[str], expires_at: datetime.datetime
) -> NewToken:
    unknown = sorted(set(scopes) - set(TOKEN_SCOPES))
    if unknown or not scopes:
        raise Malformed(f"Scopes are one or more of {', '.join(TOKEN_SCOPES)}.", fields={"scopes": unknown})
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        membership=membership,
        name=name,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=[scope for scope in TOKEN_SCOPES if scope in scopes],
        expires_at=expires_at,
    )
    note(actor, "token.create", token, before=None, after=token_state(token))
    return NewToken(token, secret)


def _locked_project(membership: Membership) -> None:
    # Two leads who step down at once would each see the other; the project's row makes them queue.
    lock(Project.objects.all(), membership.project_id, None)


def _require_another_lead(membership: Membership) -> None:
    others = Membership.objects.filter(project_id=membership.project_id, role=Role.LEAD).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise RuleBroken(
            "A project needs a lead. Make somebody else lead first; nothing was changed.", code="last_lead"
        )


def _name_in_use(name: str) -> AlreadyThere:
    return AlreadyThere(f"There is an account “{name}” already.", fields={"username": ["In use."]})


def _check_password(password: str, user: User | None, *, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Malformed(
            "This password is too easy to guess; nothing was changed.", fields={field: list(error.messages)}
        ) from error
