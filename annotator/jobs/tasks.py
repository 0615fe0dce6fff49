"""The one Celery task: a message that wakes a worker for a row."""

import threading
import uuid
from typing import Any

from celery.signals import worker_shutting_down

from annotator.celery import app
from annotator.jobs.execution import run
from annotator.jobs.operations import TASK

#: Set once, when this process is told to stop; running handlers see it within the time they take to poll.
_shutdown = threading.Event()


@worker_shutting_down.connect
def _on_shutdown(**_: object) -> None:
    _shutdown.set()


@app.task(name=TASK, ignore_result=True, bind=True)
def run_job(self: Any, job_id: str) -> None:
    """Do the job with this id, if it still waits in the queue that this message came through."""
    run(uuid.UUID(job_id), _shutdown, queue=self.request.delivery_info["routing_key"])
