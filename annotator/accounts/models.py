"""Who there is: accounts, projects, memberships, tokens for programs."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from annotator.accounts.scoping import ScopedQuerySet
from annotator.records import Record


def plain_name(username: str) -> str:
    """A user name in the one spelling that is stored: NFKC, as keyboards differ, without space around it."""
    return unicodedata.normalize("NFKC", username).strip()


def name_key(username: str) -> str:
    """What two user names share when people would take them for one. Not `iexact`: SQLite folds ASCII only."""
    return plain_name(username).casefold()


class UserManager(BaseUserManager["User"]):
    """Accounts are found by user name; names that differ in case only cannot both be."""

    def named(self, username: str) -> User | None:
        """The account of this name, in whatever case, or None."""
        return self.filter(name_key=name_key(username)).first()

    def get_by_natural_key(self, username: str | None) -> User:
        """The account that signs in with this name. Raises User.DoesNotExist."""
        return self.get(name_key=name_key(username or ""))

    def create_account(self, username: str, password: str | None, **fields: Any) -> User:
        """A new account; without a password nobody can sign in to it until one is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class ProjectQuerySet(ScopedQuerySet["Project"]):
    project_path = ""


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    project_path = "project"


class ApiTokenQuerySet(ScopedQuerySet["ApiToken"]):
    project_path = "membership__project"

    def usable(self) -> models.QuerySet[ApiToken]:
        """Tokens that still open something: not revoked, not expired, of an active account."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now(), membership__user__is_active=True)

    def with_secret(self, secret: str) -> ApiToken | None:
        """The usable token whose secret this is, or None."""
        digest = hashlib.sha256(secret.encode()).hexdigest()
        return self.usable().select_related("membership__user", "membership__project").filter(digest=digest).first()


class Role(models.TextChoices):
    """What a member is for; the rights of each stand in the policy tables."""

    LEAD = "lead"
    CODER = "coder"
    READER = "reader"


class User(AbstractBaseUser):
    """An account of this installation. `is_admin` opens accounts and volumes, never a project."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name_key = models.CharField(max_length=450, unique=True, editable=False)
    display_name = models.CharField(max_length=150, blank=True)
    is_admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.username)
        super().save(*args, **kwargs)


class Preferences(models.Model):
    """How one account likes to work: its keys, its pins. The same in every browser, and nobody else's business.

    Not a `Record`: nobody edits it together with somebody else, so it has no version. Of two browsers of one person
    the later wins, entry by entry (`annotator.administration.preferences`).
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="preferences")
    chosen = models.JSONField(default=dict)
    """What was chosen, by name; what was not is absent, so that a better default may come."""
    updated_at = models.DateTimeField(default=timezone.now, editable=False)


class Project(Record):
    """One study; the root of all rights."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def project(self) -> Project:
        """Itself: every scoped row can say which project it belongs to."""
        return self


class Membership(Record):
    """An account's place in a project. `identities` opens the vault; no role includes it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    identities = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "user"], name="one_membership_per_project"),
        ]


class ApiToken(Record):
    """A program's key to one project, on behalf of one member, never with more rights than that member.

    Only the SHA-256 of the secret is kept. A fast hash is enough: the secret has 256 random bits,
    so there is nothing to guess, unlike a password.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]

    @property
    def project(self) -> Project:
        """The one project that the token opens."""
        return self.membership.project
