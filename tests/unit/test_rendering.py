"""How answers are written: what differs from Python's own encoder, and what must not."""

import datetime
import json
import uuid
from typing import Any

import pytest
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import Serializer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from annotator.api.rendering import JsonRenderer
from coding.models.segments import Basis

_SHAPE = Serializer[Any]()
PLAIN: list[Any] = [
    *(None, True, 0, -1, 2**63, "", "물 \U0001f4a7", 0.1, 1e22),
    {"a": [1, (2, 3)], "b": {}},
    ReturnDict({"a": 1}, serializer=_SHAPE),
    ReturnList([1], serializer=_SHAPE),
    Basis.BOTH,
    SafeString(""),
    SafeString("<b>"),
    ErrorDetail("Too long.", code="max_length"),
    lazystr("later"),
    uuid.UUID(int=7),
    datetime.datetime(2026, 3, 1, 12, 0, 0, 120_000, tzinfo=datetime.UTC),
    datetime.date(2026, 3, 1),
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: f"{type(value).__name__} {value!r:.20}")
def test_what_answers_are_made_of_reads_as_it_did(value: Any) -> None:
    ours, theirs = JsonRenderer().render({"x": value}), JSONRenderer().render({"x": value})

    assert json.loads(ours) == json.loads(theirs)


def test_text_is_written_as_it_is_and_nothing_as_nothing() -> None:
    assert JsonRenderer().render({"text": "물"}) == '{"text":"물"}'.encode()
    assert JsonRenderer().render(None) == b""


def test_what_nobody_can_write_is_an_error() -> None:
    with pytest.raises(TypeError):
        JsonRenderer().render({"x": object()})
