"""The proxy in chunks: which are made first, what becomes of the others, and that the way leaves no trace."""

import hashlib
import json
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
from footage.media import sprites
from footage.media.chunks import RUN, make_chunks
from footage.media.failures import MediaFailed
from footage.models import Footage
from footage.operations import chunking
from footage.operations.making import cancel_derivative, retry_derivative, want
from footage.operations.resuming import go_on_where_drives_are_back
from tests.footage.media.clips import Clip
from tests.footage.studio import Studio, body, read, work

CHUNK = 120
LONG = Clip(8 * CHUNK + 7, codec=("-c:v", "mpeg4", "-q:v", "8"), gop=24, b_frames=0)
"""Forty seconds in nine chunks, which no browser shows."""
LAST = 8
ASKED = 3


@pytest.fixture
def tape(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Footage:
    """A recording that has been read, and of which nothing has been made."""
    monkeypatch.setattr(chunking, "ASKED_AHEAD", ASKED)
    monkeypatch.setattr(chunking, "RUN", 3)
    return read(studio, LONG, "tape.avi")


def waiting(queue: str) -> list[list[int]]:
    jobs = Job.objects.waiting().filter(kind=chunking.JOB, queue=queue)
    return [job.payload["chunks"] for job in jobs]


def job_of(footage: Footage, number: int) -> Job:
    return next(job for job in chunking.unfinished_jobs(footage) if number in job.payload["chunks"])


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
    assert waiting("urgent") == [[0]]
    assert waiting("heavy") == [[1, 2, 3], [4, 5, 6]]
    do(chunking.JOB, most=2)
    # One fewer than are asked for ahead: the job that has just made its chunks still counts.
    assert waiting("heavy") == [[4, 5, 6], [7, 8]]
    assert chunking.made(tape) == {0, 1, 2, 3}
    assert states(tape) == {
        "proxy": "running", "sprites": "running", "keyframes": "running",
        "audio": "not_applicable", "peaks": "not_applicable",
    }  # fmt: skip


def test_where_somebody_watches_is_made_first_then_onwards_from_there(studio: Studio, tape: Footage) -> None:
    assert want(actor=studio["reader"], footage=tape, frame=6 * CHUNK + 5) == []
    assert waiting("urgent") == [[0], [6]], "not those after it: what is shown first shares the machine with little"
    do(chunking.JOB, queue="urgent")
    assert waiting("urgent") == [[7]], "what is played next is asked for as soon as the first is there, one at a time"
    do(chunking.JOB, queue="urgent")
    assert waiting("urgent") == [[8]]
    do(chunking.JOB, queue="urgent")
    assert [(s.start, s.end) for s in want(actor=studio["reader"], footage=tape, frame=6 * CHUNK)][1:] == [
        (6 * CHUNK, LONG.frames)
    ]
    do(chunking.JOB, most=1)
    assert waiting("heavy") == [[4, 5, 6]]
    do(chunking.JOB, most=1)
    assert chunking.made(tape) == set(range(LAST + 1)), "the run left out what was there"


@pytest.mark.parametrize("begun", [False, True], ids=["waiting", "begun"])
def test_what_was_asked_for_ahead_of_a_place_that_was_left_is_let_go_of(
    studio: Studio, tape: Footage, django_capture_on_commit_callbacks: Any, begun: bool
) -> None:
    coder = studio["coder"]
    want(actor=coder, footage=tape, frame=2 * CHUNK)
    do(chunking.JOB, queue="urgent")
    (ahead,) = (job for job in chunking.unfinished_jobs(tape) if job.queue == "urgent")
    assert ahead.payload["chunks"] == [3]
    if begun:
        leases.claim(ahead.pk)
    with django_capture_on_commit_callbacks(execute=True):
        want(actor=coder, footage=tape, frame=7 * CHUNK)
    ahead.refresh_from_db()
    assert (ahead.state, ahead.cancel_requested) == ("running" if begun else "cancelled", True)
    assert waiting("urgent") == [[7]]
    if begun:
        endings.end_cancelled(ahead)  # as its worker does within moments

    with django_capture_on_commit_callbacks(execute=True):
        want(actor=studio["lead"], footage=tape, frame=3 * CHUNK)
    watched = [job for job in chunking.unfinished_jobs(tape) if job.queue == "urgent" and not job.cancel_requested]
    assert [job.payload["chunks"] for job in watched] == [[7], [3]], "what another waits for is not let go of"
    while chunking.unfinished_jobs(tape):
        do(chunking.JOB)
    assert chunking.all_made(tape), "nothing is forgotten"


def test_of_the_places_that_somebody_passes_only_the_last_is_made_at_once(studio: Studio, tape: Footage) -> None:
    for place in (2, 4, 6):
        want(actor=studio["coder"], footage=tape, frame=place * CHUNK)
    assert waiting("urgent") == [[0], [6]]
    want(actor=studio["lead"], footage=tape, frame=8 * CHUNK)
    assert waiting("urgent") == [[0], [6], [8]], "another one waits there"
    begun = job_of(tape, 6)
    leases.claim(begun.pk)
    want(actor=studio["coder"], footage=tape, frame=3 * CHUNK)
    begun.refresh_from_db()
    assert (begun.cancel_requested, waiting("urgent")) == (False, [[0], [8], [3]]), "somebody is at it"


def test_what_is_made_ahead_of_one_is_not_let_go_of_for_another(
    studio: Studio, tape: Footage, django_capture_on_commit_callbacks: Any
) -> None:
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    do(chunking.JOB, queue="urgent")
    (ahead,) = (job for job in chunking.unfinished_jobs(tape) if job.queue == "urgent")
    leases.claim(ahead.pk)
    with django_capture_on_commit_callbacks(execute=True):
        want(actor=studio["lead"], footage=tape, frame=7 * CHUNK)
    ahead.refresh_from_db()
    assert (ahead.cancel_requested, waiting("urgent")) == (False, [[7]])


def test_whoever_moves_among_places_that_are_there_has_one_made_ahead(studio: Studio, tape: Footage) -> None:
    for place in (2, 5):
        want(actor=studio["coder"], footage=tape, frame=place * CHUNK)
        do(chunking.JOB, queue="urgent")
    for place in (2, 5, 2):
        want(actor=studio["coder"], footage=tape, frame=place * CHUNK)
        assert waiting("urgent") == [[place + 1]]


def test_what_nobody_watches_any_more_is_no_longer_asked_for_first(studio: Studio, tape: Footage) -> None:
    want(actor=studio["reader"], footage=tape, frame=6 * CHUNK)
    Footage.objects.filter(pk=tape.pk).update(wanted_at=timezone.now() - timedelta(minutes=1))
    do(chunking.JOB, queue="urgent")
    assert waiting("urgent") == []


def test_a_chunk_that_waits_its_turn_is_taken_out_to_the_front(studio: Studio, tape: Footage) -> None:
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    assert waiting("urgent") == [[0], [2]], "asking again asks for nothing new"
    run_of_three = job_of(tape, 1)
    do(chunking.JOB, queue="heavy", most=1)
    run_of_three.refresh_from_db()
    assert run_of_three.payload["chunks"] == [1, 3], "who has begun makes what nobody else is at, and says so"
    assert chunking.made(tape) == {1, 3}
    do(chunking.JOB, queue="urgent")
    assert chunking.made(tape) >= {0, 1, 2, 3}


def test_a_job_of_one_chunk_that_waits_its_turn_is_moved_to_the_front(
    studio: Studio, tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunking, "RUN", 1)
    do(chunking.JOB, queue="heavy", most=2)
    (alone,) = [job for job in chunking.unfinished_jobs(tape) if job.payload["chunks"] == [7]]
    want(actor=studio["coder"], footage=tape, frame=7 * CHUNK)
    alone.refresh_from_db()
    assert alone.queue == "urgent"


def test_a_watched_chunk_whose_worker_gives_way_to_everything_is_taken_from_it(
    studio: Studio, tape: Footage, django_capture_on_commit_callbacks: Any
) -> None:
    job = job_of(tape, 2)
    leases.claim(job.pk)
    want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    job.refresh_from_db()
    assert not job.cancel_requested, "it has only just begun"

    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(seconds=4))
    with django_capture_on_commit_callbacks(execute=True):
        want(actor=studio["coder"], footage=tape, frame=2 * CHUNK)
    (stopping,) = Job.objects.filter(pk=job.pk, cancel_requested=True)
    endings.end_cancelled(stopping)  # as its worker does within moments

    assert waiting("urgent") == [[0], [2]], "it is asked for at once, and not in a run again"


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
    assert not Job.objects.finished().filter(kind=chunking.JOB).exists()
    assert {path.name for path in store.folder_of(tape).iterdir()} == {
        "proxy-v3.mp4",
        "sprites-v2",
        "keyframes-v2.json",
    }


def test_sheets_and_shots_can_be_seen_as_their_chunks_come(
    studio: Studio, tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sprites, "COLUMNS", 2)
    monkeypatch.setattr(sprites, "ROWS", 2)  # a sheet of 96 frames, eleven of them

    def seen(what: str) -> Any:
        return studio.client("reader").get(f"/api/v1/footage/{tape.id}/media/{what}")

    assert seen("sprites").status_code == 404
    do(chunking.JOB, queue="urgent")
    assert seen("sprites").json()["sheets_made"] == [], "whoever waits for the first chunk waits for nothing else"
    do(chunking.JOB, queue="heavy", most=1)
    manifest = seen("sprites").json()
    assert (manifest["sheets"], manifest["sheets_made"]) == (11, [0, 1, 2, 3, 4]), "those whose frames are all there"
    shots = seen("keyframes").json()
    assert (shots["frames"], shots["shots"], shots["sheets_made"]) == ([0], [], [0, 1, 2, 3, 4])
    assert 0 <= shots["stills"][0] < CHUNK
    early = [body(seen(f"sprites/{number}.jpg")) for number in range(5)]
    assert seen("sprites/5.jpg").status_code == 404
    assert studio.client("stranger").get(f"/api/v1/footage/{tape.id}/media/sprites/0.jpg").status_code == 404

    for lost in store.section_files(tape, 2):  # as if a worker had died before it was made
        lost.unlink()
    assert seen("sprites").json()["sheets_made"] == [0, 1, 3, 4]
    do(chunking.JOB, queue="heavy", most=1)
    assert seen("sprites").json()["sheets_made"] == list(range(8)), "the next worker makes what is missing"
    work()
    assert "sheets_made" not in json.loads(body(seen("sprites")))
    assert [body(seen(f"sprites/{number}.jpg")) for number in range(5)] == early


def test_no_section_is_made_where_all_of_it_is_there_in_a_moment(
    tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "make_section", pytest.fail)
    work()
    assert states(tape)["sprites"] == "ready"


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


def test_a_worker_that_died_before_it_tidied_up_leaves_that_to_the_next(
    tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(store, "remove_chunks", lambda _footage: None)
        work()
    chunks = store.chunk_folder(tape, 0).parent
    assert states(tape)["keyframes"] == "ready"
    assert chunks.exists()
    last = Job.objects.finished().filter(subject_id=tape.id).latest("finished_at")
    Job.objects.filter(pk=last.pk).update(state="waiting", finished_at=None)
    work()
    assert not chunks.exists()


def test_cancelled_making_keeps_its_chunks_and_goes_on_from_them(studio: Studio, tape: Footage) -> None:
    do(chunking.JOB, most=2)
    stopped = cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert (stopped.state, "cancelled" in stopped.error) == ("failed", True)
    assert chunking.unfinished_jobs(tape) == []
    assert want(actor=studio["coder"], footage=tape, frame=6 * CHUNK)[0].end == 4 * CHUNK
    assert chunking.unfinished_jobs(tape) == [], "nobody makes what was cancelled"
    with pytest.raises(RuleBroken, match="not being made"):
        cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    with pytest.raises(NotAllowed):
        retry_derivative(actor=studio["reader"], footage=tape, kind="proxy")
    retry_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert chunking.made(tape).isdisjoint(number for run in waiting("heavy") for number in run)
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}


def test_what_an_unplugged_drive_interrupts_goes_on_when_it_is_back(studio: Studio, tape: Footage) -> None:
    do(chunking.JOB, most=2)
    away = studio.folder.rename(studio.folder.with_name("away"))
    work()
    assert (states(tape)["proxy"], tape.state) == ("failed", "failed")
    assert tape.error.endswith("It goes on by itself when the drive is connected again.")
    assert go_on_where_drives_are_back() == 0

    away.rename(studio.folder)
    assert go_on_where_drives_are_back() == 1
    assert chunking.made(tape) == {0, 1, 2, 3}, "what was made is kept"
    assert go_on_where_drives_are_back() == 0, "it is asked for once"
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}


def test_a_changed_original_goes_on_by_nobody(studio: Studio, tape: Footage) -> None:
    away = studio.folder.rename(studio.folder.with_name("away"))
    work()
    os.utime(away / "tape.avi", ns=(0, tape.modified_ns + 1))
    away.rename(studio.folder)
    assert go_on_where_drives_are_back() == 0
    assert states(tape)["proxy"] == "failed"


def test_what_somebody_cancelled_while_the_drive_was_away_stays_so(studio: Studio, tape: Footage) -> None:
    away = studio.folder.rename(studio.folder.with_name("away"))
    cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    away.rename(studio.folder)
    assert go_on_where_drives_are_back() == 0


def test_one_chunk_that_is_cancelled_is_made_all_the_same(studio: Studio, tape: Footage) -> None:
    cancel_job(actor=studio["coder"], job=job_of(tape, 2))
    assert [1, 2, 3] in waiting("heavy")
    work()
    assert states(tape)["proxy"] == "ready"


def test_a_chunk_that_cannot_be_made_says_so_and_can_be_tried_again(
    studio: Studio, tape: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **more: Any) -> None:
        if any(chunk.number == 7 for chunk in given[2]):
            raise MediaFailed("This part cannot be decoded.")
        make_chunks(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_chunks", broken)
        work()
    assert states(tape) | {"proxy": "failed", "sprites": "failed", "keyframes": "failed"} == states(tape)
    assert (tape.state, tape.error) == ("failed", "This part cannot be decoded.")
    assert chunking.unfinished_jobs(tape) == []
    retry_derivative(actor=studio["coder"], footage=tape, kind="keyframes")
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}
    assert tape.state == "ready"


def test_chunks_whose_files_got_lost_are_made_again(studio: Studio, tape: Footage) -> None:
    do(chunking.JOB, most=2)
    shutil.rmtree(store.chunk_folder(tape, 1))
    cancel_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    retry_derivative(actor=studio["coder"], footage=tape, kind="proxy")
    assert chunking.made(tape) == {0, 2, 3}
    work()
    assert set(states(tape).values()) == {"ready", "not_applicable"}


def test_a_changed_original_makes_no_chunk(studio: Studio, tape: Footage) -> None:
    os.utime(Path(studio.folder, "tape.avi"), ns=(0, tape.modified_ns + 1))
    do(chunking.JOB, most=1)
    assert "has changed" in tape.derivatives.get(kind="proxy").error
    assert chunking.made(tape) == set()


def test_subjects_of_chunks_differ_between_recordings_and_numbers() -> None:
    runs = [range(first, first + length) for first in range(50) for length in (1, RUN)]
    ids = {chunking.job_subject(uuid.UUID(int=tape), run) for tape in range(5) for run in runs}
    assert len(ids) == 5 * len(runs)


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
