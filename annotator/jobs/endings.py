"""How jobs end badly: the row, and whoever has to know, in one transaction."""

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from annotator.jobs import leases, registry
from annotator.jobs.models import Job, JobQuerySet, JobState

CRASHED = (
    "This work stopped the worker {times} times. The original is untouched. "
    "Try again, or look into the log to see what happened."
)


def fail(job: Job, sentence: str) -> None:
    """End the job with a sentence for a person. Raises LeaseLost."""
    _end(job, JobState.FAILED, sentence)


def end_cancelled(job: Job) -> None:
    """End a running job because somebody asked for it. Raises LeaseLost."""
    _end(job, JobState.CANCELLED, "")


def take_from_dead_worker(job: Job, rows: JobQuerySet) -> None:
    """Free a job whose worker is gone: it waits again, or has ended if that was asked for or is hopeless.

    `rows` are the jobs of which that is true at the moment of writing (`expired()`, or all of them when no
    worker can exist). Raises LeaseLost when the job is none of them: renewed or ended since it was read.
    """
    if job.cancel_requested:
        _end(job, JobState.CANCELLED, "", rows)
    elif job.attempt >= settings.MOST_ATTEMPTS:
        _end(job, JobState.FAILED, CRASHED.format(times=job.attempt), rows)
    else:
        leases.wait_again(job, rows)


def end_left(job: Job) -> None:
    """End a waiting job that was cancelled and that nobody has; nothing happens when it is over already."""
    with transaction.atomic():
        if Job.objects.cancelled_and_left().filter(pk=job.pk).update(state=JobState.CANCELLED, finished_at=Now()) == 1:
            tell_ended(job.pk)


def tell_ended(job_id: uuid.UUID) -> None:
    """Call the `ended` of a job's kind. Call it inside the transaction that ended the job badly."""
    job = Job.objects.select_related("project").get(pk=job_id)
    known = registry.handler_for(job.kind)
    if known is not None and known.ended is not None:
        known.ended(job)


def _end(job: Job, state: JobState, sentence: str, rows: JobQuerySet | None = None) -> None:
    with transaction.atomic():
        leases.end_badly(job, state, sentence, rows)
        tell_ended(job.pk)
