"""The row of a job under a worker: claimed, renewed, moved on, given back, ended.

Each is one conditional UPDATE that must touch exactly one row. Times are the database's own, so that
clocks that differ between machines can neither lengthen nor shorten a lease.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from annotator.jobs.models import Job, JobQuerySet, JobState
from annotator.jobs.stopping import LeaseLost


def claim(job_id: uuid.UUID, queue: str | None = None) -> Job | None:
    """Take a waiting job for LEASE_SECONDS and return it; with `queue`, only if it waits in that one.

    None means that there was nothing to take: another worker has it, it has ended, it was cancelled, was moved to
    another queue, or the message was older than the row. All of these are ordinary, because messages may come twice.
    """
    lease = uuid.uuid4()
    rows = Job.objects.waiting() if queue is None else Job.objects.waiting().filter(queue=queue)
    taken = rows.filter(pk=job_id, cancel_requested=False).update(
        state=JobState.RUNNING,
        lease=lease,
        lease_until=_lease_end(),
        attempt=F("attempt") + 1,
        started_at=Now(),
        progress=0.0,
        note="",
        error="",
    )
    if taken == 0:
        return None
    # Read back by lease: between the two statements the row may have been reaped.
    return Job.objects.select_related("project").filter(pk=job_id, lease=lease).first()


def renew(job: Job) -> None:
    """Hold the job for another LEASE_SECONDS. Raises LeaseLost."""
    _write(job, _running(), lease_until=_lease_end())


def progress(job: Job, fraction: float, note: str) -> None:
    """Say how far the work is: `fraction` from 0 to 1, `note` at most 200 characters. Raises LeaseLost."""
    _write(job, _running(), progress=fraction, note=note[:200])


def narrow(job: Job, payload: Mapping[str, object]) -> None:
    """Say that the job, begun, is about less than was asked for. Raises LeaseLost."""
    _write(job, _running(), payload=dict(payload))
    job.payload = dict(payload)


def succeed(job: Job, result: Mapping[str, object]) -> None:
    """End the job well. Raises LeaseLost."""
    _write(job, _running(), **_end(JobState.SUCCEEDED), progress=1.0, note="", result=dict(result))


def end_badly(job: Job, state: JobState, sentence: str, rows: JobQuerySet | None = None) -> None:
    """End the job as failed or cancelled; `annotator.jobs.endings` calls it and tells whom it concerns.

    `rows` are the jobs that may be ended so (the running ones, when left out). Raises LeaseLost.
    """
    _write(job, _running() if rows is None else rows, **_end(state), note="", error=sentence)


def give_back(job: Job) -> None:
    """Let another worker have the job; the attempt does not count. Raises LeaseLost."""
    _write(job, _running(), **_waiting_again(), attempt=F("attempt") - 1)


def wait_again(job: Job, rows: JobQuerySet) -> None:
    """Let a job whose worker is gone wait for another; the attempt counts. Raises LeaseLost."""
    _write(job, rows, **_waiting_again())


def _running() -> JobQuerySet:
    return Job.objects.running()


def _lease_end() -> CombinedExpression:
    end: CombinedExpression = Now() + timedelta(seconds=settings.LEASE_SECONDS)
    return end


def _waiting_again() -> dict[str, Any]:
    return {
        "state": JobState.WAITING, "lease": None, "lease_until": None, "started_at": None,
        "progress": 0.0, "note": "", "resend_at": None, "sends": 0,
    }  # fmt: skip


def _end(state: JobState) -> dict[str, Any]:
    return {"state": state, "lease": None, "lease_until": None, "finished_at": Now()}


def _write(job: Job, rows: JobQuerySet, **changes: Any) -> None:
    if rows.filter(pk=job.pk, lease=job.lease).update(**changes) != 1:
        raise LeaseLost
