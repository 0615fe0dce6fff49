"""Asking for work, sending it, and calling it off."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from annotator.audit.models import Event
from annotator.celery import app
from annotator.errors import NotAllowed, NotVisible, RuleBroken
from annotator.jobs import leases, operations
from annotator.jobs.models import Job
from annotator.queues import Queue
from tests.jobs.conftest import Cast, Define, ask

pytestmark = pytest.mark.django_db

PRECISION = timedelta(milliseconds=1)
"""Of the times that SQLite gives."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was sent to the broker: (id of the job, queue)."""
    messages: list[tuple[str, str]] = []

    def send(_name: str, *, args: list[str], queue: str, **_: Any) -> None:
        messages.append((args[0], queue))

    monkeypatch.setattr(app, "send_task", send)
    return messages


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise BrokerError("Connection refused")

    monkeypatch.setattr(app, "send_task", refuse)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_after_the_commit_and_not_before(sent: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        job = ask(queue=Queue.HEAVY)
        assert sent == []

    assert sent == [(str(job.pk), "heavy")]
    job.refresh_from_db()
    assert job.sends == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_asked_for(sent: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)

    assert sent == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_nobody(no_broker: None) -> None:
    job = ask()

    job.refresh_from_db()
    assert (job.state, job.sends) == ("waiting", 0)
    assert list(Job.objects.unclaimed()) == [job]


def test_the_same_work_is_not_asked_for_twice_until_it_has_ended() -> None:
    subject = uuid.uuid4()

    def again() -> Job:
        return operations.enqueue(project=None, kind="a", subject_id=subject, payload={}, queue=Queue.LIGHT)

    first = again()
    assert again() == first
    held = leases.claim(first.pk)
    assert held is not None
    assert again() == first
    leases.succeed(held, {})
    assert again() != first


def test_work_about_nothing_may_wait_many_times_over() -> None:
    jobs = {
        operations.enqueue(project=None, kind="a", subject_id=None, payload={}, queue=Queue.LIGHT) for _ in range(2)
    }

    assert len(jobs) == 2


def test_unclaimed_jobs_are_sent_again_later_each_time(sent: list[tuple[str, str]]) -> None:
    job = ask()
    for pause in (5, 10, 20, 40, 80, 160, 320, 600, 600):
        Job.objects.filter(pk=job.pk).update(resend_at=None)
        before = timezone.now() - PRECISION
        assert operations.resend() == 1
        after = timezone.now()
        assert operations.resend() == 0
        job.refresh_from_db()
        assert job.resend_at is not None
        assert before <= job.resend_at - timedelta(seconds=pause) <= after


def test_one_round_sends_at_most_fifty_and_those_never_sent_first(sent: list[tuple[str, str]]) -> None:
    overdue = ask()
    Job.objects.filter(pk=overdue.pk).update(resend_at=Now(), sends=3)
    new = [ask() for _ in range(60)]

    assert operations.resend() == 50
    assert [job_id for job_id, _ in sent] == [str(job.pk) for job in new[:50]]
    assert operations.resend() == 11
    assert sent[-1] == (str(overdue.pk), "light")


def test_a_queue_that_nobody_works_on_keeps_no_other_waiting(sent: list[tuple[str, str]]) -> None:
    for _ in range(60):
        ask(queue=Queue.BULK)
    lost = ask()
    Job.objects.filter(pk=lost.pk).update(resend_at=Now(), sends=3)

    operations.resend()

    assert (str(lost.pk), "light") in sent


def test_a_patient_job_that_somebody_asks_for_alone_is_patient_no_longer() -> None:
    subject = uuid.uuid4()

    def again(*, patient: bool) -> Job:
        return operations.enqueue(
            project=None, kind="a", subject_id=subject, payload={}, queue=Queue.BULK, patient=patient
        )

    patient = again(patient=True)
    assert again(patient=False) == patient
    again(patient=True)
    patient.refresh_from_db()
    assert not patient.patient


def test_a_round_ends_when_the_broker_is_away(no_broker: None) -> None:
    ask()

    assert operations.resend() == 0


def test_a_waiting_job_is_cancelled_at_once(cast: Cast, define: Define, ended: list[Job]) -> None:
    job = ask(define(lambda _context: None), project=cast.project)

    operations.cancel_job(actor=cast.lead, job=job)

    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert ended == [job]
    event = Event.objects.get(object_id=job.pk)
    assert (event.action, event.actor) == ("job.cancel", cast.lead.user)


def test_a_running_job_is_marked_and_goes_on_until_its_worker_sees_it(cast: Cast) -> None:
    job = ask(project=cast.project)
    leases.claim(job.pk)

    operations.cancel_job(actor=cast.lead, job=job)

    assert (job.state, job.cancel_requested) == ("running", True)


def test_a_job_that_has_ended_cannot_be_cancelled(cast: Cast) -> None:
    job = ask(project=cast.project)
    operations.cancel_job(actor=cast.lead, job=job)

    with pytest.raises(RuleBroken, match="ended already"):
        operations.cancel_job(actor=cast.lead, job=job)


def test_a_reader_may_not_cancel_and_a_stranger_sees_nothing(cast: Cast) -> None:
    job = ask(project=cast.project)

    with pytest.raises(NotAllowed):
        operations.cancel_job(actor=cast.reader, job=job)
    with pytest.raises(NotVisible):
        operations.cancel_job(actor=cast.stranger, job=job)

    job.refresh_from_db()
    assert job.state == "waiting"
    assert list(Job.objects.visible_to(cast.reader)) == [job]
    assert not Job.objects.visible_to(cast.stranger).exists()


def test_work_on_the_installation_itself_is_nobodys_to_see_or_cancel(cast: Cast) -> None:
    job = ask(project=None)

    with pytest.raises(NotVisible):
        operations.cancel_job(actor=cast.lead, job=job)
    assert not Job.objects.visible_to(cast.lead).exists()
