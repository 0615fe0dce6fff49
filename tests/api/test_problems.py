"""Refusals: one shape for all, and nothing of the inside."""

import pytest
from django.test import Client

from annotator.api import problems
from annotator.errors import DomainError
from tests.callers import Caller
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_every_refusal_of_the_domain_has_a_status() -> None:
    assert set(problems.STATUS_OF) == set(DomainError.__subclasses__())


def test_a_refusal_has_every_part_of_a_problem(chan: Caller) -> None:
    problem = chan.get("segments/00000000-0000-0000-0000-000000000000/").refused(404, "not_found")

    assert problem == {
        "type": "urn:annotator:problem:not_found",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "There is nothing here that you may see.",
        "fields": {},
    }


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing/", "/api/v2/projects/", "/api/v1/segments/7/", "/api/"])
def test_an_address_that_is_none_of_ours_is_a_problem_too(chan: Caller, path: str) -> None:
    chan.ask("GET", path).refused(404, "not_found")


def test_an_error_of_ours_says_nothing_of_the_inside(chan: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("/srv/secret/path")

    monkeypatch.setattr("annotator.api.resources.projects.ProjectsView.rows", fail)

    answer = chan.get("projects/")

    answer.refused(500, "internal_error")
    assert b"secret" not in answer.body


def test_a_foreign_host_is_malformed(people: Cast) -> None:
    answer = Caller(Client(raise_request_exception=False)).ask("GET", "session/", headers={"Host": "evil.example"})

    answer.refused(400, "malformed")


def test_nested_fields_are_named_by_their_path(lena: Caller, people: Cast) -> None:
    body = {"title": "x", "source": {"volume": "drive"}}
    problem = lena.post(f"projects/{people.towns.id}/footage/", body).refused(400, "malformed")

    assert list(problem["fields"]) == ["source.path"]


def test_what_is_wrong_with_all_of_a_nested_value_is_named_after_it(lena: Caller, people: Cast) -> None:
    body = {"title": "x", "source": {"volume": "drive", "path": "a.mp4", "upload": str(people.towns.id)}}
    problem = lena.post(f"projects/{people.towns.id}/footage/", body).refused(400, "malformed")

    assert problem["fields"] == {"source": ["Name a volume and a path, or an upload."]}


def test_every_answer_forbids_the_browser_other_hosts(chan: Caller, anonymous: Caller) -> None:
    for answer in (chan.get("projects/"), anonymous.get("projects/"), chan.ask("GET", "/healthz"), chan.get("nothing")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; ")
        assert "http" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
