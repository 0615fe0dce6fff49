"""What reaches Django of the bodies that it is sent.

No body larger than anything that we take, whoever sends it: Django puts the whole body into a temporary file before
any view can ask who is there, so without this a stranger could fill the disk. And of a piece of an upload whose
sender went away in the middle, as much as came.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from annotator.api.problems import CONTENT_TYPE, problem

LARGEST_BODY = 12 * 1024 * 1024
"""Bytes. The largest thing that is sent here at once is a subtitle file, or a piece of a recording (8 MiB)."""
PIECE = b"application/offset+octet-stream"
"""The content type of a piece of an upload (tus 1.0)."""

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


class KeptPieces:
    """Hands over a piece of an upload that was cut off as if it had ended there; Django itself would drop it.

    The view tells by the announced length. Whoever sent the piece is gone, and hears nothing of it.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_piece(scope):
            await self._application(scope, receive, send)
            return
        ended = False

        async def kept() -> Message:
            nonlocal ended
            if ended:
                # That the sender is gone may reach nobody who would stop the work for it; Django cancels this wait.
                await asyncio.Event().wait()
            message = await receive()
            ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
            return message if message["type"] == "http.request" else {"type": "http.request", "body": b""}

        await self._application(scope, kept, send)


def _is_piece(scope: Message) -> bool:
    types = [value for name, value in scope["headers"] if name == b"content-type"]
    return bool(types) and types[0].partition(b";")[0].strip().lower() == PIECE


def _announced(scope: Message) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def _refuse(send: Send) -> None:
    sentence = f"This is larger than anything that is taken here ({LARGEST_BODY} bytes). Nothing was changed."
    body = json.dumps(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", sentence)).encode()
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
