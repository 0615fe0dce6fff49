"""Long answers in pieces, without holding them in memory.

Trap: an asynchronous Django that is given a synchronous iterator reads it whole before it sends the first
byte. So every stream goes through `stream`, which fetches one piece at a time in the request's own thread.
"""

import threading
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from annotator.errors import Unavailable

_END = b""
_PIECE = 64 * 1024


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


class RowStream(Iterator[bytes]):
    """A stream that reads the database while it is sent, of which a process serves a few at a time.

    Each keeps a database connection for as long as its client takes to read; without a bound, twenty slow clients would
    keep the whole pool and everybody else would wait. Raises Unavailable when all places are taken.
    """

    _places = threading.BoundedSemaphore(6)
    _open = False

    def __init__(self, pieces: Iterator[bytes]) -> None:
        if not self._places.acquire(blocking=False):
            raise Unavailable(
                "Several clients are pulling everything just now. Nothing is lost; ask again in some seconds.",
                code="too_many_pulls",
            )
        self._pieces = pieces
        self._open = True

    def __next__(self) -> bytes:
        # Rows are small, and each piece costs a change of thread: joined they travel many times faster.
        joined = bytearray()
        for piece in self._pieces:
            joined += piece
            if len(joined) >= _PIECE:
                break
        if not joined:
            self.close()
            raise StopIteration
        return bytes(joined)

    def close(self) -> None:
        """Let go of the rows and of the place; harmless a second time."""
        if self._open:
            self._open = False
            self._places.release()
            if close := getattr(self._pieces, "close", None):
                close()

    def __del__(self) -> None:
        self.close()


def stream(pieces: Iterator[bytes], *, content_type: str, **headers: str) -> StreamingHttpResponse:
    """A response that sends `pieces` as they are made. Pieces must not be empty. Headers: `Content_Language="ko"`."""
    response = StreamingHttpResponse(_Pieces(pieces), content_type=content_type)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response
