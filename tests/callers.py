"""Asking the API as somebody, in one short line a request."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import Client

from annotator.accounts.actor import Actor
from footage.models import Footage

BASE = "/api/v1/"


class Answer:
    """What came back: the status, the headers, and the body in the form that the test wants."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers

    @functools.cached_property
    def body(self) -> bytes:
        """The whole body, streamed or not."""
        if isinstance(self.response, StreamingHttpResponse):
            return async_to_sync(_drain)(self.response)
        return cast("bytes", self.response.content)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a refusal, which must be a problem document with the answer's own status."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        problem = self.json
        assert problem["status"] == self.status
        return cast("str", problem["code"])

    @property
    def results(self) -> list[Any]:
        return cast("list[Any]", self.json["results"])

    def ok(self, status: int = 200) -> Any:
        """The JSON of an answer that must have this status."""
        assert self.status == status, (self.status, self.body[:2000])
        return self.json

    def refused(self, status: int, code: str) -> Any:
        """The problem document of a refusal that must have this status and code."""
        assert (self.status, self.code) == (status, code), self.body[:2000]
        return self.json


class Caller:
    """One person or program with its credentials."""

    def __init__(self, client: Client, headers: Mapping[str, str] | None = None) -> None:
        self.client = client
        self.headers = dict(headers or {})

    @classmethod
    def anonymous(cls) -> Caller:
        return cls(Client(raise_request_exception=False))

    @classmethod
    def signed_in(cls, actor: Actor) -> Caller:
        client = Client(raise_request_exception=False)
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
        return cls(client)

    @classmethod
    def with_token(cls, secret: str) -> Caller:
        return cls(Client(raise_request_exception=False), {"Authorization": f"Token {secret}"})

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: Any = None, version: int | None = None, **query: Any) -> Answer:
        return self.ask("POST", path, body=body, version=version, query=query)

    def patch(self, path: str, body: Any, version: int | None = None, **query: Any) -> Answer:
        return self.ask("PATCH", path, body=body, version=version, query=query)

    def put(self, path: str, body: Any, version: int | None = None, *, create: bool = False, **query: Any) -> Answer:
        headers = {"If-None-Match": "*"} if create else {}
        return self.ask("PUT", path, body=body, version=version, headers=headers, query=query)

    def delete(self, path: str, version: int | None = None) -> Answer:
        return self.ask("DELETE", path, version=version)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        raw: bytes | None = None,
        version: int | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        """One request. `path` is below /api/v1/ unless it is a whole address; `raw` is sent as it is."""
        sent = {**self.headers, **(headers or {})}
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        if raw is None:
            raw = b"" if body is None else json.dumps(body).encode()
        target = path.removeprefix("http://testserver")
        target = target if target.startswith("/") else BASE + target
        if query:
            target = f"{target}?{urlencode(query, doseq=True)}"
        return Answer(self.client.generic(method, target, raw, content_type=content_type, headers=sent))


async def _drain(response: StreamingHttpResponse) -> bytes:
    return b"".join([piece async for piece in response])


def frames(start: int, end: int, **more: Any) -> dict[str, Any]:
    """The body of a span, in frames."""
    return {"start": {"frame": start}, "end": {"frame": end}, **more}


def create(caller: Caller, footage: Footage, body: dict[str, Any], **query: Any) -> Answer:
    """Ask for a new segment on the recording."""
    return caller.post(f"footage/{footage.id}/segments/", body, **query)
