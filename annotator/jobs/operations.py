"""What an app, a person or the supervisor does with jobs. What a worker does stands in `leases.py`."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerError

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit import operations as audit
from annotator.celery import app
from annotator.errors import NotVisible, RuleBroken
from annotator.jobs import endings, registry
from annotator.jobs.models import Job, JobQuerySet, JobState
from annotator.jobs.stopping import LeaseLost
from annotator.queues import Queue

log = logging.getLogger(__name__)

TASK = "annotator.jobs.run_job"
MOST_PER_ROUND = 50
FIRST_RESEND = 5
LONGEST_RESEND = 600


def enqueue(
    *,
    project: Project | None,
    kind: str,
    subject_id: uuid.UUID | None,
    payload: Mapping[str, object],
    queue: Queue,
    patient: bool = False,
) -> Job:
    """Ask for work, as part of the caller's transaction; a worker is woken once that has committed.

    While a job of the same kind about the same subject waits or runs, that one is returned instead: two
    workers never make the same thing. The handler therefore reads its input when it starts, not before.
    `patient` is what is asked for by the hundred: in its queue it gives way to whatever is not, until somebody
    asks for it alone.
    """
    running = _unfinished(kind, subject_id)
    if running is not None:
        return running if patient else _hurried(running)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                project=project, kind=kind, subject_id=subject_id, payload=dict(payload), queue=queue, patient=patient
            )
    except IntegrityError:
        # Somebody else asked between the look and the insert, and the constraint let only one in.
        twin = _unfinished(kind, subject_id)
        if twin is None:
            raise
        return twin
    transaction.on_commit(partial(wake, job), robust=True)
    return job


def move(job: Job, queue: Queue, payload: Mapping[str, object]) -> None:
    """Have a waiting job done by the workers of another queue, as part of the caller's transaction.

    Nothing happens when somebody has claimed it already, or is just about to change it. The message in the old queue
    finds nothing to do, because its workers may be those that give way to everything.
    """
    free = _unlocked(Job.objects.waiting().filter(pk=job.pk).exclude(queue=queue))
    if Job.objects.waiting().filter(pk__in=free).update(queue=queue, payload=dict(payload)) == 1:
        job.queue, job.payload = queue, dict(payload)
        transaction.on_commit(partial(wake, job), robust=True)


def abandon(jobs: JobQuerySet) -> None:
    """Cancel jobs on behalf of whatever they were for, which knows already: nobody is told of those that wait.

    Those that run are asked to stop once the caller's transaction is done; they do within seconds and end as cancelled.
    They are not asked if this process dies at that very moment: then their work is done after all.
    """
    free = _unlocked(jobs.waiting())
    Job.objects.waiting().filter(pk__in=free).update(state=JobState.CANCELLED, cancel_requested=True, finished_at=Now())
    others = list(jobs.unfinished().values_list("pk", flat=True))
    transaction.on_commit(partial(_ask_to_stop, others), robust=True)


def _unlocked(jobs: JobQuerySet) -> list[uuid.UUID]:
    """Those that nobody else is changing, locked until the caller's transaction ends.

    The trap: who changes a job (a worker that publishes, somebody who cancels) holds its row and then waits for the
    rows of what it is for. Whoever holds those may not wait for the job's in turn.
    """
    return list(jobs.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))


def _ask_to_stop(jobs: list[uuid.UUID]) -> None:
    # Also one that its worker has given back by now: nobody takes it then, and it ends.
    Job.objects.unfinished().filter(pk__in=jobs).update(cancel_requested=True)


def wake(job: Job) -> bool:
    """Tell a worker about a waiting job; False when the broker cannot be reached.

    That never matters to the caller: the row is committed, and the supervisor sends again.
    """
    try:
        app.send_task(TASK, args=[str(job.pk)], queue=job.queue, retry=False, ignore_result=True)
    except (BrokerError, OSError) as error:
        log.warning("The broker does not answer (%s); job %s will be sent again.", error, job.pk)
        return False
    Job.objects.waiting().filter(pk=job.pk).update(
        resend_at=Now() + timedelta(seconds=_pause(job.sends)), sends=F("sends") + 1
    )
    return True


def cancel_job(*, actor: Actor, job: Job) -> Job:
    """Stop a job: at once if it waits, within seconds if it runs.

    Raises NotVisible, NotAllowed, or RuleBroken when it has ended already.
    """
    if job.project is None:
        raise NotVisible
    authorise(actor, registry.CANCEL, job.project)
    known = registry.handler_for(job.kind)
    if known is not None:
        authorise(actor, known.right, job.project)
    with transaction.atomic():
        before, after = _cancel(job)
        audit.record(
            actor=actor,
            project=job.project,
            action=registry.CANCEL,
            object_type="job",
            object_id=job.pk,
            before={"kind": job.kind, "state": before},
            after={"kind": job.kind, "state": after},
        )
    job.refresh_from_db()
    return job


def reap() -> int:
    """Free every job whose worker has stopped renewing its lease; how many that were.

    One that was cancelled in the moment in which its worker gave it back has nobody left to end it, so it ends here.
    """
    for job in Job.objects.cancelled_and_left():
        endings.end_left(job)
    return _free(Job.objects.expired())


def release_all(queue: str | None = None) -> int:
    """Free every running job (of one queue), whether or not its lease has run out; how many that were.

    Only for a caller that knows that no worker of that queue can be alive: the start of an embedded
    installation, whose data folder is locked by one process, and of each of its workers.
    """
    jobs = Job.objects.all() if queue is None else Job.objects.filter(queue=queue)
    # The messages that the dead worker had fetched are gone with it: send them again now, not when they are due.
    jobs.waiting().update(resend_at=None, sends=0)
    return _free(jobs.running())


def resend() -> int:
    """Send waiting jobs again that nobody has claimed; how many were sent.

    A message may be lost, or may just wait its turn in a long queue: so each job is sent again after
    5, 10, 20 … and then every 600 seconds, and at most 50 of each queue a round, the longest overdue first. Too many
    messages do no harm, because only the first to arrive finds the row waiting.
    """
    sent = 0
    for queue in Queue:
        for job in Job.objects.unclaimed().filter(queue=queue)[:MOST_PER_ROUND]:
            if not wake(job):
                return sent
            sent += 1
    return sent


def _hurried(job: Job) -> Job:
    if job.patient and Job.objects.waiting().filter(pk=job.pk).update(patient=False) == 1:
        job.patient = False
    return job


def _unfinished(kind: str, subject_id: uuid.UUID | None) -> Job | None:
    if subject_id is None:
        return None
    return Job.objects.unfinished().filter(kind=kind, subject_id=subject_id).first()


def _cancel(job: Job) -> tuple[str, str]:
    """End a waiting job, or mark a running one. The state before and after; raises RuleBroken."""
    ended = (
        Job.objects.waiting()
        .filter(pk=job.pk)
        .update(state=JobState.CANCELLED, cancel_requested=True, finished_at=Now())
    )
    if ended == 1:
        endings.tell_ended(job.pk)
        return JobState.WAITING.value, JobState.CANCELLED.value
    # Zero means that a worker claimed it first, or that it is over.
    if Job.objects.running().filter(pk=job.pk).update(cancel_requested=True) == 1:
        return JobState.RUNNING.value, JobState.RUNNING.value
    raise RuleBroken("This work has ended already, so there is nothing to cancel.", code="job_ended")


def _free(rows: JobQuerySet) -> int:
    freed = 0
    for job in rows.all():
        try:
            endings.take_from_dead_worker(job, rows)
        except LeaseLost:
            continue
        log.info("Job %s (%s) lost its worker on attempt %d.", job.pk, job.kind, job.attempt)
        freed += 1
    return freed


def _pause(sends: int) -> int:
    """Seconds until a job that has been sent `sends` times before may be sent again."""
    return min(FIRST_RESEND << min(sends, 10), LONGEST_RESEND)
