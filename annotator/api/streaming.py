"""Long answers in pieces, without holding them in memory.

Trap: an asynchronous Django that is given a synchronous iterator reads it whole before it sends the first
byte. So every stream goes through `stream`, which fetches one piece at a time in the request's own thread.
"""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

_END = b""


class _Pieces:
    """An asynchronous view of a synchronous iterator.

    An object with `close`, not a bare generator: Django closes a response that was never started (the client
    went away first), and a generator that was never started would not run its `finally`.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        fetch = sync_to_async(lambda: next(self._pieces, _END))
        while piece := await fetch():
            yield piece

    def close(self) -> None:
        if close := getattr(self._pieces, "close", None):
            close()


def stream(pieces: Iterator[bytes], *, content_type: str, **headers: str) -> StreamingHttpResponse:
    """A response that sends `pieces` as they are made. Pieces must not be empty. Headers: `Content_Language="ko"`."""
    response = StreamingHttpResponse(_Pieces(pieces), content_type=content_type)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response
