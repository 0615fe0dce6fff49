"""What a handler is given: its job, a way to say how far it is, and a way to notice that it should stop."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from annotator.jobs import leases
from annotator.jobs.models import Job
from annotator.jobs.stopping import JobStopped, LeaseLost, StopReason

log = logging.getLogger(__name__)

#: Seconds between two looks at the row (was it cancelled?) and between two writes of progress.
LOOK_EVERY = 0.5
PROGRESS_EVERY = 0.5


class JobContext:
    """The hold that a running handler has on its job.

    As a context manager it keeps the lease alive from a thread of its own, so that a handler that sits
    in one long call does not lose it.
    """

    def __init__(self, job: Job, shutdown: threading.Event) -> None:
        self.job = job
        self._shutdown = shutdown
        self._stop: StopReason | None = None
        self._done = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"lease-{job.pk}", daemon=True)
        self._progress_written = float("-inf")

    @property
    def subject_id(self) -> uuid.UUID:
        """The thing that the job is about. Raises ValueError for a job that is about nothing."""
        if self.job.subject_id is None:
            raise ValueError(f"The job {self.job.pk} ({self.job.kind}) has no subject.")
        return self.job.subject_id

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.job.payload
        return payload

    def progress(self, fraction: float, note: str = "") -> None:
        """Show how far the work is, from 0 to 1. Call it as often as you like: two a second are written."""
        if not 0.0 <= fraction <= 1.0:
            raise ValueError(f"Progress goes from 0 to 1, not to {fraction}.")
        now = time.monotonic()
        if now - self._progress_written < PROGRESS_EVERY:
            return
        self._progress_written = now
        try:
            leases.progress(self.job, fraction, note)
        except LeaseLost:
            self._stop = StopReason.LEASE_LOST
        except DatabaseError:
            # Hours of work are not given up for a number on a screen; whether the lease is lost is the keeper's to say.
            log.warning("The progress of job %s could not be written.", self.job.pk, exc_info=True)
            connection.close_if_unusable_or_obsolete()

    def stop_reason(self) -> StopReason | None:
        """Why the handler should stop, or None."""
        if self._stop is None and self._shutdown.is_set():
            return StopReason.SHUTDOWN
        return self._stop

    def should_stop(self) -> bool:
        """Poll this from long loops and while a subprocess runs."""
        return self.stop_reason() is not None

    def check(self) -> None:
        """Raise JobStopped when the handler should stop."""
        reason = self.stop_reason()
        if reason is not None:
            raise JobStopped(reason)

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """A transaction that commits only while this worker still holds the job.

        Write what others will see inside it: a worker that was taken for dead, and whose job somebody
        else does by now, gets JobStopped instead of publishing a second time.
        """
        with transaction.atomic():
            try:
                leases.renew(self.job)
            except LeaseLost as lost:
                raise JobStopped(StopReason.LEASE_LOST) from lost
            yield

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._keeper.join()

    def _keep(self) -> None:
        renew_every = settings.LEASE_SECONDS / 3
        held_until = time.monotonic() + settings.LEASE_SECONDS
        renew_at = time.monotonic() + renew_every
        try:
            while self._stop is None and not self._done.wait(LOOK_EVERY):
                now = time.monotonic()
                try:
                    self._look()
                    if now >= renew_at:
                        leases.renew(self.job)
                        renew_at, held_until = now + renew_every, now + settings.LEASE_SECONDS
                except LeaseLost:
                    self._stop = StopReason.LEASE_LOST
                except DatabaseError:
                    # A busy or restarting database is not yet a lost lease; one that stays away is.
                    log.warning("The lease of job %s could not be renewed yet.", self.job.pk, exc_info=True)
                    connection.close()
                    if now >= held_until:
                        self._stop = StopReason.LEASE_LOST
        finally:
            # Connections are per thread: nobody else would ever close this one.
            connection.close()

    def _look(self) -> None:
        row = Job.objects.filter(pk=self.job.pk, lease=self.job.lease).values("cancel_requested").first()
        if row is None:
            raise LeaseLost
        if row["cancel_requested"]:
            self._stop = StopReason.CANCELLED
