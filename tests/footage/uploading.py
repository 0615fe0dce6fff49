"""What the tests of uploads share: asking in the words of tus."""

import base64
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from tests.callers import Answer, Caller

PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def metadata(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()},filetype dmlkZW8vbXA0"


def checksum(data: bytes) -> str:
    return f"sha256 {base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def begin(caller: Caller, project: Any, size: int, name: str = "clip.mp4", **headers: str) -> Answer:
    """Ask for a new upload."""
    sent = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(name), **headers}
    return caller.ask("POST", f"projects/{project.id}/uploads/", headers=sent)


def begun(caller: Caller, project: Any, size: int, name: str = "clip.mp4") -> str:
    """The path of a new upload below the API."""
    answer = begin(caller, project, size, name)
    assert answer.status == 201, answer.body
    return answer.headers["Location"].removeprefix("/api/v1/")


def send(
    caller: Caller, path: str, offset: int, data: bytes, headers: Mapping[str, str] = TUS, kind: str = PIECE
) -> Answer:
    """Send one piece."""
    sent = {"Upload-Offset": str(offset), **headers}
    return caller.ask("PATCH", path, raw=data, headers=sent, content_type=kind)


def offset_of(caller: Caller, path: str) -> int:
    """Where the server is, as the protocol tells it."""
    answer = caller.ask("HEAD", path, headers=TUS)
    assert answer.status == 200, answer.status
    return int(answer.headers["Upload-Offset"])


def sent_whole(caller: Caller, project: Any, data: bytes, name: str = "clip.mp4") -> str:
    """The id of a finished upload."""
    path = begun(caller, project, len(data), name)
    assert send(caller, path, 0, data).status == 204
    return str(uuid.UUID(path.split("/")[1]))


def registration(upload: str, **facts: Any) -> dict[str, Any]:
    """The body that makes a recording of an upload."""
    return {"title": "River", "source": {"upload": upload}, **facts}
