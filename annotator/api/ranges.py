"""Files with `Range`: what a video element needs to seek. Django's FileResponse ignores the header."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from annotator.api.streaming import stream
from annotator.errors import Unavailable

_PIECE = 1024 * 1024
_RANGE = re.compile(r"^bytes=(\d{0,19})-(\d{0,19})$")


class ByteRange(NamedTuple):
    """Bytes `start` to `end` of a file, `end` exclusive."""

    start: int
    end: int


def parse_range(header: str, size: int) -> ByteRange | None:
    """The one range that `header` asks for (RFC 9110, section 14).

    None means that the header is to be ignored (another unit, several ranges, nonsense) and the whole file sent.
    Raises ValueError when the range lies outside a file of `size` bytes (416).
    """
    match = _RANGE.match(header.strip())
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise ValueError("empty suffix")
        return ByteRange(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise ValueError("beyond the end")
    return ByteRange(int(first), min(size, int(last) + 1) if last else size)


# Media of witnesses: kept in the browser's memory for seeking, never on its disk, never by a proxy.
NEVER_STORED = "private, no-store"
FOR_EVER = "public, max-age=31536000, immutable"


def file_response(
    request: HttpRequest, file: Path | int, *, content_type: str, etag: str, cache_control: str = NEVER_STORED
) -> HttpResponseBase:
    """The file at a path that is no link, or behind a descriptor, or the part of it that the request asks for.

    `etag` (without quotes) must change whenever the content does: `If-Range` compares it. The file is opened once and
    read from that handle, so a file replaced meanwhile is never mixed. A descriptor is closed at the end of it all.
    Raises Unavailable when it cannot be opened, nor, where it is short, be read.
    """
    try:
        pieces = FilePieces(file)
    except OSError as error:
        raise _unreachable() from error
    wanted = request.headers.get("Range", "")
    part: ByteRange | None = None
    if wanted and request.headers.get("If-Range") in {None, f'"{etag}"'}:
        try:
            part = parse_range(wanted, pieces.size)
        except ValueError:
            pieces.close()
            return HttpResponse(
                status=416, headers={"Content-Range": f"bytes */{pieces.size}", "Accept-Ranges": "bytes"}
            )
    pieces.narrow(part or ByteRange(0, pieces.size))
    _let_go_of_the_database()
    length = pieces.span.end - pieces.span.start
    if request.method == "HEAD":
        pieces.narrow(ByteRange(0, 0))  # the server would read the whole file only to throw it away
    response = _response(pieces, content_type)
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{pieces.size}"
    response.headers["Content-Length"] = str(length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = cache_control
    return response


def _response(pieces: "FilePieces", content_type: str) -> HttpResponseBase:
    """What is short is read at once: each piece that is sent by itself costs two changes of thread."""
    if pieces.span.end - pieces.span.start <= _PIECE:
        return HttpResponse(_all_of(pieces), content_type=content_type)
    return stream(pieces, content_type=content_type)


def _all_of(pieces: "FilePieces") -> bytes:
    try:
        content = b"".join(pieces)
    except OSError as error:
        raise _unreachable() from error
    finally:
        pieces.close()
    if len(content) != pieces.span.end - pieces.span.start:
        raise _unreachable()  # cut short since it was opened
    return content


def _unreachable() -> Unavailable:
    return Unavailable("This file is not reachable just now (is its drive connected?). Nothing is lost.")


def _let_go_of_the_database() -> None:
    """Give the connection back now; Django does so only once everything is sent.

    A film that somebody has paused is being sent for hours, and twenty of them would keep the whole pool.
    """
    if not connection.in_atomic_block:
        close_old_connections()


class FilePieces(Iterator[bytes]):
    """The bytes of one open file, piece by piece; `pread`, so that the position belongs to this reader alone."""

    _open = False

    def __init__(self, file: Path | int) -> None:
        if isinstance(file, Path):
            file = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self._descriptor = file
        self._open = True
        self.size = os.fstat(self._descriptor).st_size
        self.narrow(ByteRange(0, self.size))

    def narrow(self, span: ByteRange) -> None:
        """Read `span` only."""
        self.span = span
        self._position = span.start

    def __next__(self) -> bytes:
        piece = b""
        if self._open and self._position < self.span.end:
            piece = os.pread(self._descriptor, min(_PIECE, self.span.end - self._position), self._position)
        if not piece:
            self.close()
            raise StopIteration
        self._position += len(piece)
        return piece

    def close(self) -> None:
        """Let go of the file; harmless a second time."""
        if self._open:
            self._open = False
            os.close(self._descriptor)

    def __del__(self) -> None:
        self.close()
