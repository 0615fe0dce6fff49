"""A job has one holder at a time, and never loses its way when that holder vanishes."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from annotator.jobs import endings, leases, operations
from annotator.jobs.models import Job
from annotator.jobs.stopping import LeaseLost
from annotator.queues import Queue
from tests.jobs.conftest import Cast, Define, ask

pytestmark = pytest.mark.django_db


def claimed(job: Job) -> Job:
    """The job as its worker holds it."""
    held = leases.claim(job.pk)
    assert held is not None
    return held


def run_out(job: Job) -> None:
    """Let the lease of a job end a second ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_claim_takes_a_waiting_job_and_counts_the_attempt() -> None:
    job = claimed(ask())

    assert (job.state, job.attempt) == ("running", 1)
    assert job.lease is not None
    assert job.started_at is not None


def test_nothing_is_claimed_twice_or_after_it_was_cancelled(cast: Cast) -> None:
    job, cancelled = ask(project=cast.project), ask(project=cast.project)
    operations.cancel_job(actor=cast.lead, job=cancelled)

    assert leases.claim(job.pk) is not None
    assert leases.claim(job.pk) is None
    assert leases.claim(cancelled.pk) is None


def test_workers_of_another_queue_than_the_rows_claim_nothing() -> None:
    job = ask()
    operations.move(job, Queue.URGENT, {})

    assert leases.claim(job.pk, "light") is None
    assert leases.claim(job.pk, "urgent") is not None


@pytest.mark.django_db(transaction=True)
def test_of_many_claimers_at_once_one_wins() -> None:
    jobs = [ask() for _ in range(5)]
    start = threading.Barrier(6)
    winners: list[Job] = []

    def claim_all() -> None:
        start.wait()
        try:
            winners.extend(filter(None, (leases.claim(job.pk) for job in jobs)))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(job.pk for job in winners) == sorted(job.pk for job in jobs)


def test_a_renewed_lease_ends_later() -> None:
    job = claimed(ask())
    run_out(job)

    leases.renew(job)

    assert not Job.objects.expired().exists()


def test_an_expired_job_waits_again_and_its_old_holder_can_write_nothing() -> None:
    job = claimed(ask())
    run_out(job)

    assert operations.reap() == 1

    for write in (leases.renew, lambda held: leases.succeed(held, {"late": True}), leases.give_back):
        with pytest.raises(LeaseLost):
            write(job)
    job.refresh_from_db()
    assert (job.state, job.lease, job.result, job.attempt) == ("waiting", None, {}, 1)


def test_a_lease_that_was_renewed_after_the_reaper_looked_is_left_alone() -> None:
    job = claimed(ask())

    with pytest.raises(LeaseLost):
        endings.take_from_dead_worker(job, Job.objects.expired())

    job.refresh_from_db()
    assert job.state == "running"


def test_too_many_lost_workers_end_the_job_with_a_sentence(define: Define, ended: list[Job], settings: Any) -> None:
    settings.MOST_ATTEMPTS = 3
    job = ask(define(lambda _context: None))
    for _ in range(3):
        run_out(claimed(job))
        operations.reap()

    job.refresh_from_db()
    assert (job.state, job.attempt) == ("failed", 3)
    assert job.error.startswith("This work stopped the worker 3 times. The original is untouched.")
    assert ended == [job]


def test_a_job_given_back_waits_again_and_the_attempt_does_not_count() -> None:
    job = claimed(ask())

    leases.give_back(job)

    job.refresh_from_db()
    assert (job.state, job.attempt, job.resend_at) == ("waiting", 0, None)


def test_a_cancelled_job_whose_worker_died_is_not_started_again(cast: Cast) -> None:
    job = claimed(ask(project=cast.project))
    operations.cancel_job(actor=cast.lead, job=job)
    run_out(job)

    operations.reap()

    job.refresh_from_db()
    assert job.state == "cancelled"


def test_all_leases_of_one_queue_can_be_freed_at_once() -> None:
    light, heavy = claimed(ask(queue=Queue.LIGHT)), claimed(ask(queue=Queue.HEAVY))

    assert operations.release_all("light") == 1

    light.refresh_from_db()
    heavy.refresh_from_db()
    assert (light.state, heavy.state) == ("waiting", "running")


@pytest.mark.parametrize("left", ["in order", "by a worker that died"])
def test_a_job_that_is_cancelled_while_its_worker_lets_go_of_it_ends(
    cast: Cast, define: Define, ended: list[Job], left: str
) -> None:
    job = claimed(ask(define(lambda _context: None), project=cast.project))
    operations.cancel_job(actor=cast.lead, job=Job.objects.get(pk=job.pk))
    if left == "in order":  # the worker goes down, and has not looked at the row since
        leases.give_back(job)
    else:  # the supervisor read the row before it was cancelled
        leases.wait_again(job, Job.objects.running())
    assert leases.claim(job.pk) is None

    operations.reap()

    job.refresh_from_db()
    assert (job.state, job.finished_at is not None) == ("cancelled", True)
    assert ended == [job]
