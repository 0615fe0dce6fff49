"""Reading headers and bodies: ranges, preconditions, strict JSON."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from annotator.api.parsers import StrictJSONParser
from annotator.api.preconditions import creates, expected_version
from annotator.api.ranges import ByteRange, parse_range
from annotator.errors import Malformed, PreconditionMissing


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-", (0, 1000)), ("bytes=0-0", (0, 1)), ("bytes=999-", (999, 1000)), ("bytes=500-9999", (500, 1000)),
        ("bytes=-1", (999, 1000)), ("bytes=-9999", (0, 1000)), (" bytes=1-2 ", (1, 3)),
        ("bytes=-", None), ("bytes=2-1", None), ("bytes=0-1,3-4", None), ("seconds=0-1", None), ("bytes=a-b", None),
        ("bytes=" + "9" * 20 + "-", None), ("", None),
    ],
)  # fmt: skip
def test_a_range_is_one_range_or_is_ignored(header: str, wanted: tuple[int, int] | None) -> None:
    assert parse_range(header, 1000) == (ByteRange(*wanted) if wanted else None)


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_outside_the_file_cannot_be_satisfied(header: str, size: int) -> None:
    with pytest.raises(ValueError, match=r"empty suffix|beyond the end"):
        parse_range(header, size)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_a_range_never_leaves_the_file(first: int, last: int, size: int) -> None:
    try:
        found = parse_range(f"bytes={first}-{last}", size)
    except ValueError:
        assert first >= size
        return
    if first > last:
        assert found is None
    else:
        assert found is not None
        assert list(range(*found)) == list(range(size))[first : last + 1]


def asking(**headers: str) -> Request:
    request = APIRequestFactory().get("/")
    request.META.update(headers)
    return Request(request)


@pytest.mark.parametrize(("header", "version"), [('"1"', 1), ('W/"3"', 3), (' "42" ', 42), ('"0"', 0)])
def test_if_match_names_one_version(header: str, version: int) -> None:
    assert expected_version(asking(HTTP_IF_MATCH=header)) == version


@pytest.mark.parametrize("header", ["1", "*", "", '"', '"a"', '"1","2"', '"1234567890"', '"-1"', '"1.0"'])
def test_any_other_if_match_is_malformed(header: str) -> None:
    with pytest.raises(Malformed):
        expected_version(asking(HTTP_IF_MATCH=header))


def test_no_precondition_is_missing_and_if_none_match_takes_a_star() -> None:
    with pytest.raises(PreconditionMissing):
        expected_version(asking())
    assert creates(asking(HTTP_IF_NONE_MATCH="*"))
    assert not creates(asking())
    with pytest.raises(Malformed):
        creates(asking(HTTP_IF_NONE_MATCH='"1"'))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(JSON, st.booleans())
def test_json_comes_through_as_it_was(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode()

    assert StrictJSONParser().parse(io.BytesIO(body)) == value
    assert StrictJSONParser().parse(io.BytesIO(b"\xef\xbb\xbf" + body)) == value


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"NaN", b"[-Infinity]", b"1e999", b'{"a":1,"a":1}', b'[{"b":{"a":1,"a":2}}]', b'"\\ud800"', b"\xff",
     '{"a": 1}'.encode("utf-16"), b"[" * 100_000, b"9" * 5000],
    ids=range(12),
)  # fmt: skip
def test_what_two_readers_would_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        StrictJSONParser().parse(io.BytesIO(body))
