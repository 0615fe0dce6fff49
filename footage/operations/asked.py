"""Work that a person asked for and a worker does: the trail names the person."""

import uuid
from typing import Any

from annotator.accounts.actor import Actor
from annotator.accounts.models import User
from annotator.errors import AlreadyThere
from annotator.jobs.models import Job


def by(actor: Actor, **payload: Any) -> dict[str, Any]:
    """The payload of a job, with who asked for it."""
    return {**payload, "asked_by": str(actor.user_id)}


def unless_stopping(job: Job) -> Job:
    """The job that was asked for. Raises AlreadyThere when it is one that was cancelled and has not stopped yet."""
    if job.cancel_requested:
        raise AlreadyThere(
            "The same work was cancelled a moment ago and is still stopping. Nothing was changed; "
            "ask again in a few seconds.",
            code="still_stopping",
        )
    return job


def asker(job: Job) -> Actor:
    """Who asked for the job."""
    return Actor(User.objects.get(pk=uuid.UUID(job.payload["asked_by"])))
