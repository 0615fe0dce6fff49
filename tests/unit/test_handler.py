"""Django under an asynchronous server: how often a request goes to its thread."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from annotator.api.handler import django_application

_Client: Any = ApplicationCommunicator  # untyped
SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


class Usual(MiddlewareMixin):
    """As Django's own are: an asynchronous chain takes each of its two steps to the thread."""

    def process_request(self, _request: HttpRequest) -> None:
        pass

    def process_response(self, _request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response


urlpatterns = [path("", lambda _request: HttpResponse(b"answered"))]


def changes_of_thread(middleware: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """In one request through so many middlewares."""
    changes = 0
    original = SyncToAsync.__call__

    async def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal changes
        changes += 1
        return await original(self, *args, **kwargs)

    async def ask() -> bytes:
        client = _Client(django_application(), SCOPE)
        await client.send_input({"type": "http.request", "body": b""})
        await client.receive_output()
        body: bytes = (await client.receive_output())["body"]
        await client.wait()
        return body

    settings = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.Usual"] * middleware)
    with monkeypatch.context() as patch, settings:
        patch.setattr(SyncToAsync, "__call__", counted)
        assert asyncio.run(ask()) == b"answered"
    return changes


def test_middleware_costs_no_change_of_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert changes_of_thread(6, monkeypatch) == changes_of_thread(1, monkeypatch) > 0
