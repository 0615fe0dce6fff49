"""Team mode with real servers: the same programs on PostgreSQL and Redis, several of each."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from annotator.jobs import operations
from annotator.jobs.models import Job
from annotator.queues import Queue
from tests.faults.product import ROOT, wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not settings.REDIS_URL, reason="needs PostgreSQL and Redis servers"
    ),
]


class Programs:
    """Parts of the product as separate processes, on the database of this test."""

    def __init__(self) -> None:
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        database = connection.settings_dict
        host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
        user, password, name = database["USER"], database["PASSWORD"], database["NAME"]
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{user}:{password}@{host}:{port}/{name}",
            "DJANGO_SETTINGS_MODULE": "annotator.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "ANNOTATOR_DATA": str(settings.DATA_DIR),
            "ANNOTATOR_EXTRA_HANDLERS": "tests.faults.handlers",
        }
        process = subprocess.Popen([sys.executable, "-m", "annotator.launcher", *words], cwd=ROOT, env=environment)
        self.started.append(process)
        return process

    def stop(self) -> None:
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait(30)


@pytest.fixture
def programs() -> Iterator[Programs]:
    made = Programs()
    yield made
    made.stop()


def slow_job(trace: Path, seconds: float) -> Job:
    payload = {"trace": str(trace), "seconds": seconds}
    return operations.enqueue(
        project=None, kind="fault.slow", subject_id=uuid.uuid4(), payload=payload, queue=Queue.LIGHT
    )


def lines(file: Path) -> int:
    return file.read_text().count("\n") if file.exists() else 0


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def test_two_workers_share_the_jobs_and_none_is_done_twice(programs: Programs, tmp_path: Path) -> None:
    for _ in range(2):
        programs.start("worker", "--queues", "light,heavy", "--concurrency", "2")
    programs.start("supervise")
    jobs = [slow_job(tmp_path / str(number), 0.2) for number in range(12)]
    for job in jobs:
        operations.wake(job)  # every message twice

    wait_for(lambda: all(state(job) == "succeeded" for job in jobs), "the end of all jobs")

    assert [lines(tmp_path / str(number)) for number in range(12)] == [1] * 12
    assert {job.attempt for job in jobs} == {1}


def test_a_killed_workers_job_goes_to_another_when_its_lease_has_run_out(programs: Programs, tmp_path: Path) -> None:
    first = programs.start("worker", "--queues", "light")
    programs.start("supervise")
    job = slow_job(tmp_path / "trace", 2)
    wait_for(lambda: lines(tmp_path / "trace.begun") == 1, "the job's begin")

    first.send_signal(signal.SIGKILL)
    first.wait()
    programs.start("worker", "--queues", "light")
    # What 30 seconds without a renewal amount to.
    Job.objects.filter(pk=job.pk).update(lease_until=Now())

    wait_for(lambda: state(job) == "succeeded", "the job's end")
    assert lines(tmp_path / "trace") == 1
    assert job.attempt == 2


def test_a_worker_that_is_asked_to_stop_gives_its_lease_back(programs: Programs, tmp_path: Path) -> None:
    worker = programs.start("worker", "--queues", "light")
    job = slow_job(tmp_path / "trace", 600)
    wait_for(lambda: lines(tmp_path / "trace.begun") == 1, "the job's begin")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    assert state(job) == "waiting"
    assert job.attempt == 0
