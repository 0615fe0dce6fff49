"""Who there is: accounts, projects, memberships, tokens for programs."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from annotator.accounts.querysets import (
    ApiTokenQuerySet,
    MembershipQuerySet,
    ProjectQuerySet,
    UserManager,
)
from annotator.records import Record


class Role(models.TextChoices):
    """What a member is for; the rights of each stand in the policy tables."""

    LEAD = "lead"
    CODER = "coder"
    READER = "reader"


class User(AbstractBaseUser):
    """An account of this installation. `is_admin` opens accounts and volumes, never a project."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
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
    def project(self) -> "Project":
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
