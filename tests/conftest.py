"""The cast that every test of rights plays with, and two projects for them to play in."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import ApiToken, Membership, Project, Role, User
from annotator.audit import triggers
from footage.models import Derivative, DerivativeState, Footage, FootageState, Volume, VolumeLink
from footage.timebase import FrameRate, Timebase
from tests.callers import Caller

PASSWORD = "corre-ct-horse-battery"
FILM = b"not a film, but bytes enough to serve a piece of"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes minutes as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


@dataclass(frozen=True)
class Cast:
    """Who there is, for life.

    Lena leads “Two towns”; Chan and Cora code in it; Rhea reads it. Sasha leads “Elsewhere”, where nobody
    else is. Ada administers the installation and is a member of nothing.
    """

    lena: Actor
    chan: Actor
    cora: Actor
    rhea: Actor
    sasha: Actor
    ada: Actor
    towns: Project
    elsewhere: Project


@dataclass(frozen=True)
class Places:
    """Recordings: `film` at 25 fps and `tape` at 29.97 drop-frame in “Two towns”, `foreign` in “Elsewhere”."""

    volume: Volume
    film: Footage
    tape: Footage
    foreign: Footage


def clock(rate: str, frames: int, start: str) -> Timebase:
    """A clock; a `;` in its start timecode makes it a drop-frame one."""
    return Timebase.starting_at(FrameRate.from_text(rate), frames, start, drop_frame=";" in start)


FILM_CLOCK = clock("25", 132_000, "00:17:00:00")
TAPE_CLOCK = clock("30000/1001", 107_892, "01:00:00;00")


def make_footage(project: Project, volume: Volume, title: str, measured: Timebase) -> Footage:
    """A measured recording without media: everything that coding needs of one."""
    return Footage.objects.create(
        project=project,
        volume=volume,
        title=title,
        path=f"{title}.mp4",
        size=len(FILM),
        modified_ns=0,
        sha256=hashlib.sha256(f"{project.id} {title}".encode()).hexdigest(),
        state=FootageState.READY,
        probe={"container": "mp4"},
        rate_num=measured.rate.num,
        rate_den=measured.rate.den,
        frame_count=measured.frames,
        start_frame=measured.start,
        drop_frame=measured.drop_frame,
        has_picture=True,
        has_sound=True,
        playable=True,
    )


@pytest.fixture(autouse=True)
def _forget_sign_in_attempts() -> None:
    """Tries at signing in are counted in the cache, across tests."""
    cache.clear()


@pytest.fixture
def people(db: None) -> Cast:
    """Everybody and the two projects."""
    users = {
        name: User.objects.create(username=name, display_name=name.capitalize(), is_admin=name == "ada")
        for name in ("lena", "chan", "cora", "rhea", "sasha", "ada")
    }
    towns = Project.objects.create(name="Two towns", description="Undercover footage")
    elsewhere = Project.objects.create(name="Elsewhere")
    places = {"lena": Role.LEAD, "chan": Role.CODER, "cora": Role.CODER, "rhea": Role.READER}
    for name, role in places.items():
        Membership.objects.create(project=towns, user=users[name], role=role)
    Membership.objects.create(project=elsewhere, user=users["sasha"], role=Role.LEAD)
    return Cast(**{name: Actor(user) for name, user in users.items()}, towns=towns, elsewhere=elsewhere)


@pytest.fixture
def places(people: Cast, tmp_path: Path) -> Places:
    """Three measured recordings on one drive, whose files hold a few bytes each."""
    volume = Volume.objects.create(name="drive", root=str(tmp_path))
    VolumeLink.objects.create(project=people.towns, volume=volume)
    film = make_footage(people.towns, volume, "film", FILM_CLOCK)
    tape = make_footage(people.towns, volume, "tape", TAPE_CLOCK)
    foreign = make_footage(people.elsewhere, volume, "foreign", FILM_CLOCK)
    for footage in (film, tape, foreign):
        _put_on_drive(footage, tmp_path)
    return Places(volume, film, tape, foreign)


@pytest.fixture
def film(places: Places) -> Footage:
    """132,000 frames at 25 fps from 00:17:00:00, in “Two towns”."""
    return places.film


@pytest.fixture
def lena(people: Cast) -> Caller:
    return Caller.signed_in(people.lena)


@pytest.fixture
def chan(people: Cast) -> Caller:
    return Caller.signed_in(people.chan)


@pytest.fixture
def cora(people: Cast) -> Caller:
    return Caller.signed_in(people.cora)


@pytest.fixture
def rhea(people: Cast) -> Caller:
    return Caller.signed_in(people.rhea)


@pytest.fixture
def sasha(people: Cast) -> Caller:
    return Caller.signed_in(people.sasha)


@pytest.fixture
def ada(people: Cast) -> Caller:
    return Caller.signed_in(people.ada)


@pytest.fixture
def anonymous() -> Caller:
    return Caller.anonymous()


@pytest.fixture
def real_transactions(transactional_db: None) -> Iterator[None]:
    """Commits are real. Afterwards the events go as well, which their own triggers refuse otherwise."""
    yield
    with connection.cursor() as cursor:
        without_triggers(cursor.execute)
        cursor.execute("DELETE FROM audit_event")
        triggers.install(_editor(cursor.execute))


@pytest.fixture
def postgresql(real_transactions: None) -> None:
    """Several writers at the same moment: PostgreSQL only, because SQLite lets one in at a time."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


def without_triggers(execute: Callable[[str], object]) -> None:
    """Let events be changed and deleted, until the transaction is rolled back."""
    triggers.remove(_editor(execute))


def _editor(execute: Callable[[str], object]) -> BaseDatabaseSchemaEditor:
    # Django's own editor for SQLite refuses to work inside a transaction, which these statements do not mind.
    return cast("BaseDatabaseSchemaEditor", SimpleNamespace(connection=connection, execute=execute))


def token_of(actor: Actor, project: Project, *scopes: str, **facts: Any) -> tuple[str, ApiToken]:
    """A token's secret and its row."""
    secret = f"secret of {actor.user.username} {' '.join(scopes)} {ApiToken.objects.count()}".replace(" ", "-")
    token = ApiToken.objects.create(
        membership=Membership.objects.get(project=project, user=actor.user),
        name="test",
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=list(scopes),
        **{"expires_at": timezone.now() + datetime.timedelta(days=1), **facts},
    )
    return secret, token


def make_derivative(footage: Footage, kind: str, state: str = DerivativeState.READY, **facts: Any) -> Derivative:
    """A derivative's row; its file is the test's own business."""
    return Derivative.objects.create(footage=footage, kind=kind, position=0, recipe=1, state=state, **facts)


def _put_on_drive(footage: Footage, drive: Path) -> None:
    file = drive / footage.path
    file.write_bytes(FILM)
    footage.modified_ns = file.stat().st_mtime_ns
    footage.save(update_fields=["modified_ns"])
