"""However a handler ends, its job ends too, or goes on elsewhere."""

import errno
import threading
import time
import uuid

import pytest
from django.db import OperationalError
from pytest_django import Settings

from annotator.celery import app
from annotator.errors import DomainError
from annotator.jobs import context as contexts
from annotator.jobs import leases, operations
from annotator.jobs.context import JobContext
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.queues import Queue
from tests.jobs.conftest import Define, ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease's thread looks often, so that a test waits milliseconds for what takes a second in the product."""
    monkeypatch.setattr(contexts, "LOOK_EVERY", 0.02)


def done(job: Job, shutdown: threading.Event | None = None) -> Job:
    """Run the job here and now; its row afterwards."""
    run(job.pk, shutdown or threading.Event())
    job.refresh_from_db()
    return job


def until_stopped(context: JobContext) -> None:
    """Work until told to stop; a test that never is fails by its own time limit."""
    while True:
        context.check()
        time.sleep(0.01)


def test_what_a_handler_returns_becomes_the_result(define: Define) -> None:
    job = done(ask(define(lambda context: {"about": str(context.subject_id)})))

    assert (job.state, job.progress, job.lease) == ("succeeded", 1.0, None)
    assert job.result == {"about": str(job.subject_id)}


def test_a_refusal_ends_the_job_with_its_sentence(define: Define, ended: list[Job]) -> None:
    def refuse(_context: JobContext) -> None:
        raise DomainError("This file holds no picture. The original is untouched.")

    job = done(ask(define(refuse)))

    assert (job.state, job.error) == ("failed", "This file holds no picture. The original is untouched.")
    assert ended == [job]


def test_an_accident_ends_the_job_with_a_sentence_that_tells_nothing_inside(
    define: Define, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_context: JobContext) -> None:
        raise KeyError("internal detail")

    job = done(ask(define(stumble)))

    assert job.state == "failed"
    assert "internal detail" not in job.error
    assert str(job.pk) in job.error
    assert "internal detail" in caplog.text


def test_a_full_disk_is_called_that(define: Define) -> None:
    def fill(_context: JobContext) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert done(ask(define(fill))).error.startswith("The disk is full.")


def test_a_kind_that_nobody_knows_fails_with_a_sentence() -> None:
    job = done(ask("test.unknown"))

    assert job.state == "failed"
    assert "does not know how to do “test.unknown”" in job.error


def test_a_running_job_stops_when_it_is_cancelled(define: Define, ended: list[Job]) -> None:
    def cancelled_midway(context: JobContext) -> None:
        # What `cancel_job` writes; that leaves an event too, which no test that empties the tables can delete.
        Job.objects.filter(pk=context.job.pk).update(cancel_requested=True)
        until_stopped(context)

    job = done(ask(define(cancelled_midway)))

    assert job.state == "cancelled"
    assert ended == [job]


def test_a_worker_that_goes_down_gives_its_job_back(define: Define, ended: list[Job]) -> None:
    shutdown = threading.Event()

    def interrupted(context: JobContext) -> None:
        shutdown.set()
        until_stopped(context)

    job = done(ask(define(interrupted)), shutdown)

    assert (job.state, job.attempt, job.lease) == ("waiting", 0, None)
    assert ended == []


def test_a_worker_that_is_going_down_begins_nothing(define: Define) -> None:
    shutdown = threading.Event()
    shutdown.set()

    assert done(ask(define(lambda _context: None)), shutdown).state == "waiting"


def test_a_worker_that_was_taken_for_dead_publishes_nothing(define: Define) -> None:
    published: list[uuid.UUID] = []

    def overtaken(context: JobContext) -> None:
        operations.release_all()
        assert leases.claim(context.job.pk) is not None
        with context.publishing():
            published.append(context.job.pk)

    job = done(ask(define(overtaken)))

    assert published == []
    assert (job.state, job.attempt) == ("running", 2)


def test_the_lease_is_renewed_while_a_handler_sits_in_one_long_call(define: Define, settings: Settings) -> None:
    settings.LEASE_SECONDS = 1
    reaped: list[int] = []

    def sit(_context: JobContext) -> None:
        time.sleep(1.6)
        reaped.append(operations.reap())

    job = done(ask(define(sit)))

    assert reaped == [0]
    assert job.state == "succeeded"


def test_progress_that_cannot_be_written_costs_no_work(define: Define, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(leases, "progress", refuse)

    assert done(ask(define(lambda context: context.progress(0.5)))).state == "succeeded"


def test_a_patient_job_gives_way_to_one_that_somebody_waits_for(
    define: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda _name, *, args, **_: sent.append(args[0]))
    order: list[str] = []
    kind = define(lambda context: order.append(str(context.job.pk)))
    patient = [ask(kind, queue=Queue.BULK, patient=True) for _ in range(3)]
    elsewhere, urgent = ask(kind), ask(kind, queue=Queue.BULK)
    sent.clear()

    for job in (*patient, urgent, patient[0]):  # as the messages come, with the one that was sent again
        run(job.pk, threading.Event(), queue="bulk")

    assert order == [str(job.pk) for job in (urgent, patient[1], patient[2], patient[0])]
    assert sent == [str(patient[0].pk)]
    elsewhere.refresh_from_db()
    assert elsewhere.state == "waiting"


def test_progress_is_written_twice_a_second_at_most(define: Define, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[float] = []
    monkeypatch.setattr(leases, "progress", lambda _job, fraction, _note: written.append(fraction))
    monkeypatch.setattr(time, "monotonic", iter(tick / 10 for tick in range(10_000)).__next__)
    context = JobContext(ask(), threading.Event())

    for step in range(100):  # ten seconds by the clock above
        context.progress(step / 100, "frame by frame")

    assert len(written) == 20
    with pytest.raises(ValueError, match="from 0 to 1"):
        context.progress(1.01)
