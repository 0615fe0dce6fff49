"""Exact clips and stills: asking for one, what its worker writes, removing it.

They are the lead's, as every export is: neither their rows nor their jobs or events reach other members. A job of
the project could be seen and cancelled by any coder, so theirs belong to no project; who removes an excerpt stops
its work. An excerpt stays until a lead removes it, and cannot be brought back, only made again.
"""

import uuid
from fractions import Fraction
from functools import partial
from typing import Any

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import NotVisible, RuleBroken
from annotator.jobs.models import Job, JobState
from annotator.jobs.operations import abandon, enqueue
from annotator.queues import Queue
from annotator.records import advance, lock
from footage import store
from footage.models import Excerpt, ExcerptKind, ExcerptState, Footage
from footage.models.excerpts import ExcerptQuerySet
from footage.timebase import FrameSpan

MAKE = "footage.excerpt"
LONGEST_LIGHT = Fraction(120)
"""Seconds: a longer clip is work for the heavy queue.

Somebody waits for a clip, so it should not stand behind the proxies of a whole tape; but never before
the chunk that somebody is watching, so it is not urgent. Two minutes of 1080p take about as long to make.
"""
CANCELLED = "This work was cancelled. The original is untouched; ask for it again."


def create_excerpt(*, actor: Actor, footage: Footage, kind: str, span: FrameSpan) -> Excerpt:
    """Ask for a span of a recording as a file of its own; a still is the first frame of the span.

    Raises RuleBroken where there is no picture to make a still of, and for a recording whose clock is not sound.
    """
    authorise(actor, "excerpt.create", footage.project)
    if closed := footage.why_closed:
        raise RuleBroken(closed, code="unsound" if footage.unsound else "same_content")
    if kind == ExcerptKind.STILL and not footage.has_picture:
        raise RuleBroken("This recording has sound and no picture, so there is no still of it.", code="no_picture")
    clock = footage.measured_clock()
    end = span.start + 1 if kind == ExcerptKind.STILL else span.end
    short = (end - span.start) / clock.rate.as_fraction <= LONGEST_LIGHT
    with transaction.atomic():
        excerpt = Excerpt(footage=footage, kind=kind, start=span.start, end=end, created_by=actor.user)
        excerpt.job = enqueue(
            project=None, kind=MAKE, subject_id=excerpt.id, payload={}, queue=Queue.LIGHT if short else Queue.HEAVY
        )
        excerpt.save(force_insert=True)
        note(actor, "excerpt.create", excerpt, before=None, after=excerpt_state(excerpt))
    return excerpt


@transaction.atomic
def remove_excerpt(*, actor: Actor, excerpt: Excerpt, expected_version: int) -> None:
    """Remove an excerpt and its file, or stop making it."""
    authorise(actor, "excerpt.create", excerpt.project)
    locked = lock(_rows(), excerpt.id, expected_version)
    note(actor, "excerpt.remove", locked, before=excerpt_state(locked), after=None)
    abandon(Job.objects.about(MAKE, locked.id))
    file = store.excerpt_file(locked)
    locked.delete()
    transaction.on_commit(partial(file.unlink, missing_ok=True), robust=True)


@transaction.atomic
def start_excerpt(excerpt_id: uuid.UUID) -> Excerpt | None:
    """Mark an excerpt as running and return it; None when it is made, or was removed meanwhile."""
    excerpt = _rows().select_for_update(of=("self",), no_key=True).filter(pk=excerpt_id).first()
    if excerpt is None or excerpt.state == ExcerptState.READY:
        return None
    if excerpt.state != ExcerptState.RUNNING:
        excerpt.state, excerpt.error = ExcerptState.RUNNING, ""
        advance(excerpt)
    return excerpt


@transaction.atomic
def finish_excerpt(excerpt_id: uuid.UUID, *, name: str, size: int, sha256: str) -> None:
    """Say that an excerpt's file is whole, which appears in the same transaction.

    Raises NotVisible when the excerpt was removed meanwhile.
    """
    excerpt = lock(_rows(), excerpt_id, None)
    before = excerpt_state(excerpt)
    excerpt.state, excerpt.error = ExcerptState.READY, ""
    excerpt.file_name, excerpt.size, excerpt.sha256 = name, size, sha256
    advance(excerpt)
    note(None, "excerpt.ready", excerpt, before=before, after=excerpt_state(excerpt))


@transaction.atomic
def excerpt_ended(job: Job) -> None:
    """The making of an excerpt failed: it says why."""
    try:
        excerpt = lock(_rows(), job.subject_id or uuid.UUID(int=0), None)
    except NotVisible:
        return  # it was removed, which is why its job ended
    before = excerpt_state(excerpt)
    excerpt.state = ExcerptState.FAILED
    excerpt.error = CANCELLED if job.state == JobState.CANCELLED else job.error
    advance(excerpt)
    note(None, "excerpt.fail", excerpt, before=before, after=excerpt_state(excerpt))


def remove_orphans() -> None:
    """Remove files of excerpts that are gone: what a worker or server left that died at the wrong moment."""
    files = store.excerpt_files()  # before the rows: a row is written before its file, never after
    there = {str(found) for found in Excerpt.objects.filter(pk__in=list(files)).values_list("pk", flat=True)}
    for orphan in files.keys() - there:
        for file in files[orphan]:
            file.unlink(missing_ok=True)


def excerpt_state(excerpt: Excerpt) -> dict[str, Any]:
    """What the trail keeps of an excerpt."""
    return {
        "version": excerpt.version,
        "footage": excerpt.footage_id,
        "kind": excerpt.kind,
        "start": excerpt.start,
        "end": excerpt.end,
        "state": excerpt.state,
        "error": excerpt.error,
        "size": excerpt.size,
        "sha256": excerpt.sha256,
    }


def _rows() -> ExcerptQuerySet:
    return Excerpt.objects.select_related("footage__project", "footage__volume")
