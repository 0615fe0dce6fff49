"""Who is asking: a browser by its session cookie, a program by `Authorization: Token <secret>`."""

import datetime
from typing import Any

from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from annotator.accounts.models import ApiToken, User
from annotator.errors import NotAllowed

# Writing at every request would make each read a write; a minute is exact enough to see that a token is in use.
_LAST_USED_RESOLUTION = datetime.timedelta(minutes=1)


class TokenAuthentication(authentication.BaseAuthentication):
    """Finds the token by the hash of its secret. First in the list, so that its header turns 403 into 401."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].lower() != "token":
            return None
        token = ApiToken.objects.with_secret(words[1]) if len(words) == 2 else None
        if token is None:
            raise exceptions.AuthenticationFailed("This token is not known, has expired or was withdrawn.")
        _note_use(token)
        return token.membership.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class SessionAuthentication(authentication.SessionAuthentication):
    """A signed-in browser; every write must echo the `csrftoken` cookie in `X-CSRFToken`.

    A page may say in `X-Signed-In-As` whose it is. The cookie belongs to the whole browser: when somebody else signs
    in in another tab, what the first one did must not be taken for theirs.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        meant = request.headers.get("X-Signed-In-As")
        if found is not None and meant is not None and meant != str(found[0].pk):
            raise NotAllowed(
                "Somebody else has signed in in this browser meanwhile. Nothing was changed; sign in again to go on.",
                code="another_member",
            )
        return found


class SignedIn(BasePermission):
    """Somebody whom we know, who has replaced a password that was made for them."""

    message = "Please sign in."

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not isinstance(user, User):
            return False
        if user.must_change_password and not getattr(view, "open_before_password_change", False):
            raise NotAllowed(
                "Choose a password of your own first; the one you have was made for you.",
                code="password_change_required",
            )
        return True


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_RESOLUTION:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
