"""Signing in and out, one's own password, and the key of one's outbox."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from annotator.accounts.models import User, name_key
from annotator.accounts.policy import require_session
from annotator.administration.operations import change_password
from annotator.administration.outbox_key import outbox_key
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView
from annotator.errors import NotAllowed


class SignInInput(StrictSerializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class PasswordInput(StrictSerializer):
    old_password = serializers.CharField(max_length=1000, trim_whitespace=False)
    new_password = serializers.CharField(max_length=1000, trim_whitespace=False)


class UserSerializer(serializers.Serializer[User]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    display_name = serializers.CharField()
    admin = serializers.BooleanField(source="is_admin")
    must_change_password = serializers.BooleanField()


class SessionSerializer(serializers.Serializer[Any]):
    user = UserSerializer()


class OutboxKeySerializer(serializers.Serializer[Any]):
    user = serializers.UUIDField(help_text="Whose key it is.")
    key = serializers.CharField(help_text="32 bytes in base64, for AES-256; to be held in memory only.")


class SignInThrottle(SimpleRateThrottle):
    """Ten tries a minute for one name from one address: slows a guesser, not a person."""

    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.method != "POST" or not isinstance(request.data, dict):
            return None
        # The name as it is looked up: spaces around it must not make it a name with tries of its own.
        name = name_key(str(request.data.get("username", "")))
        return f"sign-in:{self.get_ident(request)}:{hashlib.sha256(name.encode()).hexdigest()}"


class AddressThrottle(SimpleRateThrottle):
    """A hundred tries a minute from one address, for whatever names: each costs 100 MB and a tenth of a second."""

    rate = "100/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"sign-in:{self.get_ident(request)}" if request.method == "POST" else None


class SessionView(ApiView):
    """Who is signed in; sign in; sign out."""

    output = SessionSerializer
    permission_classes = ()
    throttle_classes = (SignInThrottle, AddressThrottle)

    def get_authenticators(self) -> list[Any]:
        # Signing in happens before there is a session to protect; its origin is checked instead.
        return [] if getattr(self.request, "method", None) == "POST" else super().get_authenticators()

    def get_authenticate_header(self, request: Request) -> str:
        # Without this header DRF answers 403 to a wrong password, because nobody was asked to authenticate.
        return "Token"

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        return self._answer(request, _signed_in(request))

    @extend_schema(request=SignInInput, responses=SessionSerializer)
    @sensitive_variables("data")
    def post(self, request: Request) -> Response:
        _check_origin(request)
        data = self.read_body(SignInInput)
        user = authenticate(request._request, username=data["username"], password=data["password"])
        if not isinstance(user, User):
            raise exceptions.AuthenticationFailed("The name or the password is not right.")
        login(request._request, user)
        return self._answer(request, user)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        _signed_in(request)
        require_session(self.actor)
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, request: Request, user: User) -> Response:
        get_token(request._request)  # sets the `csrftoken` cookie that writes must echo
        return self.answer({"user": user})


class PasswordView(ApiView):
    """Replace one's own password; every other session of the account ends."""

    output = SessionSerializer
    open_before_password_change = True

    @extend_schema(request=PasswordInput, responses=SessionSerializer)
    @sensitive_variables("data")
    def post(self, request: Request) -> Response:
        data = self.read_body(PasswordInput)
        change_password(actor=self.actor, **data)
        login(request._request, self.actor.user, backend="django.contrib.auth.backends.ModelBackend")
        return self.answer({"user": self.actor.user})


class OutboxKeyView(ApiView):
    """The key for what one's own browser keeps until the server has it; for a signed-in person only."""

    output = OutboxKeySerializer

    @extend_schema(responses=OutboxKeySerializer)
    def get(self, request: Request) -> Response:
        key = base64.b64encode(outbox_key(actor=self.actor)).decode()
        answer = self.answer({"user": self.actor.user.id, "key": key})
        answer["Cache-Control"] = "no-store"
        return answer


def _signed_in(request: Request) -> User:
    if not isinstance(request.user, User):
        raise exceptions.NotAuthenticated("Please sign in.")
    return request.user


def _check_origin(request: Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.get_host():
        raise NotAllowed("Signing in works from this server's own pages only.", code="foreign_origin")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # half an IPv6 address
        return None
