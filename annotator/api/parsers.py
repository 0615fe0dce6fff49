"""Reading JSON bodies strictly: what no database could hold, or two readers would read differently, is refused."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """JSON in UTF-8, without NaN, without a key twice, without half characters (lone surrogates)."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            parsed = json.loads(_text(stream), parse_constant=_no_constant, object_pairs_hook=_no_twins)
            json.dumps(parsed, ensure_ascii=False, allow_nan=False).encode("utf-8")
        except UnicodeEncodeError as error:
            raise ParseError("The text holds half of a character (a lone surrogate); nothing was changed.") from error
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not readable JSON: {error}") from error
        return parsed


def _text(stream: IO[bytes]) -> str:
    # DRF hands over the stream itself, past Django's own check of DATA_UPLOAD_MAX_MEMORY_SIZE.
    largest: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise ValueError(f"it has more than {largest // 2**20} MB")
    return data.decode("utf-8-sig")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands in one object twice")
    return found
