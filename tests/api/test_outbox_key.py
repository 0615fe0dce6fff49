"""The key of the outbox, and the header that says whose page a request comes from."""

import base64

import pytest
from django.conf import settings

from annotator.accounts.actor import Actor
from annotator.administration.outbox_key import outbox_key
from annotator.errors import NotAllowed
from footage.models import Footage
from tests.callers import Caller, frames
from tests.conftest import PASSWORD, Cast, token_of

pytestmark = pytest.mark.django_db
KEY = "session/outbox-key/"


def test_a_member_gets_32_bytes_that_are_nobody_elses(people: Cast, chan: Caller, cora: Caller) -> None:
    answer = chan.get(KEY)
    key = base64.b64decode(answer.ok()["key"])

    assert answer.json["user"] == str(people.chan.user.id)
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(key) == 32
    assert base64.b64decode(chan.get(KEY).ok()["key"]) == key
    assert base64.b64decode(cora.get(KEY).ok()["key"]) != key


def test_the_key_outlives_the_password_and_not_the_secret(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = outbox_key(actor=people.chan)
    people.chan.user.set_password(PASSWORD)
    people.chan.user.save()

    assert outbox_key(actor=people.chan) == before
    assert settings.SECRET_KEY.encode()[:32] not in before
    monkeypatch.setattr(settings, "SECRET_KEY", "another secret")
    assert outbox_key(actor=people.chan) != before


def test_a_token_never_opens_the_key(people: Cast) -> None:
    secret, token = token_of(people.chan, people.towns, "read", "write", "media")

    Caller.with_token(secret).get(KEY).refused(403, "not_allowed")
    with pytest.raises(NotAllowed):
        outbox_key(actor=Actor(people.chan.user, token))


def test_what_one_members_page_sends_is_never_taken_for_anothers(people: Cast, film: Footage, cora: Caller) -> None:
    path = f"footage/{film.id}/segments/"
    as_chan = {"X-Signed-In-As": str(people.chan.user.id)}
    refusal = cora.ask("POST", path, body=frames(10, 20), headers=as_chan).refused(403, "another_member")

    assert refusal["detail"].startswith("Somebody else has signed in")
    assert cora.get(path).results == []
    cora.ask("GET", KEY, headers=as_chan).refused(403, "another_member")
    as_cora = {"X-Signed-In-As": str(people.cora.user.id)}
    assert cora.ask("POST", path, body=frames(10, 20), headers=as_cora).ok(201)["coder"] == str(people.cora.user.id)
