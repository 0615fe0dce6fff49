"""A cast for jobs: one project with a lead and a reader, and a stranger; kinds of work that live for one test."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from annotator.accounts.actor import Actor
from annotator.accounts.models import Membership, Project, Role, User
from annotator.jobs import operations, registry
from annotator.jobs.context import JobContext
from annotator.jobs.models import Job
from annotator.queues import Queue


@dataclass(frozen=True)
class Cast:
    """One project and who stands where."""

    project: Project
    lead: Actor
    reader: Actor
    stranger: Actor


@pytest.fixture
def cast(db: None) -> Cast:
    project = Project.objects.create(name="The river")
    lead, reader, stranger = (User.objects.create(username=name) for name in ("lead", "reader", "stranger"))
    Membership.objects.create(project=project, user=lead, role=Role.LEAD)
    Membership.objects.create(project=project, user=reader, role=Role.READER)
    return Cast(project, Actor(lead), Actor(reader), Actor(stranger))


Work = Callable[[JobContext], Mapping[str, object] | None]
Define = Callable[[Work], str]


@pytest.fixture
def ended() -> list[Job]:
    """The jobs whose kind was told that they failed or were cancelled."""
    return []


@pytest.fixture
def define(ended: list[Job]) -> Iterator[Define]:
    """Make a function the handler of a new kind, until the test ends; the kind's name."""
    made: list[str] = []

    def define_kind(work: Work) -> str:
        kind = f"test.{uuid.uuid4()}"
        registry.handler(kind, ended=ended.append)(work)
        made.append(kind)
        return kind

    yield define_kind
    for kind in made:
        del registry._handlers[kind]


def ask(
    kind: str = "test.nothing",
    *,
    project: Project | None = None,
    queue: Queue = Queue.LIGHT,
    patient: bool = False,
) -> Job:
    """A waiting job about a thing of its own."""
    return operations.enqueue(
        project=project, kind=kind, subject_id=uuid.uuid4(), payload={}, queue=queue, patient=patient
    )
