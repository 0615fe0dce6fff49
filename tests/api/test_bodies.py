"""Bodies and query strings that are not understood, and text that must come back as it was."""

import json
import os
from pathlib import Path

import pytest

from coding.models import Segment
from footage.models import Footage
from tests.callers import Caller, create, frames
from tests.coding.making import make_segment
from tests.conftest import Cast, token_of

pytestmark = pytest.mark.django_db

BLNS = Path(os.environ.get("ANNOTATOR_SAMPLES", "../shared/samples")) / "hostile" / "blns" / "blns.json"


@pytest.fixture
def segment(film: Footage, people: Cast) -> Segment:
    return make_segment(film, people.chan, 100, 200, memo="first")


class TestBodies:
    """What is not understood is refused, with a sentence and without a change."""

    @pytest.mark.parametrize(
        "raw",
        [
            b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe{", b"{}",
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": NaN}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": Infinity}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": 1e999}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "\\ud800"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "a\\u0000b"}',
            b'{"start": {"frame": 1}, "start": {"frame": 1}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1, "frame": 1}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "coder": "x"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "status": "approved"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "basis": "smell"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": "x"}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": [1]}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "codes": [null]}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": {}}',
            b'{"start": {"frame": ' + b"9" * 5000 + b'}, "end": {"frame": 2}}',
            b'{"start": {"frame": 1}, "end": {"frame": 2}, "memo": "' + b"x" * 20_001 + b'"}',
            b"[" * 100_000,
        ],
        ids=range(24),
    )  # fmt: skip
    def test_a_body_that_is_none_is_malformed(self, chan: Caller, film: Footage, raw: bytes) -> None:
        chan.ask("POST", f"footage/{film.id}/segments/", raw=raw).refused(400, "malformed")
        assert not Segment.objects.exists()

    def test_a_body_of_more_than_ten_megabytes_is_not_read(self, chan: Caller, film: Footage, people: Cast) -> None:
        raw = json.dumps(frames(1, 2, memo="x" * 11_000_000)).encode()
        program = Caller.with_token(token_of(people.chan, people.towns, "read", "write")[0])

        for caller in (chan, program):
            problem = caller.ask("POST", f"footage/{film.id}/segments/", raw=raw).refused(400, "malformed")
            assert "more than 10 MB" in problem["detail"]

    def test_another_kind_of_body_is_415(self, chan: Caller, film: Footage) -> None:
        answer = chan.ask("POST", f"footage/{film.id}/segments/", raw=b"a=1", content_type="text/plain")

        assert (answer.status, answer.headers["Content-Type"]) == (415, "application/problem+json")

    def test_unknown_query_parameters_are_malformed(self, chan: Caller, segment: Segment, film: Footage) -> None:
        path = f"segments/{segment.id}/"
        chan.get(path, verbose=1).refused(400, "malformed")
        chan.patch(path, {"memo": "x"}, 1, force=1).refused(400, "malformed")
        create(chan, film, frames(0, 1), sanp="nearest").refused(400, "malformed")
        chan.post(f"{path}review/", {"decision": "approve"}, now=1).refused(400, "malformed")
        chan.ask("DELETE", path, version=1, query={"hard": 1}).refused(400, "malformed")
        chan.get(path).ok()

    def test_a_memo_keeps_every_character_of_the_naughty_strings(self, chan: Caller, film: Footage) -> None:
        if not BLNS.is_file():
            pytest.skip(f"no samples: {BLNS} is not there")
        texts: list[str] = json.loads(BLNS.read_text("utf-8"))
        assert len(texts) > 480
        for first in range(0, len(texts), 10):
            memo = "\n".join(texts[first : first + 10])
            made = create(chan, film, frames(0, 1, memo=memo)).ok(201)
            assert made["memo"] == memo
            assert Segment.objects.get(pk=made["id"]).memo == memo
            wanted = max(texts[first : first + 10], key=len)[:1000]
            found = chan.get(f"footage/{film.id}/segments/", text=wanted, page_size=1000).results
            assert made["id"] in {row["id"] for row in found}, wanted
