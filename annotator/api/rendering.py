"""How answers are written."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class JsonRenderer(JSONRenderer):
    """JSON in UTF-8, by a library that writes thousands of rows in a tenth of the time of Python's own.

    Trap: bytes, decimals, lengths of time and dataclasses are written in its own way, and a number that is none as
    null, where REST framework has other ways or refuses. Answers have none of these in them.
    """

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else _JSON.encode(data)


def _plainer(value: Any) -> Any:
    """What the library does not know: text of a class of its own, and what REST framework knows besides."""
    return str.__str__(value) if isinstance(value, str) else _REST.default(value)


_REST = JSONEncoder()
_JSON = msgspec.json.Encoder(enc_hook=_plainer)
