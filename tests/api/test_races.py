"""The same name given twice in the same moment: one gets it, the other is told, and nobody gets a 500."""

import pytest

from coding.models import Witness
from tests.callers import Caller
from tests.coding.making import make_witness
from tests.coding.test_concurrency import at_once
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("postgresql")

ROUNDS = 6
"""One lucky order proves nothing."""


def test_one_person_is_added_twice_at_once(postgresql: None, people: Cast) -> None:
    lena, again = Caller.signed_in(people.lena), Caller.signed_in(people.lena)
    path = f"projects/{people.towns.id}/members/"

    for n in range(ROUNDS):
        body = {"username": f"new {n}", "role": "coder"}
        answers = at_once(lambda body=body: lena.post(path, body), lambda body=body: again.post(path, body))  # type: ignore[misc]
        assert sorted(answer.status for answer in answers) == [201, 409]


def test_one_new_name_is_added_to_two_projects_at_once(postgresql: None, people: Cast) -> None:
    lena, sasha = Caller.signed_in(people.lena), Caller.signed_in(people.sasha)
    here, there = (f"projects/{project.id}/members/" for project in (people.towns, people.elsewhere))

    for n in range(ROUNDS):
        body = {"username": f"new {n}", "role": "coder"}
        answers = at_once(lambda body=body: lena.post(here, body), lambda body=body: sasha.post(there, body))  # type: ignore[misc]
        assert {answer.status for answer in answers} <= {201, 409}
        assert 201 in {answer.status for answer in answers}


def test_two_witnesses_take_one_name_at_once(postgresql: None, people: Cast) -> None:
    lena, cora = Caller.signed_in(people.lena), Caller.signed_in(people.cora)

    for n in range(ROUNDS):
        one, two = (make_witness(people.towns, people.lena) for _ in range(2))
        body = {"pseudonym": f"X{n}"}
        answers = at_once(
            lambda one=one, body=body: lena.patch(f"witnesses/{one.id}/", body, 1),  # type: ignore[misc]
            lambda two=two, body=body: cora.patch(f"witnesses/{two.id}/", body, 1),  # type: ignore[misc]
        )
        assert sorted(answer.status for answer in answers) == [200, 409]
        assert Witness.objects.filter(project=people.towns, pseudonym=f"X{n}").count() == 1
