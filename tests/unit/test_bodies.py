"""No body larger than anything that is taken, whoever sends it; and what is kept of one that was cut off."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from annotator.api.bodies import LARGEST_BODY, PIECE, BoundedBodies, KeptPieces, Message


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


async def unheard(_message: Message) -> None:
    """Where answers go to that nobody reads any more."""


def handed_over(kind: bytes, *arriving: Message) -> list[Message]:
    """What an application behind `KeptPieces` is given of a body of this content type."""
    given: list[Message] = []

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        while not given or (given[-1]["type"] == "http.request" and given[-1].get("more_body")):
            given.append(await receive())

    async def run() -> None:
        messages = iter(arriving)

        async def receive() -> Message:
            return next(messages)

        await KeptPieces(application)({"type": "http", "headers": [(b"content-type", kind)]}, receive, unheard)

    asyncio.run(run())
    return given


HALF: Message = {"type": "http.request", "body": b"12", "more_body": True}
GONE: Message = {"type": "http.disconnect"}


def test_of_a_piece_that_was_cut_off_arrives_what_came() -> None:
    for kind in (PIECE, b"Application/Offset+Octet-Stream; charset=binary"):
        assert handed_over(kind, HALF, GONE) == [HALF, {"type": "http.request", "body": b""}]


def test_any_other_body_that_was_cut_off_is_none() -> None:
    assert handed_over(b"application/json", HALF, GONE) == [HALF, GONE]


def test_who_listens_for_the_end_of_a_cut_off_piece_is_not_told_of_it() -> None:
    """Django would stop the view that is writing the piece down."""

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), timeout=0.01)

    async def gone() -> Message:
        return GONE

    asyncio.run(KeptPieces(application)({"type": "http", "headers": [(b"content-type", PIECE)]}, gone, unheard))
