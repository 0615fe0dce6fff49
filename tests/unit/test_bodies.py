"""No body larger than anything that is taken, whoever sends it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from annotator.api.bodies import LARGEST_BODY, BoundedBodies, Message


def exchanged(headers: list[tuple[bytes, bytes]], pieces: list[bytes]) -> tuple[list[Message], list[Message]]:
    """What an application behind the bound was given, and what the client got."""
    given: list[Message] = []
    sent: list[Message] = []

    async def application(_scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            given.append(message)
            if message["type"] == "http.disconnect" or not message["more_body"]:
                return

    async def body() -> AsyncIterator[Message]:
        for index, piece in enumerate(pieces):
            yield {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        arriving = body()
        await BoundedBodies(application)({"type": "http", "headers": headers}, lambda: anext(arriving), send)

    asyncio.run(run())
    return given, sent


def test_a_body_that_says_it_is_too_large_is_refused_unread() -> None:
    given, sent = exchanged([(b"content-length", str(LARGEST_BODY + 1).encode())], [b""])
    assert given == []
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["code"] == "too_large"


def test_a_body_that_turns_out_too_large_is_cut_off() -> None:
    half = b"x" * (LARGEST_BODY // 2)
    given, _ = exchanged([], [half, half, b"x", b"never read"])
    assert [message["type"] for message in given] == ["http.request", "http.request", "http.disconnect"]


def test_the_largest_body_that_is_taken_arrives_whole() -> None:
    given, _ = exchanged([], [b"x" * LARGEST_BODY])
    assert len(given[0]["body"]) == LARGEST_BODY
