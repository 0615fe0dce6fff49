"""The row that is the truth about one piece of work."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from annotator.accounts.models import Project
from annotator.accounts.scoping import ScopedQuerySet
from annotator.queues import Queue


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs; one without a project (work on the installation itself) is visible to nobody."""

    project_path = "project"

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def running(self) -> Self:
        return self.filter(state="running")

    def unfinished(self) -> Self:
        return self.filter(state__in=("waiting", "running"))

    def finished(self) -> Self:
        return self.exclude(state__in=("waiting", "running"))

    def expired(self) -> Self:
        """Running jobs whose worker has not renewed its lease in time."""
        return self.running().filter(lease_until__lt=Now())

    def unclaimed(self) -> Self:
        """Waiting jobs that are due to be sent (again); those that were never sent come first."""
        due = self.waiting().filter(Q(resend_at__isnull=True) | Q(resend_at__lt=Now()))
        return due.order_by(F("resend_at").asc(nulls_first=True), "created_at", "id")

    def cancelled_and_left(self) -> Self:
        """Waiting jobs that no worker takes: cancelled just when the worker that had them let go of them."""
        return self.waiting().filter(cancel_requested=True)

    def ahead_of(self, job_id: object) -> Self:
        """What goes first in the queue of a waiting job that is patient; nothing when it is not."""
        patient = self.waiting().filter(pk=job_id, patient=True)
        return self.waiting().filter(queue__in=patient.values("queue"), patient=False, cancel_requested=False)

    def about(self, kind: str, subject_id: object) -> Self:
        """Every job of a kind that was ever asked for about one thing, the newest first."""
        return self.filter(kind=kind, subject_id=subject_id).order_by("-created_at", "-id")


class JobState(models.TextChoices):
    """waiting → running → one of the three ends; running → waiting when a lease is given back or runs out."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobState.WAITING.value, JobState.RUNNING.value)


class Job(models.Model):
    """One piece of work. Only the holder of `lease` may write to it while it runs.

    `attempt` counts the starts that were not given back in order; `progress` goes from 0 to 1;
    a `patient` one gives way to those of its queue that are not;
    `error` is a sentence for a person; `sends` counts the messages sent since the job last
    began to wait, and after `resend_at` the supervisor sends another (null: none was sent yet).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="jobs")
    kind = models.CharField(max_length=64)
    queue = models.CharField(max_length=10, choices=[(queue.value, queue.value) for queue in Queue])
    patient = models.BooleanField(default=False)
    subject_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    progress = models.FloatField(default=0.0)
    note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)
    resend_at = models.DateTimeField(null=True)
    sends = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "queue", "resend_at"], name="job_by_state"),
            models.Index(fields=["project", "-created_at"], name="job_by_project"),
            models.Index(fields=["kind", "subject_id", "-created_at"], name="job_by_subject"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(state__in=UNFINISHED),
                name="one_unfinished_job_per_kind_and_subject",
            ),
            # A lease belongs to a running job and to no other: whoever reads one without the other has found a bug.
            models.CheckConstraint(
                condition=models.Q(state=JobState.RUNNING.value, lease__isnull=False, lease_until__isnull=False)
                | (~models.Q(state=JobState.RUNNING.value) & models.Q(lease__isnull=True, lease_until__isnull=True)),
                name="lease_exactly_while_running",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__gte=0.0, progress__lte=1.0), name="progress_between_0_and_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED
