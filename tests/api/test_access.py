"""Who gets what from every address: `access_matrix.csv` against the running rules.

One line a route and method, one column an actor. Every cell is requested, with a body that is right, on things of
“Two towns”. A route or a method that is missing from the file fails, and so does a line without a route.
"""

import csv
import hashlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver

from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from coding.operations.lines import delete_line
from coding.operations.noise import delete_noise
from coding.operations.segments import delete_segment
from footage import store
from footage.models import Excerpt, Footage, FootageState
from footage.operations import chunking
from footage.operations.uploads import create_upload
from tests.callers import Answer, Caller, frames
from tests.coding.making import make_code, make_line, make_noise, make_segment, make_witness
from tests.conftest import FILM_CLOCK, Cast, Places, make_derivative, make_footage, token_of

pytestmark = pytest.mark.django_db

MATRIX = Path(__file__).with_name("access_matrix.csv")
ACTORS = (
    "anonymous", "stranger", "reader", "coder_own", "coder_other", "lead", "admin",
    "token_read", "token_write", "token_media", "token_elsewhere",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Line(NamedTuple):
    """One line of the matrix."""

    method: str
    route: str
    expected: dict[str, int]


def read_matrix() -> list[Line]:
    with MATRIX.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [Line(row["method"], row["route"], {actor: int(row[actor]) for actor in ACTORS}) for row in rows]


LINES = read_matrix()


class Ask(NamedTuple):
    """One request that would be right for somebody who may."""

    ids: dict[str, Any]
    body: Any = None
    version: int | None = None
    create: bool = False
    file: tuple[str, bytes] | None = None
    headers: dict[str, str] | None = None
    piece: bytes | None = None


class Stage:
    """Everything in “Two towns” that an address can name; what has an owner is Chan's."""

    def __init__(self, people: Cast, places: Places) -> None:
        self.people, self.places = people, places
        film, chan, towns = places.film, people.chan, people.towns
        self.code = make_code(towns, people.lena, "Testimony")
        self.witness = make_witness(towns, people.lena)
        self.segment = make_segment(film, chan, 100, 200)
        self.line = make_line(film, chan, 100, 200, "말", "words")
        self.noise = make_noise(film, chan, 5000, 6000, "suggested")
        self.gone_segment = make_segment(film, chan, 300, 400)
        delete_segment(actor=chan, segment=self.gone_segment, expected_version=1)
        self.gone_line = make_line(film, chan, 300, 400)
        delete_line(actor=chan, line=self.gone_line, expected_version=1)
        self.gone_noise = make_noise(film, chan, 7000, 8000)
        delete_noise(actor=chan, section=self.gone_noise, expected_version=1)
        self.membership = towns.memberships.get(user=people.cora.user)
        self.token = token_of(people.lena, towns, "read")[1]
        self.job = enqueue(project=towns, kind="test.nothing", subject_id=None, payload={}, queue=Queue.LIGHT)
        self.unread = self._unread(film)
        self.copied = self._copied(film)
        self.upload = create_upload(actor=people.lena, project=towns, name="clip.mp4", size=10)
        self._make_media(film)
        self.excerpt = Excerpt.objects.create(
            footage=film, kind="clip", start=1, end=5, created_by=people.lena.user,
            state="ready", file_name="x", size=4,
        )  # fmt: skip
        store.excerpt_file(self.excerpt).write_bytes(b"clip")

    def _unread(self, film: Footage) -> Footage:
        """A recording that could not be read, whose file is in order by now."""
        (Path(self.places.volume.root) / "unread.mp4").write_bytes(b"another recording")
        (Path(self.places.volume.root) / "new.mp4").write_bytes(b"yet another recording")
        return Footage.objects.create(
            project=film.project, volume=film.volume, title="unread", path="unread.mp4", size=1, modified_ns=0,
            state=FootageState.FAILED, error="It was cut short.",
        )  # fmt: skip

    def _copied(self, film: Footage) -> Footage:
        """A recording whose file is gone, and of which a copy lies under another name."""
        copy = Path(self.places.volume.root) / "copy.mp4"
        copy.write_bytes(b"the same recording")
        copied = make_footage(film.project, film.volume, "copied", FILM_CLOCK)
        copied.size, copied.sha256 = copy.stat().st_size, hashlib.sha256(copy.read_bytes()).hexdigest()
        copied.save()
        return copied

    @staticmethod
    def _make_media(film: Footage) -> None:
        folder = store.folder_of(film)
        (folder / "sprites-v1").mkdir(parents=True)
        (folder / "stills").mkdir()
        (folder / "peaks-v1.i8").write_bytes(b"\x00\x01")
        (folder / "sprites-v1" / "0.jpg").write_bytes(b"jpeg")
        (folder / "stills" / "7-1920.jpg").write_bytes(b"jpeg")
        store.chunk_folder(film, 3).mkdir(parents=True)
        (store.chunk_folder(film, 3) / "picture.mp4").write_bytes(b"mp4")
        chunking.add(film, 3)
        make_derivative(film, "proxy", same_as_original=True)
        make_derivative(film, "keyframes", "waiting")
        make_derivative(film, "peaks", file_name="peaks-v1.i8")
        make_derivative(film, "sprites", file_name="sprites-v1", facts={"sheets": 1})
        make_derivative(film, "audio", "failed", error="It could not be made.")


def _span_put(stage: Stage, **more: Any) -> dict[str, Any]:
    return frames(900, 950, footage=str(stage.places.film.id), **more)


TUS = {"Tus-Resumable": "1.0.0"}
SUBTITLES = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"

# What a right request to each line is. `{…}` in a route are filled from `ids`; the rest is the request.
ASKS: dict[tuple[str, str], Callable[[Stage], Ask]] = {
    ("POST", "session/"): lambda s: Ask({}, {"username": "nobody", "password": "wrong"}),
    ("POST", "session/password/"): lambda s: Ask({}, {"old_password": "x", "new_password": "gewittrige-nacht-7"}),
    ("PATCH", "session/preferences/"): lambda _: Ask({}, {"reaction_lag": 200}),
    ("POST", "projects/"): lambda s: Ask({}, {"name": "A third one"}),
    ("PUT", "projects/{record_id}/"): lambda s: Ask({"record_id": s.people.towns.id}, {"name": "Renamed"}, 1),
    ("PATCH", "projects/{record_id}/"): lambda s: Ask({"record_id": s.people.towns.id}, {"name": "Renamed"}, 1),
    ("POST", "projects/{project_id}/members/"): lambda s: Ask({}, {"username": "nina", "role": "coder"}),
    ("PATCH", "members/{record_id}/"): lambda s: Ask({"record_id": s.membership.id}, {"role": "reader"}, 1),
    ("POST", "projects/{project_id}/tokens/"): lambda s: Ask(
        {}, {"name": "R", "scopes": ["read"], "expires_at": "2199-01-01T00:00:00Z"}
    ),
    ("POST", "projects/{project_id}/footage/"): lambda s: Ask(
        {}, {"title": "New", "source": {"volume": "drive", "path": "new.mp4"}}
    ),
    ("POST", "projects/{project_id}/uploads/"): lambda _: Ask({}, headers={**TUS, "Upload-Length": "10"}),
    ("PATCH", "uploads/{record_id}/"): lambda s: Ask(
        {"record_id": s.upload.id}, headers={**TUS, "Upload-Offset": "0"}, piece=b"12345"
    ),
    ("POST", "uploads/{record_id}/"): lambda s: Ask(
        {"record_id": s.upload.id}, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}
    ),
    ("DELETE", "uploads/{record_id}/"): lambda s: Ask({"record_id": s.upload.id}, headers=TUS),
    ("PUT", "footage/{record_id}/"): lambda s: Ask(
        {"record_id": s.places.film.id},
        {"title": "New", "project": str(s.people.towns.id), "source": {"volume": "drive", "path": "film.mp4"}},
        1,
    ),
    ("PATCH", "footage/{record_id}/"): lambda s: Ask({"record_id": s.places.film.id}, {"title": "New"}, 1),
    ("POST", "footage/{record_id}/retry/"): lambda s: Ask({"record_id": s.unread.id}),
    ("POST", "footage/{record_id}/relink/"): lambda s: Ask(
        {"record_id": s.copied.id}, {"source": {"volume": "drive", "path": "copy.mp4"}}
    ),
    ("DELETE", "footage/{record_id}/"): lambda s: Ask({"record_id": s.unread.id}, version=1),
    ("POST", "footage/{record_id}/derivatives/{kind}/retry/"): lambda s: Ask(
        {"record_id": s.places.film.id, "kind": "audio"}
    ),
    ("POST", "footage/{record_id}/derivatives/{kind}/cancel/"): lambda s: Ask(
        {"record_id": s.places.film.id, "kind": "keyframes"}
    ),
    ("POST", "footage/{record_id}/wanted/"): lambda s: Ask({}, {"frame": 400}),
    ("POST", "footage/{footage_id}/excerpts/"): lambda s: Ask({}, frames(10, 20, kind="clip")),
    ("DELETE", "excerpts/{record_id}/"): lambda s: Ask({"record_id": s.excerpt.id}, version=1),
    ("POST", "footage/{footage_id}/segments/"): lambda s: Ask({}, frames(10, 20)),
    ("PUT", "segments/{record_id}/"): lambda s: Ask({"record_id": s.segment.id}, _span_put(s), 1),
    ("PATCH", "segments/{record_id}/"): lambda s: Ask({"record_id": s.segment.id}, {"memo": "seen"}, 1),
    ("POST", "segments/{record_id}/restore/"): lambda s: Ask({"record_id": s.gone_segment.id}),
    ("POST", "segments/{record_id}/review/"): lambda s: Ask({"record_id": s.segment.id}, {"decision": "approve"}),
    ("POST", "projects/{project_id}/codes/"): lambda s: Ask({}, {"name": "Fear"}),
    ("PUT", "codes/{record_id}/"): lambda s: Ask(
        {"record_id": s.code.id}, {"name": "Renamed", "project": str(s.people.towns.id)}, 1
    ),
    ("PATCH", "codes/{record_id}/"): lambda s: Ask({"record_id": s.code.id}, {"name": "Renamed"}, 1),
    ("POST", "codes/{record_id}/move/"): lambda s: Ask({"record_id": s.code.id}, {"parent": None}, 1),
    ("POST", "codes/{record_id}/retire/"): lambda s: Ask({"record_id": s.code.id}),
    ("POST", "codes/{record_id}/restore/"): lambda s: Ask({"record_id": s.code.id}),
    ("POST", "projects/{project_id}/witnesses/"): lambda s: Ask({}, {"description": "A driver"}),
    ("PUT", "witnesses/{record_id}/"): lambda s: Ask(
        {"record_id": s.witness.id}, {"pseudonym": "K", "project": str(s.people.towns.id)}, 1
    ),
    ("PATCH", "witnesses/{record_id}/"): lambda s: Ask({"record_id": s.witness.id}, {"description": "A driver"}, 1),
    ("POST", "footage/{footage_id}/lines/"): lambda s: Ask({}, frames(10, 20, text="말")),
    ("POST", "footage/{footage_id}/lines/import/"): lambda s: Ask({}, {"as": "original"}, file=("a.srt", SUBTITLES)),
    ("PUT", "lines/{record_id}/"): lambda s: Ask({"record_id": s.line.id}, _span_put(s, text="말"), 1),
    ("PATCH", "lines/{record_id}/"): lambda s: Ask({"record_id": s.line.id}, {"text": "말씀"}, 1),
    ("POST", "lines/{record_id}/restore/"): lambda s: Ask({"record_id": s.gone_line.id}),
    ("POST", "lines/{record_id}/revisions/"): lambda s: Ask({"record_id": s.line.id}, {"text": "better"}),
    ("POST", "footage/{footage_id}/noise/"): lambda s: Ask({}, frames(20_000, 20_100)),
    ("PUT", "noise/{record_id}/"): lambda s: Ask({"record_id": s.noise.id}, _span_put(s), 1),
    ("PATCH", "noise/{record_id}/"): lambda s: Ask({"record_id": s.noise.id}, {"reason": "wind"}, 1),
    ("POST", "noise/{record_id}/restore/"): lambda s: Ask({"record_id": s.gone_noise.id}),
    ("POST", "noise/{record_id}/confirm/"): lambda s: Ask({"record_id": s.noise.id}),
    ("POST", "noise/{record_id}/reject/"): lambda s: Ask({"record_id": s.noise.id}),
    ("POST", "footage/{footage_id}/watched/"): lambda s: Ask({}, {"spans": [[0, 100]]}),
    ("DELETE", "members/{record_id}/"): lambda s: Ask({"record_id": s.membership.id}, version=1),
    ("DELETE", "tokens/{record_id}/"): lambda s: Ask({"record_id": s.token.id}, version=1),
    ("DELETE", "segments/{record_id}/"): lambda s: Ask({"record_id": s.segment.id}, version=1),
    ("DELETE", "lines/{record_id}/"): lambda s: Ask({"record_id": s.line.id}, version=1),
    ("DELETE", "noise/{record_id}/"): lambda s: Ask({"record_id": s.noise.id}, version=1),
}

# The thing that `{record_id}` names where the line needs no request of its own, by the route's first word.
RECORDS: dict[str, Callable[[Stage], uuid.UUID]] = {
    "projects": lambda s: s.people.towns.id,
    "members": lambda s: s.membership.id,
    "tokens": lambda s: s.token.id,
    "jobs": lambda s: s.job.id,
    "footage": lambda s: s.places.film.id,
    "excerpts": lambda s: s.excerpt.id,
    "segments": lambda s: s.segment.id,
    "codes": lambda s: s.code.id,
    "witnesses": lambda s: s.witness.id,
    "lines": lambda s: s.line.id,
    "noise": lambda s: s.noise.id,
    "uploads": lambda s: s.upload.id,
}


@pytest.fixture
def stage(people: Cast, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    built = tmp_path / "dist"
    built.mkdir()
    (built / "index.html").write_text("<!doctype html>")
    monkeypatch.setattr(settings, "FRONTEND_DIST", built)
    return Stage(people, places)


def callers(people: Cast) -> dict[str, Caller]:
    """One caller for each column."""
    secrets = {
        "token_read": token_of(people.lena, people.towns, "read")[0],
        "token_write": token_of(people.chan, people.towns, "read", "write")[0],
        "token_media": token_of(people.lena, people.towns, "media")[0],
        "token_elsewhere": token_of(people.sasha, people.elsewhere, "read", "write", "media")[0],
    }
    signed_in = {
        "stranger": people.sasha,
        "reader": people.rhea,
        "coder_own": people.chan,
        "coder_other": people.cora,
        "lead": people.lena,
        "admin": people.ada,
    }
    return {
        "anonymous": Caller.anonymous(),
        **{column: Caller.signed_in(actor) for column, actor in signed_in.items()},
        **{column: Caller.with_token(secret) for column, secret in secrets.items()},
    }


def request(caller: Caller, stage: Stage, line: Line, other_ids: dict[str, Any] | None = None) -> Answer:
    """The line's request, as the caller, about the stage's things or about `other_ids`."""
    cache.clear()  # so that nobody has to wait because of somebody else's tries at signing in
    ask = ASKS.get((line.method, line.route), lambda _: Ask({}))(stage)  # type: ignore[no-untyped-call]
    ids: dict[str, Any] = {
        "project_id": stage.people.towns.id,
        "footage_id": stage.places.film.id,
        "volume_id": stage.places.volume.id,
        "kind": "peaks",
        "sheet": 0,
        "number": 3,
        "track": "picture",
        "frame": 7,
        "path": "nothing.js",
        **ask.ids,
    }
    if "{record_id}" in line.route and "record_id" not in ids:
        ids["record_id"] = RECORDS[line.route.partition("/")[0]](stage)
    ids.update(other_ids or {})
    path = line.route.format(**ids)
    if ask.file:
        form = {**ask.body, "file": SimpleUploadedFile(*ask.file)}
        raw = encode_multipart(BOUNDARY, form)
        return caller.ask(line.method, path, raw=raw, content_type=MULTIPART_CONTENT)
    if ask.piece is not None:
        content_type = "application/offset+octet-stream"
        return caller.ask(line.method, path, raw=ask.piece, headers=ask.headers, content_type=content_type)
    return caller.ask(line.method, path, body=ask.body, version=ask.version, headers=ask.headers)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.method} {line.route}")
def test_everybody_gets_what_the_matrix_says(line: Line, stage: Stage) -> None:
    got = {}
    for actor, caller in callers(stage.people).items():
        with transaction.atomic():
            answer = request(caller, stage, line)
            got[actor] = answer.status
            transaction.set_rollback(True)
        if answer.status >= 400 and line.route.startswith(("projects", "segments", "footage")):
            assert answer.code
    assert got == line.expected


def test_every_route_and_method_stands_in_the_matrix() -> None:
    served = {(method, route) for route, methods in routes() for method in methods}
    listed = [(line.method, line.route) for line in LINES]

    assert len(listed) == len(set(listed)), "a line stands in the matrix twice"
    assert served - set(listed) == set(), "served, and not in the matrix"
    assert set(listed) - served == set(), "in the matrix, and not served"


def test_a_method_that_is_not_offered_is_405_and_options_and_head_are_no_error(stage: Stage) -> None:
    caller = Caller.signed_in(stage.people.lena)
    for route in sorted({line.route for line in LINES}):
        offered = {line.method for line in LINES if line.route == route}
        for method in set(METHODS) - offered:
            assert request(caller, stage, Line(method, route, {})).status == 405, (method, route)
        for method in ("HEAD", "OPTIONS"):
            assert request(caller, stage, Line(method, route, {})).status < 500, (method, route)


def test_an_id_that_is_none_or_nobodys_is_404(stage: Stage) -> None:
    lena, ada = Caller.signed_in(stage.people.lena), Caller.signed_in(stage.people.ada)
    for line in (line for line in LINES if "_id}" in line.route):
        caller = ada if line.route.startswith("volumes") else lena
        for wrong in (uuid.uuid4(), "7", "not-an-id", 2**70):
            ids = dict.fromkeys(("project_id", "footage_id", "record_id", "volume_id"), wrong)
            assert request(caller, stage, line, ids).refused(404, "not_found"), line


def routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address of the server, written as the matrix writes it, with its methods."""
    for route, callback in _patterns(get_resolver().url_patterns, ""):
        yield route.removeprefix("api/v1/") if route.startswith("api/v1/") else f"/{route}", _methods(callback)


def _patterns(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route, pattern.callback


def _readable(pattern: str) -> str:
    """`<uuid:record_id>` as `{record_id}`; the one regular expression is the page of the application."""
    if pattern.startswith("^"):
        return "page"
    parts = pattern.replace(">", "<").split("<")
    return "".join(f"{{{part.partition(':')[2]}}}" if index % 2 else part for index, part in enumerate(parts))


def _methods(callback: Any) -> tuple[str, ...]:
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    if view is None:
        return ("GET",)
    offered = [
        method for method in METHODS if method.lower() in view.http_method_names and hasattr(view, method.lower())
    ]
    takes_no_post = getattr(view, "create_input", "") is None and "POST" in offered
    return tuple(method for method in offered if not (takes_no_post and method == "POST"))
