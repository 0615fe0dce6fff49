"""No body larger than anything that we take, whoever sends it.

Django puts the whole body into a temporary file before any view can ask who is there, so without this a stranger
could fill the disk.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from annotator.api.problems import CONTENT_TYPE, problem

LARGEST_BODY = 12 * 1024 * 1024
"""Bytes. The largest thing that is sent here is a subtitle file; recordings come from volumes."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


class BoundedBodies:
    """Answers 413 to a body that says it is too large, and hangs up on one that turns out to be."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _announced(scope) > LARGEST_BODY:
            await _refuse(send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= LARGEST_BODY else {"type": "http.disconnect"}

        await self._application(scope, counted, send)


def _announced(scope: Message) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def _refuse(send: Send) -> None:
    sentence = f"This is larger than anything that is taken here ({LARGEST_BODY} bytes). Nothing was changed."
    body = json.dumps(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", sentence)).encode()
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
