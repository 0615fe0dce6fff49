"""One job from claim to end, whatever its handler does."""

import errno
import logging
import threading
import uuid
from collections.abc import Mapping

from django.db import InterfaceError, OperationalError

from annotator.errors import DomainError
from annotator.jobs import endings, leases, operations
from annotator.jobs.context import JobContext
from annotator.jobs.models import Job
from annotator.jobs.registry import handler_for
from annotator.jobs.stopping import JobStopped, LeaseLost, StopReason

log = logging.getLogger(__name__)

UNKNOWN_KIND = (
    "This version of the program does not know how to do “{kind}”. Nothing was changed; update it and try again."
)
DISK_FULL = "The disk is full. The original is untouched and nothing partial was kept; free some space and try again."
UNEXPECTED = (
    "Something unexpected went wrong. The original is untouched; try again, "
    "and if it happens again look for job {id} in the log."
)


def run(job_id: uuid.UUID, shutdown: threading.Event, *, queue: str | None = None) -> None:
    """Claim the job (if it waits in `queue`), do it, and write how it ended.

    Does nothing when there is nothing to claim. A patient job waits on while another of its queue is done for it.
    """
    if shutdown.is_set():
        # The message was fetched ahead. The row still waits, and the supervisor sends it again.
        return
    job = _claim(job_id, queue)
    if job is None:
        return
    try:
        with JobContext(job, shutdown) as context:
            _do(context)
    except LeaseLost:
        log.warning("Job %s (%s) was taken over while it ran here; its end was not written.", job.pk, job.kind)


def _claim(job_id: uuid.UUID, queue: str | None) -> Job | None:
    """The job as it is held now; in the place of a patient one, the first of its queue that is not."""
    for other in Job.objects.ahead_of(job_id):
        if (job := leases.claim(other.pk, queue)) is not None:
            # Its own message will find nothing to do, and the patient one's was used up here.
            operations.wake(Job.objects.get(pk=job_id))
            return job
    return leases.claim(job_id, queue)


def _do(context: JobContext) -> None:
    job = context.job
    try:
        result = _work(context)
    except JobStopped as stopped:
        _let_go(job, stopped.reason)
    except DomainError as error:
        endings.fail(job, error.sentence)
    except (OperationalError, InterfaceError):
        # The database went away: what happened cannot be written either. The lease runs out, and the job is
        # tried again by whoever the supervisor sends it to.
        log.exception("Job %s (%s) lost its database.", job.pk, job.kind)
    except Exception as error:
        # The one place that catches everything: whatever a handler does, its job must end with a sentence.
        log.exception("Job %s (%s) failed.", job.pk, job.kind)
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        endings.fail(job, DISK_FULL if full else UNEXPECTED.format(id=job.pk))
    else:
        leases.succeed(job, result or {})


def _work(context: JobContext) -> Mapping[str, object] | None:
    known = handler_for(context.job.kind)
    if known is None:
        raise DomainError(UNKNOWN_KIND.format(kind=context.job.kind))
    return known.work(context)


def _let_go(job: Job, reason: StopReason) -> None:
    if reason is StopReason.CANCELLED:
        endings.end_cancelled(job)
    elif reason is StopReason.SHUTDOWN:
        leases.give_back(job)
    else:
        raise LeaseLost
