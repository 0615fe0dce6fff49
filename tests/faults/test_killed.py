"""What kill -9 may cost: time, and nothing else."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.faults.product import Product, exists, wait_for

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and the promise for children is Linux's"),
    pytest.mark.timeout(300),
]


def lines(file: Path) -> int:
    """How often a handler got as far as writing its line."""
    return file.read_text().count("\n") if file.exists() else 0


def slow_job(product: Product, trace: Path, seconds: float) -> str:
    """A job that is at work by the time this returns."""
    job = product.enqueue("fault.slow", "heavy", {"trace": str(trace), "seconds": seconds})
    wait_for(lambda: lines(trace.with_suffix(".begun")) == 1, "the job's begin")
    return job


def test_a_killed_worker_is_replaced_and_its_job_is_finished_once(product: Product, tmp_path: Path) -> None:
    product.start()
    trace = tmp_path / "trace"
    job = slow_job(product, trace, seconds=3)
    worker = product.child("worker", "heavy")

    os.kill(worker, signal.SIGKILL)

    product.wait_for_state(job, "succeeded")
    assert lines(trace) == 1
    assert lines(trace.with_suffix(".begun")) == 2
    assert product.job(job)["attempt"] == 2
    assert product.child("worker", "heavy") != worker
    assert product.is_alive()


def test_everything_killed_is_finished_at_the_next_start(product: Product, tmp_path: Path) -> None:
    product.start()
    trace = tmp_path / "trace"
    job = slow_job(product, trace, seconds=3)

    product.kill_everything()
    assert product.job(job)["state"] == "running"
    assert lines(trace) == 0
    product.start()

    product.wait_for_state(job, "succeeded")
    assert lines(trace) == 1


def test_a_killed_launcher_leaves_no_process_behind(product: Product, tmp_path: Path) -> None:
    product.start()
    slow_job(product, tmp_path / "trace", seconds=600)
    everybody = product.descendants()
    assert len(everybody) >= 4

    product.launcher.kill()

    wait_for(lambda: not any(map(exists, everybody)), "the end of every child", patience=10)


def test_a_killed_web_process_comes_back_without_refusing_anybody(product: Product) -> None:
    product.start()
    web = product.child("web")

    os.kill(web, signal.SIGKILL)

    # No retry: the launcher holds the listening socket, so a request that comes in between waits for the new process.
    assert product.health() == 200
    assert product.child("web") != web


def test_work_that_kills_its_worker_again_and_again_is_given_up_with_a_sentence(
    product: Product, tmp_path: Path
) -> None:
    product.environment["ANNOTATOR_MOST_ATTEMPTS"] = "3"
    product.start()
    trace = tmp_path / "trace"
    poison = product.enqueue("fault.poison", "light", {"trace": str(trace)})

    product.wait_for_state(poison, "failed")

    row = product.job(poison)
    assert lines(trace) == 3
    assert "stopped the worker 3 times" in row["error"]
    assert "The original is untouched" in row["error"]
    after = product.enqueue("fault.slow", "light", {"trace": str(tmp_path / "after"), "seconds": 0})
    product.wait_for_state(after, "succeeded")
