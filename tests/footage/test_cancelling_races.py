"""Somebody cancels what another is just about to change, on PostgreSQL, with real transactions and real threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from annotator.jobs import leases
from annotator.jobs.models import Job
from footage.models import Derivative, Footage
from footage.operations import making
from footage.operations.settling import locked
from tests.coding.test_concurrency import at_once
from tests.footage.studio import PLAYABLE, Studio, read

pytestmark = pytest.mark.usefixtures("postgresql")


@pytest.fixture
def films(postgresql: None, studio: Studio) -> Studio:
    """Made after the choice of database, so that nothing is made where it is skipped."""
    return studio


def test_it_waits_for_no_worker_that_publishes(films: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    footage = read(films, PLAYABLE)
    job = leases.claim(Job.objects.waiting().get(kind="footage.audio", subject_id=footage.id).pk)
    assert job is not None
    cancel_while_held(films, footage, lambda: leases.renew(job), monkeypatch)
    job.refresh_from_db()
    assert job.cancel_requested


def test_it_waits_for_nobody_who_cancels_the_same_job(films: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    footage = read(films, PLAYABLE)
    job = Job.objects.waiting().get(kind="footage.audio", subject_id=footage.id)
    held = Job.objects.filter(pk=job.pk)
    cancel_while_held(films, footage, lambda: held.update(state="cancelled", cancel_requested=True), monkeypatch)
    job.refresh_from_db()
    assert job.state == "cancelled"


def cancel_while_held(
    films: Studio, footage: Footage, hold: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds the job and then wants the recording; another holds the recording and wants the job to stop."""
    holding, cancelling = threading.Event(), threading.Event()

    def locked_and_said(footage_id: object) -> Footage:
        assert footage_id == footage.id
        mine = locked(footage.id)
        cancelling.set()
        return mine

    monkeypatch.setattr(making, "locked", locked_and_said)

    def hold_and_want() -> None:
        with transaction.atomic():
            hold()
            holding.set()
            assert cancelling.wait(20)
            locked(footage.id)

    def cancel() -> Derivative:
        assert holding.wait(20)
        return making.cancel_derivative(actor=films["lead"], footage=footage, kind="audio")

    at_once(hold_and_want, cancel)
    assert footage.derivatives.get(kind="audio").state == "failed"
