"""Witnesses: pseudonyms that are given out once and say nothing."""

import uuid

import pytest

from coding.models import Witness
from tests.callers import Caller
from tests.coding.making import make_witness
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def witnesses(people: Cast) -> str:
    return f"projects/{people.towns.id}/witnesses/"


def test_the_next_free_letter_is_given_out(chan: Caller, witnesses: str) -> None:
    assert chan.post(witnesses, {}).ok(201)["pseudonym"] == "A"
    assert chan.post(witnesses, {"pseudonym": "C"}).ok(201)["pseudonym"] == "C"
    assert [chan.post(witnesses, {}).ok(201)["pseudonym"] for _ in range(2)] == ["B", "D"]


def test_after_z_comes_aa(chan: Caller, witnesses: str, people: Cast) -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        Witness.objects.create(project=people.towns, pseudonym=letter)

    assert chan.post(witnesses, {}).ok(201)["pseudonym"] == "AA"


def test_projects_give_out_letters_of_their_own(chan: Caller, sasha: Caller, witnesses: str, people: Cast) -> None:
    chan.post(witnesses, {}).ok(201)

    assert sasha.post(f"projects/{people.elsewhere.id}/witnesses/", {}).ok(201)["pseudonym"] == "A"


def test_a_pseudonym_is_used_once(chan: Caller, witnesses: str) -> None:
    first = chan.post(witnesses, {}).ok(201)
    chan.post(witnesses, {"pseudonym": "A"}).refused(409, "already_there")
    second = chan.post(witnesses, {}).ok(201)

    chan.patch(f"witnesses/{second['id']}/", {"pseudonym": "A"}, 1).refused(409, "already_there")
    assert chan.patch(f"witnesses/{first['id']}/", {"pseudonym": "A"}, 7).ok() == first, "it is called so already"


def test_a_change_needs_the_version(chan: Caller, people: Cast) -> None:
    witness = make_witness(people.towns, people.lena, description="A driver")
    path = f"witnesses/{witness.id}/"

    chan.patch(path, {"description": "A cook"}).refused(428, "precondition_missing")
    changed = chan.patch(path, {"description": "A cook", "disclosure": "town only"}, 1).ok()
    assert (changed["version"], changed["pseudonym"], changed["disclosure"]) == (2, "A", "town only")
    chan.patch(path, {"description": "A guard"}, 1).refused(412, "stale_version")


def test_one_made_with_an_id_of_ones_own_is_made_once(chan: Caller, people: Cast) -> None:
    path, body = f"witnesses/{uuid.uuid4()}/", {"project": str(people.towns.id), "description": "A driver"}
    made = chan.put(path, body, create=True).ok(201)

    assert chan.put(path, body, create=True).ok() == made, "the letter given out does not count as another body"
    chan.put(path, {**body, "description": "A cook"}, create=True).refused(412, "stale_version")
    chan.put(path, {**body, "pseudonym": "B"}, create=True).refused(412, "stale_version")
    assert Witness.objects.count() == 1


@pytest.mark.parametrize(
    "body", [{"pseudonym": ""}, {"pseudonym": "x" * 21}, {"name": "Kim"}, {"disclosure": "x" * 101}]
)
def test_a_witness_that_is_none_is_malformed(chan: Caller, witnesses: str, body: dict[str, str]) -> None:
    chan.post(witnesses, body).refused(400, "malformed")
