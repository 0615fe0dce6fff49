"""Signing in and out, and the password that was made for somebody."""

import pytest
from django.test import Client

from annotator.accounts.models import Membership, User
from annotator.administration.operations import create_account
from annotator.errors import AlreadyThere
from tests.callers import Caller
from tests.conftest import PASSWORD, Cast, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chan_has_a_password(people: Cast) -> User:
    people.chan.user.set_password(PASSWORD)
    people.chan.user.save()
    return people.chan.user


def sign_in(caller: Caller, username: str, password: str, **headers: str) -> int:
    body = {"username": username, "password": password}
    return caller.ask("POST", "session/", body=body, headers=headers).status


def test_signing_in_says_who_one_is_and_sets_both_cookies(chan_has_a_password: User, anonymous: Caller) -> None:
    answer = anonymous.post("session/", {"username": "chan", "password": PASSWORD})

    assert answer.ok()["user"] == {
        "id": str(chan_has_a_password.id),
        "username": "chan",
        "display_name": "Chan",
        "admin": False,
        "must_change_password": False,
    }
    assert {"sessionid", "csrftoken"} <= set(answer.response.cookies)
    assert anonymous.get("session/").ok() == answer.json


def test_who_am_i_is_401_without_credentials(anonymous: Caller) -> None:
    answer = anonymous.get("session/")

    answer.refused(401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(("name", "password"), [("chan", "wrong"), ("nobody", PASSWORD), ("Chan ", PASSWORD + " ")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    chan_has_a_password: User, anonymous: Caller, name: str, password: str
) -> None:
    answer = anonymous.post("session/", {"username": name, "password": password})

    assert answer.refused(401, "not_signed_in")["detail"] == "The name or the password is not right."


def test_an_account_that_was_closed_signs_in_no_more(chan_has_a_password: User, anonymous: Caller) -> None:
    User.objects.filter(pk=chan_has_a_password.pk).update(is_active=False)

    assert sign_in(anonymous, "chan", PASSWORD) == 401


def test_signing_out_ends_the_session(chan: Caller) -> None:
    assert chan.delete("session/").status == 204
    assert chan.get("session/").status == 401
    assert chan.delete("session/").status == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_page_of_another_origin_cannot_sign_anybody_in(
    chan_has_a_password: User, anonymous: Caller, origin: str
) -> None:
    answer = anonymous.ask(
        "POST", "session/", body={"username": "chan", "password": PASSWORD}, headers={"Origin": origin}
    )

    answer.refused(403, "foreign_origin")
    assert sign_in(anonymous, "chan", PASSWORD, Origin="http://testserver") == 200


def test_a_browser_that_does_not_echo_its_csrf_cookie_may_read_and_not_write(
    chan_has_a_password: User, people: Cast
) -> None:
    caller = Caller(Client(enforce_csrf_checks=True, raise_request_exception=False))
    assert sign_in(caller, "chan", PASSWORD) == 200

    assert caller.get("projects/").status == 200
    caller.post("projects/", {"name": "New"}).refused(403, "csrf_refused")
    caller.headers["X-CSRFToken"] = caller.client.cookies["csrftoken"].value
    caller.post("projects/", {"name": "New"}).ok(201)


def test_the_eleventh_try_in_a_minute_has_to_wait(chan_has_a_password: User, anonymous: Caller) -> None:
    tries = [sign_in(anonymous, "chan", "wrong", **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(11)]

    assert tries == [401] * 10 + [429]
    assert sign_in(anonymous, "lena", "wrong") == 401, "another name is not held up"
    waiting = anonymous.post("session/", {"username": "chan", "password": PASSWORD})
    assert waiting.status == 429
    assert 0 < int(waiting.headers["Retry-After"]) <= 61


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "chan"},
        [],
        "chan",
        None,
        {"username": "chan", "password": ["x"]},
        {"username": {}, "password": "x"},
    ],
)
def test_a_body_that_is_no_sign_in_is_malformed(people: Cast, anonymous: Caller, body: object) -> None:
    anonymous.ask("POST", "session/", body=body).refused(400, "malformed")


def test_the_longest_name_is_only_a_wrong_name(people: Cast, anonymous: Caller) -> None:
    assert sign_in(anonymous, "북" * 150, "x") == 401
    assert sign_in(anonymous, "x" * 151, "x") == 400


class TestAPasswordThatWasMadeForSomebody:
    """Until it is replaced it opens nothing but the way to replace it."""

    @pytest.fixture
    def new(self, people: Cast) -> Caller:
        user = create_account(username="nina", password=PASSWORD, must_change_password=True)
        Membership.objects.create(project=people.towns, user=user, role="coder")
        caller = Caller.anonymous()
        assert sign_in(caller, "nina", PASSWORD) == 200
        return caller

    def test_it_opens_nothing_else(self, new: Caller, people: Cast) -> None:
        assert new.get("session/").ok()["user"]["must_change_password"] is True
        new.get("projects/").refused(403, "password_change_required")
        new.get(f"projects/{people.towns.id}/").refused(403, "password_change_required")

    def test_it_is_replaced_and_then_everything_is_open(self, new: Caller) -> None:
        changed = new.post("session/password/", {"old_password": PASSWORD, "new_password": "gewittrige-nacht-7"})

        assert changed.ok()["user"]["must_change_password"] is False
        assert new.get("projects/").status == 200, "one's own session goes on"
        assert sign_in(Caller.anonymous(), "nina", PASSWORD) == 401
        assert sign_in(Caller.anonymous(), "nina", "gewittrige-nacht-7") == 200

    def test_every_other_session_ends(self, new: Caller) -> None:
        other = Caller.anonymous()
        sign_in(other, "nina", PASSWORD)
        new.post("session/password/", {"old_password": PASSWORD, "new_password": "gewittrige-nacht-7"}).ok()

        assert other.get("session/").status == 401

    @pytest.mark.parametrize(
        ("old", "chosen"),
        [("wrong", "gewittrige-nacht-7"), (PASSWORD, "short"), (PASSWORD, "password123"), (PASSWORD, PASSWORD)],
    )
    def test_a_bad_choice_changes_nothing(self, new: Caller, old: str, chosen: str) -> None:
        new.post("session/password/", {"old_password": old, "new_password": chosen}).refused(400, "malformed")
        assert sign_in(Caller.anonymous(), "nina", PASSWORD) == 200

    def test_a_token_cannot_change_it(self, people: Cast) -> None:
        secret, _ = token_of(people.chan, people.towns, "read", "write", "media")
        body = {"old_password": PASSWORD, "new_password": "gewittrige-nacht-7"}

        Caller.with_token(secret).post("session/password/", body).refused(403, "not_allowed")
        Caller.with_token(secret).delete("session/").refused(403, "not_allowed")


def test_names_that_differ_in_case_only_are_one_account_in_any_script(anonymous: Caller, people: Cast) -> None:
    create_account(username="Лена", password=PASSWORD)
    with pytest.raises(AlreadyThere):
        create_account(username="лена", password=PASSWORD)
    assert anonymous.post("session/", {"username": "ЛЕНА", "password": PASSWORD}).ok()["user"]["username"] == "Лена"
