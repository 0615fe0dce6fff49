"""The proxy in chunks: which are made first, what becomes of the others, and that the way leaves no trace."""

import hashlib
import os
import shutil
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from annotator.errors import NotAllowed, NotVisible, RuleBroken
from annotator.jobs import endings, leases
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job
from footage import store, tasks
from footage.media.chunks import make_chunk
from footage.media.failures import MediaFailed
from footage.models import Footage
from footage.operations import chunking
from footage.operations.making import cancel_derivative, retry_derivative, want
from tests.footage.media.clips import Clip
from tests.footage.studio import Studio, clip, work

CHUNK = 120
LONG = Clip(8 * CHUNK + 7, codec=("-c:v", "mpeg4", "-q:v", "8"), gop=24, b_frames=0)
"""Forty seconds in nine chunks, which no browser shows."""
ASKED = 4


@pytest.fixture
def tape(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Footage:
    """A recording that has been read, and of which nothing has been made."""
    monkeypatch.setattr(chunking, "ASKED_AHEAD", ASKED)
    clip(studio, "tape.avi", LONG)
    footage = studio.register("tape.avi")
    do("footage.ingest")
    footage.refresh_from_db()
    return footage


def waiting(queue: str) -> list[int]:
    jobs = Job.objects.waiting().filter(kind=chunking.JOB, queue=queue)
    return [job.payload["chunk"] for job in jobs]


def do(kind: str, *, most: int = 1000, **which: object) -> None:
    """Do jobs of a kind that wait, in the order in which they were asked for."""
    for job in Job.objects.waiting().filter(kind=kind, **which)[:most]:
        run(job.pk, threading.Event())


def states(footage: Footage) -> dict[str, str]:
    footage.refresh_from_db()
    return dict(footage.derivatives.values_list("kind", "state"))


def proxy_hash(footage: Footage) -> str:
    return hashlib.sha256(store.file_of(footage.derivatives.get(kind="proxy")).read_bytes()).hexdigest()


def test_chunks_are_made_from_the_start_while_nobody_watches_and_the_first_at_once(tape: Footage) -> None:
    assert waiting("urgent") == [0]
    assert waiting("heavy") == [1, 2, 3]
    do(chunking.JOB, most=2)
    # One fewer than are asked for ahead: the job that has just made its chunk still counts.
    assert waiting("heavy") == [2, 3, 4]
    assert states(tape) == {
        "proxy": "running", "sprites": "running", "keyframes": "running",
        "audio": "not_applicable", "peaks": "not_applicable",
    }  # fmt: skip


def test_where_somebody_watches_is_made_first_then_onwards_from_there(studio: Studio, tape: Footage) -> None:
    assert want(actor=studio["reader"], footage=tape, frame=6 * CHUNK + 5) == []
    assert waiting("urgent") == [0, 6], "not those after it: what is shown first shares the machine with little"
    do(chunking.JOB, queue="urgent")
    want(actor=studio["reader"], footage=tape, frame=6 * CHUNK + 5)
    assert waiting("urgent") == [7, 8]
    do(chunking.JOB, queue="urgent")
    assert [(s.start, s.end) for s in want(actor=studio["reader"], footage=tape, frame=6 * CHUNK)][1:] == [
        (6 * CHUNK, LONG.frames)
    ]
    do(chunking.JOB, most=2)
    assert waiting("heavy") == [3, 4, 5], "what is left after the end is made from the start on"


def test_a_chunk_that_waits_its_turn_is_moved_to_the_front(studio: Studio, tape: Footage) -> None:
    jobs = {job.payload["chunk"]: job.pk for job in chunking.unfinished_jobs(tape)}
    want(actor=studio["coder"], footage=tape, frame=1 * CHUNK)
    assert waiting("urgent") == [0, 1]
    assert waiting("heavy") == [2, 3]
    assert {job.payload["chunk"]: job.pk for job in chunking.unfinished_jobs(tape)} == jobs
    want(actor=studio["coder"], footage=tape, frame=1 * CHUNK)
    assert len(chunking.unfinished_jobs(tape)) == len(jobs), "asking again asks for nothing new"


def test_a_watched_chunk_whose_worker_gives_way_to_everything_is_taken_from_it(studio: Studio, tape: Footage) -> None:
    (job,) = [job for job in chunking.unfinished_jobs(tape) if job.payload["chunk"] == 2]
    leases.claim(job.pk)
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    job.refresh_from_db()
    assert not job.cancel_requested, "it has only just begun"

    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(seconds=4))
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    (stopping,) = Job.objects.filter(pk=job.pk, cancel_requested=True)
    endings.end_cancelled(stopping)  # as its worker does within moments

    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    assert waiting("urgent") == [0, 2]


def test_asking_is_for_those_who_may_watch_and_leaves_no_event(studio: Studio, tape: Footage) -> None:
    version = tape.version
    with pytest.raises((NotVisible, NotAllowed)):
        want(actor=studio["stranger"], footage=tape, frame=0)
    want(actor=studio["reader"], footage=tape, frame=7)
    tape.refresh_from_db()
    assert (tape.version, tape.wanted_frame) == (version, 7)


def test_all_chunks_make_the_proxy_the_thumbnails_and_the_keyframes_and_then_go(tape: Footage) -> None:
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}
    assert tape.state == "ready"
    assert tape.chunks.count() == 0
    assert not Job.objects.finished().filter(kind=chunking.JOB).exclude(payload__chunk=8).exists()
    assert {path.name for path in store.folder_of(tape).iterdir()} == {
        "proxy-v2.mp4",
        "sprites-v2",
        "keyframes-v2.json",
    }


def test_any_order_makes_the_same_proxy_to_the_last_byte(studio: Studio, tape: Footage) -> None:
    work()
    first = proxy_hash(tape)
    store.file_of(tape.derivatives.get(kind="proxy")).unlink()  # lost, so it can be asked for again
    retry_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    for number in (7, 2, 5):
        want(actor=studio["lead"], footage=tape, frame=number * CHUNK)
        do(chunking.JOB, queue="urgent")
    work()
    assert proxy_hash(tape) == first


def test_a_worker_that_died_between_making_and_saying_so_costs_nothing(
    tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job.objects.waiting().filter(kind=chunking.JOB).earliest("created_at")
    run(job.pk, threading.Event())
    folder = store.chunk_folder(tape, 0)
    made_at = (folder / "picture.mp4").stat().st_mtime_ns
    tape.chunks.all().delete()  # as if it had died before it could say so
    (folder.with_name(f".{folder.name}.0123456789abcdef.part")).mkdir()
    job.state, job.finished_at = "waiting", None
    job.save()
    run(job.pk, threading.Event())
    assert chunking.made(tape) == {0}
    assert (folder / "picture.mp4").stat().st_mtime_ns == made_at
    work()
    assert states(tape)["proxy"] == "ready"
    assert not folder.parent.exists()


def test_cancelled_making_keeps_its_chunks_and_goes_on_from_them(studio: Studio, tape: Footage) -> None:
    do(chunking.JOB, most=2)
    stopped = cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert (stopped.state, "cancelled" in stopped.error) == ("failed", True)
    assert chunking.unfinished_jobs(tape) == []
    assert want(actor=studio["coder"], footage=tape, frame=6 * CHUNK)[0].end == 2 * CHUNK
    assert chunking.unfinished_jobs(tape) == [], "nobody makes what was cancelled"
    with pytest.raises(RuleBroken, match="not being made"):
        cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    with pytest.raises(NotAllowed):
        retry_derivative(actor=studio["reader"], footage=tape, kind="proxy")
    retry_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert set(waiting("heavy")).isdisjoint(range(2))
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}


def test_one_chunk_that_is_cancelled_is_made_all_the_same(studio: Studio, tape: Footage) -> None:
    job = next(job for job in chunking.unfinished_jobs(tape) if job.payload["chunk"] == 2)
    cancel_job(actor=studio["coder"], job=job)
    assert 2 in waiting("heavy")
    work()
    assert states(tape)["proxy"] == "ready"


def test_a_chunk_that_cannot_be_made_says_so_and_can_be_tried_again(
    studio: Studio, tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **more: Any) -> None:
        if given[2].number == 7:
            raise MediaFailed("This part cannot be decoded.")
        make_chunk(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_chunk", broken)
        work()
    assert states(tape) | {"proxy": "failed", "sprites": "failed", "keyframes": "failed"} == states(tape)
    assert (tape.state, tape.error) == ("failed", "This part cannot be decoded.")
    assert chunking.unfinished_jobs(tape) == []
    retry_derivative(actor=studio["coder"], footage=tape, kind="keyframes")
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}
    assert tape.state == "ready"


def test_chunks_whose_files_got_lost_are_made_again(studio: Studio, tape: Footage) -> None:
    do(chunking.JOB, most=3)
    shutil.rmtree(store.chunk_folder(tape, 1))
    cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    retry_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert chunking.made(tape) == {0, 2}
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}


def test_a_changed_original_makes_no_chunk(studio: Studio, tape: Footage) -> None:
    os.utime(Path(studio.folder, "tape.avi"), ns=(0, tape.modified_ns + 1))
    do(chunking.JOB, most=1)
    assert "has changed" in tape.derivatives.get(kind="proxy").error
    assert chunking.made(tape) == set()


def test_subjects_of_chunks_differ_between_recordings_and_numbers() -> None:
    ids = {chunking.job_subject(uuid.UUID(int=tape), number) for tape in range(5) for number in range(50)}
    assert len(ids) == 250


def test_a_chunk_that_was_made_again_is_never_mixed_with_the_first(studio: Studio, tape: Footage) -> None:
    def tag() -> str:
        return str(studio.client("reader").get(f"/api/v1/footage/{tape.id}/media/chunks/0/picture").headers["ETag"])

    do(chunking.JOB, most=1)
    first = tag()
    assert tag() == first
    shutil.rmtree(store.chunk_folder(tape, 0))
    chunking.forget_lost(tape)
    want(actor=studio["reader"], footage=tape, frame=0)
    do(chunking.JOB, queue="urgent")
    assert tag() != first
