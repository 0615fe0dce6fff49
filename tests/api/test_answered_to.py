"""Every answer to a session says whose it is, so that a page may ask before it knows."""

import pytest

from footage.models import Footage
from tests.callers import Caller
from tests.conftest import Cast, token_of

pytestmark = pytest.mark.django_db
HEADER = "X-Signed-In-As"


def opening(film: Footage) -> list[str]:
    """What a page asks for before it knows who is signed in."""
    project = f"projects/{film.project_id}/"
    return [
        *("session/", "session/preferences/", project, f"{project}members/"),
        *(f"footage/{film.id}/", f"footage/{film.id}/coding/"),
    ]


def test_a_session_is_told_whose_it_is(people: Cast, film: Footage, chan: Caller) -> None:
    for path in opening(film):
        answer = chan.get(path)
        assert (answer.status, answer.headers.get(HEADER)) == (200, str(people.chan.user.id)), path


def test_nobody_else_is(people: Cast, film: Footage, chan: Caller) -> None:
    secret, _ = token_of(people.chan, film.project, "read")
    for caller in (Caller.anonymous(), Caller.with_token(secret)):
        for path in opening(film):
            assert HEADER not in caller.get(path).headers, path


def test_a_refusal_is_nobodys(people: Cast, film: Footage, chan: Caller, sasha: Caller) -> None:
    assert HEADER not in sasha.get(f"footage/{film.id}/").headers
    people.chan.user.must_change_password = True
    people.chan.user.save()
    assert HEADER not in chan.get(f"footage/{film.id}/").headers


def test_who_leaves_is_not_named(chan: Caller) -> None:
    assert HEADER not in chan.delete("session/").headers
