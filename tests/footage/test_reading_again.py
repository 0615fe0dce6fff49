"""Recordings whose whole was read after their clock was fixed: what stopped, and what contradicted it."""

import threading
from typing import Any

import pytest
from django.db import OperationalError

from annotator.errors import AlreadyThere, RuleBroken
from annotator.jobs import leases
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job, enqueue
from annotator.queues import Queue
from footage import store, tasks
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.probe import Probe, probe_file
from footage.media.source import describe_source
from footage.models import Excerpt, Footage
from footage.operations import measuring, recordings
from footage.operations.excerpts import create_excerpt
from footage.operations.recordings import CONFIRM, read_again
from footage.operations.resuming import go_on_where_drives_are_back
from footage.operations.settling import locked
from tests.footage.media.truth_table import KINDS
from tests.footage.studio import PLAYABLE, Studio, clip, work

WHOLE = Probe(frozenset(), None, None, cut_short=False, whole=True, streams=(), facts={})
"""Nobody looks at it where it contradicts."""


@pytest.fixture(name="quick")
def looked_at(studio: Studio) -> Footage:
    """A recording as one is after a quick look: it has its clock, and waits to be read whole."""
    return begun(studio, CONFIRM)


def begun(studio: Studio, kind: str) -> Footage:
    """A recording of which the first or the second reading waits."""
    clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")
    if kind != CONFIRM:
        return footage
    run(Job.objects.get(kind="footage.ingest").pk, threading.Event())
    footage = locked(footage.id)
    footage.sha256, footage.read_whole = "", False
    footage.job = enqueue(project=footage.project, kind=CONFIRM, subject_id=footage.id, payload={}, queue=Queue.LIGHT)
    footage.save()
    return footage


@pytest.mark.parametrize("kind", ["footage.ingest", CONFIRM])
def test_a_reading_is_not_asked_for_again_before_it_has_stopped(studio: Studio, kind: str) -> None:
    footage = begun(studio, kind)
    job = Job.objects.get(kind=kind)
    leases.claim(job.pk)
    cancel_job(actor=studio["lead"], job=job)
    footage.refresh_from_db()
    with pytest.raises(AlreadyThere) as refused:
        read_again(actor=studio["lead"], footage=footage)
    assert refused.value.code == "still_stopping"


@pytest.mark.parametrize("how", ["unplugged", "cancelled"])
def test_a_reading_that_was_stopped_goes_on_by_the_same_clock(studio: Studio, quick: Footage, how: str) -> None:
    clock, job = quick.measured_clock(), Job.objects.get(kind=CONFIRM)
    Excerpt.objects.create(footage=quick, kind="still", start=3, end=4, created_by=studio["lead"].user)
    if how == "cancelled":
        cancel_job(actor=studio["coder"], job=job)
    else:
        away = studio.folder.rename(studio.folder.with_name("away"))
        run(job.pk, threading.Event())
        away.rename(studio.folder)
    quick.refresh_from_db()
    # Nothing contradicted its clock: it can be watched and coded meanwhile.
    assert (quick.state, quick.playable, quick.sha256) == ("processing", True, "")
    assert ("offline" in quick.error) == (how == "unplugged")

    read_again(actor=studio["lead"], footage=quick)
    work()

    quick.refresh_from_db()
    assert (quick.state, quick.read_whole, quick.unsound) == ("ready", True, "")
    assert quick.measured_clock() == clock


@pytest.mark.parametrize("kind", ["footage.ingest", CONFIRM])
def test_a_reading_that_an_unplugged_drive_stopped_goes_on_when_it_is_back(studio: Studio, kind: str) -> None:
    footage = begun(studio, kind)
    away = studio.folder.rename(studio.folder.with_name("away"))
    work()
    footage.refresh_from_db()
    assert footage.error.endswith("It goes on by itself when the drive is connected again.")
    assert go_on_where_drives_are_back() == 0

    away.rename(studio.folder)
    assert go_on_where_drives_are_back() == 1
    footage.refresh_from_db()
    assert footage.error == ""
    assert go_on_where_drives_are_back() == 0, "it is asked for once"
    work()
    footage.refresh_from_db()
    assert (footage.state, footage.read_whole, len(footage.sha256)) == ("ready", True, 64)


@pytest.mark.parametrize("how", ["cancelled", "unreadable"])
def test_one_that_stopped_for_another_reason_waits_for_a_person(
    studio: Studio, quick: Footage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job.objects.get(kind=CONFIRM)
    if how == "cancelled":
        cancel_job(actor=studio["coder"], job=job)
    else:  # the drive is there, and would be read for ever

        def broken(*_args: object, **_how: object) -> str:
            raise MediaFailed("The file cannot be read to its end.")

        monkeypatch.setattr(tasks, "hash_apart", broken)
        run(job.pk, threading.Event())
    assert go_on_where_drives_are_back() == 0
    assert not Job.objects.waiting().filter(kind=CONFIRM).exists()


def test_a_rate_that_turns_out_to_vary_takes_the_original_from_the_screen(studio: Studio) -> None:
    """The quick look at an MKV sees no gap in its middle; ADR 6 has a varying rate wait for the proxy."""
    kind = KINDS["gap in an mkv"]
    kind.make(studio.folder / "gap.mkv")
    footage = studio.register("gap.mkv")
    quick = probe_file(studio.folder / "gap.mkv", find_tools(), quick=True, small_bytes=0)
    source = describe_source(quick)
    measuring.measure(footage.id, sha256="", probe=quick, source=source, clock=source.timebase())
    footage.refresh_from_db()
    assert (footage.playable, footage.remarks, footage.read_whole) == (True, [], False)

    run(Job.objects.get(kind=CONFIRM).pk, threading.Event())

    footage.refresh_from_db()
    assert (footage.state, footage.unsound, footage.read_whole) == ("processing", "", True)
    assert not footage.playable
    assert "varying rate" in footage.not_playable
    assert "varying rate" in footage.remarks[0]
    assert footage.probe["whole"]
    assert footage.measured_clock() == source.timebase()


class TestContradiction:
    @pytest.fixture
    def wrong(self, quick: Footage) -> Footage:
        """One of which stills and chunks were made before its clock was found to be wrong."""
        for name in ("chunks-v1/000000", "stills"):
            (store.folder_of(quick) / name).mkdir(parents=True)
            (store.folder_of(quick) / name / "of the old clock").touch()
        measuring.confirm(quick.id, sha256="a" * 64, whole=WHOLE, contradiction="It has other frames.")
        quick.refresh_from_db()
        return quick

    def test_nothing_of_the_old_clock_is_left(
        self, studio: Studio, wrong: Footage, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            read_again(actor=studio["lead"], footage=wrong)
        assert not store.folder_of(wrong).exists()

    def test_nothing_is_removed_when_it_is_refused_after_all(
        self, studio: Studio, wrong: Footage, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        def lost(*_given: object, **_more: object) -> None:
            raise OperationalError("the database went away")

        monkeypatch.setattr(recordings, "note", lost)
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(OperationalError):
            read_again(actor=studio["lead"], footage=wrong)
        wrong.refresh_from_db()
        assert wrong.clock is not None
        assert (store.folder_of(wrong) / "stills" / "of the old clock").exists()

    def test_what_was_asked_for_is_not_made_by_it(self, wrong: Footage) -> None:
        assert not Job.objects.waiting().exclude(kind=CONFIRM).exists()

    def test_not_while_something_is_made_by_it(self, studio: Studio, quick: Footage) -> None:
        assert leases.claim(Job.objects.filter(kind="footage.chunk").first().pk)  # type: ignore[union-attr]
        measuring.confirm(quick.id, sha256="a" * 64, whole=WHOLE, contradiction="It has other frames.")
        with pytest.raises(RuleBroken, match="still being made"):
            read_again(actor=studio["lead"], footage=quick)

    def test_nothing_is_cut_out_by_it(self, studio: Studio, wrong: Footage) -> None:
        span = wrong.measured_clock().span(3, 4)
        with pytest.raises(RuleBroken, match="other frames"):
            create_excerpt(actor=studio["lead"], footage=wrong, kind="still", span=span)
        assert not Excerpt.objects.exists()

    def test_not_when_something_was_cut_out(self, studio: Studio, wrong: Footage) -> None:
        Excerpt.objects.create(footage=wrong, kind="still", start=3, end=4, created_by=studio["lead"].user)
        with pytest.raises(RuleBroken, match="cut out of it"):
            read_again(actor=studio["lead"], footage=wrong)
        wrong.refresh_from_db()
        assert wrong.clock is not None
