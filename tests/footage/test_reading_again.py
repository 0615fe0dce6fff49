"""Recordings whose whole was read after their clock was fixed: what stopped, and what contradicted it."""

import threading

import pytest

from annotator.errors import RuleBroken
from annotator.jobs import leases
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job, enqueue
from footage import store
from footage.models import Excerpt, Footage
from footage.operations import measuring
from footage.operations.excerpts import create_excerpt
from footage.operations.recordings import CONFIRM, read_again
from footage.operations.settling import locked
from tests.footage.studio import PLAYABLE, Studio, clip, work


@pytest.fixture
def quick(studio: Studio) -> Footage:
    """A recording as one is after a quick look: it has its clock, and waits to be read whole."""
    clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")
    run(Job.objects.get(kind="footage.ingest").pk, threading.Event())
    footage = locked(footage.id)
    footage.sha256, footage.read_whole = "", False
    footage.job = enqueue(project=footage.project, kind=CONFIRM, subject_id=footage.id, payload={}, queue="light")
    footage.save()
    return footage


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


class TestContradiction:
    @pytest.fixture
    def wrong(self, quick: Footage) -> Footage:
        """One of which stills and chunks were made before its clock was found to be wrong."""
        for name in ("chunks-v1/000000", "stills"):
            (store.folder_of(quick) / name).mkdir(parents=True)
            (store.folder_of(quick) / name / "of the old clock").touch()
        measuring.confirm(quick.id, sha256="a" * 64, contradiction="It has other frames.")
        quick.refresh_from_db()
        return quick

    def test_nothing_of_the_old_clock_is_left(self, studio: Studio, wrong: Footage) -> None:
        read_again(actor=studio["lead"], footage=wrong)
        assert not store.folder_of(wrong).exists()

    def test_what_was_asked_for_is_not_made_by_it(self, wrong: Footage) -> None:
        assert not Job.objects.waiting().exclude(kind=CONFIRM).exists()

    def test_not_while_something_is_made_by_it(self, studio: Studio, quick: Footage) -> None:
        assert leases.claim(Job.objects.filter(kind="footage.chunk").first().pk)  # type: ignore[union-attr]
        measuring.confirm(quick.id, sha256="a" * 64, contradiction="It has other frames.")
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
