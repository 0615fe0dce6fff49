"""API tokens: shown once, bound to one project, never wider than their member."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from annotator.accounts.models import ApiToken, Membership, User
from footage.models import Footage
from tests.callers import Caller, create, frames
from tests.conftest import Cast, token_of

pytestmark = pytest.mark.django_db

BODY = {"name": "R", "scopes": ["read", "write"], "expires_at": "2199-01-01T00:00:00Z"}


@pytest.fixture
def tokens(people: Cast) -> str:
    return f"projects/{people.towns.id}/tokens/"


def test_its_secret_is_in_the_answer_to_its_making_only(lena: Caller, tokens: str) -> None:
    made = lena.post(tokens, BODY).ok(201)

    assert Caller.with_token(made["token"]).get("session/").ok()["user"]["username"] == "lena"
    listed = lena.get(tokens).results
    assert [(token["name"], token["scopes"], token["username"]) for token in listed] == [
        ("R", ["read", "write"], "lena")
    ]
    assert "token" not in listed[0]
    assert made["token"] not in str(list(ApiToken.objects.values()))
    assert lena.get(tokens).results[0]["last_used_at"] is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []}, {"scopes": ["admin"]}, {"scopes": "read"}, {"scopes": ["session"]}, {"name": ""},
        {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": None}, {"expires_at": 5}, {"user": "chan"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_none_is_malformed(lena: Caller, tokens: str, wrong: dict[str, Any]) -> None:
    lena.post(tokens, {**BODY, **wrong}).refused(400, "malformed")


@pytest.mark.parametrize("header", ["Token", "Token ", "Token x", "Token a b", "token x", "Token " + "x" * 5000])
def test_a_bad_token_is_401_and_never_falls_back_to_the_session(chan: Caller, header: str) -> None:
    answer = chan.ask("GET", "projects/", headers={"Authorization": header})

    answer.refused(401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Token"


def test_it_opens_nothing_once_it_is_withdrawn(lena: Caller, tokens: str) -> None:
    made = lena.post(tokens, BODY).ok(201)
    program = Caller.with_token(made["token"])
    program.get("projects/").ok()

    assert lena.delete(f"tokens/{made['id']}/", 1).status == 204
    program.get("projects/").refused(401, "not_signed_in")
    assert lena.get(tokens).results[0]["revoked_at"] is not None


@pytest.mark.parametrize("reason", ["expired", "left", "closed"])
def test_it_opens_nothing_once_it_or_its_member_has_gone(people: Cast, reason: str) -> None:
    expires = timezone.now() + datetime.timedelta(seconds=-1 if reason == "expired" else 60)
    secret, _ = token_of(people.chan, people.towns, "read", expires_at=expires)
    if reason == "left":
        Membership.objects.get(project=people.towns, user=people.chan.user).delete()
    if reason == "closed":
        User.objects.filter(pk=people.chan.user.pk).update(is_active=False)

    Caller.with_token(secret).get("projects/").refused(401, "not_signed_in")


def test_it_is_bound_to_its_project_whatever_else_its_member_may(people: Cast, film: Footage) -> None:
    Membership.objects.create(project=people.elsewhere, user=people.chan.user, role="lead")
    program = Caller.with_token(token_of(people.chan, people.elsewhere, "read", "write", "media")[0])

    assert [project["name"] for project in program.get("projects/").results] == ["Elsewhere"]
    program.get(f"projects/{people.towns.id}/").refused(404, "not_found")
    create(program, film, frames(0, 1)).refused(404, "not_found")


def test_it_never_may_more_than_its_member(people: Cast, film: Footage, lena: Caller) -> None:
    program = Caller.with_token(token_of(people.rhea, people.towns, "read", "write", "media")[0])

    create(program, film, frames(0, 1)).refused(403, "not_allowed")
    program.get(f"projects/{people.towns.id}/audit/").refused(403, "not_allowed")


def test_what_it_writes_says_so_in_the_trail(people: Cast, film: Footage, lena: Caller) -> None:
    secret, token = token_of(people.chan, people.towns, "read", "write")
    create(Caller.with_token(secret), film, frames(0, 1)).ok(201)

    event = lena.get(f"projects/{people.towns.id}/audit/").results[0]
    assert (event["actor_name"], event["token"]) == ("chan", str(token.id))


def test_it_needs_no_csrf_cookie_and_gets_no_session(people: Cast, film: Footage) -> None:
    program = Caller.with_token(token_of(people.chan, people.towns, "read", "write")[0])

    made = create(program, film, frames(0, 1))
    assert made.status == 201
    assert not made.response.cookies
