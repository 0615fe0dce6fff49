"""Rows of accounts and how each reaches its project."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.utils import timezone

from annotator.accounts.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from annotator.accounts.models import ApiToken, Membership, Project, User  # noqa: F401 - names the rows below


class UserManager(BaseUserManager["User"]):
    """Accounts are found by exact user name; names that differ in case only are refused when they are made."""

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
