"""Which chunks of a recording are there, which are made next, and for whom.

The rows of chunks say what is there, the rows of jobs what somebody is at. Only as many jobs are asked for ahead as
keep every worker busy: so a place that somebody begins to watch is never behind hours of other chunks.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from annotator.jobs.models import Job, JobState, Queue
from annotator.jobs.operations import abandon, enqueue, move
from footage import store
from footage.media.chunks import CHUNK_VERSION, chunk_count, chunk_frames
from footage.models import Chunk, Footage
from footage.timebase import FrameSpan, union

JOB = "footage.chunk"
ASKED_AHEAD = 16
"""Jobs of one recording that wait or run: more than there are workers, so that none is idle."""
WATCHED_AHEAD = 3
"""Chunks that are made at once from where somebody watches: fifteen seconds, so that playing on finds the next."""

STARVED_AFTER = timedelta(seconds=3)
"""A chunk takes one or two seconds when nothing else goes on."""


def job_subject(footage_id: uuid.UUID, number: int) -> uuid.UUID:
    """What a chunk's job is about: an id of its own, because a recording has many such jobs at once."""
    return uuid.uuid5(footage_id, f"chunk {number} v{CHUNK_VERSION}")


def count(footage: Footage) -> int:
    """How many chunks the recording has."""
    clock = footage.measured_clock()
    return chunk_count(clock.rate, clock.frames)


def made(footage: Footage) -> set[int]:
    """The numbers of the chunks that are there."""
    return set(footage.chunks.filter(recipe=CHUNK_VERSION).values_list("number", flat=True))


def made_spans(footage: Footage) -> list[FrameSpan]:
    """The frames that can be shown from chunks, in order."""
    clock, length = footage.measured_clock(), chunk_frames(footage.measured_clock().rate)
    numbers = sorted(made(footage))
    return union(FrameSpan(number * length, min((number + 1) * length, clock.frames)) for number in numbers)


def all_made(footage: Footage) -> bool:
    """Whether everything can be put together."""
    return footage.chunks.filter(recipe=CHUNK_VERSION).count() == count(footage)


def add(footage: Footage, number: int) -> None:
    """Say that a chunk's files are whole."""
    Chunk.objects.update_or_create(
        footage=footage, number=number, defaults={"recipe": CHUNK_VERSION, "made_at": timezone.now()}
    )


def forget(footage: Footage) -> None:
    """Everything was put together: the chunks' files may go, and so may the jobs that made them."""
    footage.chunks.all().delete()
    Job.objects.finished().filter(project=footage.project, kind=JOB, payload__footage=str(footage.id)).delete()


def forget_lost(footage: Footage) -> None:
    """Take back what rows say of chunks whose files are gone, so that they are made again."""
    lost = [number for number in made(footage) if not store.chunk_folder(footage, number).exists()]
    footage.chunks.filter(number__in=lost).delete()


def ask_for_rest(footage: Footage) -> None:
    """Ask for more chunks, those from where somebody watched last first, while fewer than enough are asked for.

    The first of all is made at once: whoever registers a recording opens it next, and would find its beginning in the
    hands of a worker that gives way to everything.
    """
    asked = _unfinished(footage)
    wanted = (number for number in _in_order(footage) if number not in asked)
    for number in islice(wanted, max(0, ASKED_AHEAD - len(asked))):
        _ask(footage, number, Queue.URGENT if number == 0 else Queue.HEAVY)


def ask_for_watched(footage: Footage) -> None:
    """Ask for the chunks from where somebody watches, before everything else.

    The first alone: whoever waits for it should not share the machine with what is shown only after it.
    """
    asked, there = _unfinished(footage), made(footage)
    here = _number_of(footage, footage.wanted_frame or 0)
    if here not in there:
        _ask_at_once(footage, here, asked.get(here))
        return
    for number in range(here + 1, min(here + WATCHED_AHEAD, count(footage))):
        if number not in there:
            _ask_at_once(footage, number, asked.get(number))


def unfinished_jobs(footage: Footage) -> list[Job]:
    """The jobs that make chunks of the recording just now, or are about to."""
    return list(Job.objects.unfinished().filter(project=footage.project, kind=JOB, payload__footage=str(footage.id)))


def _ask_at_once(footage: Footage, number: int, asked: Job | None) -> None:
    """Have a chunk made before all that is not watched; `asked` is the job that makes it or waits to, if any."""
    if asked is None:
        _ask(footage, number, Queue.URGENT)
    elif asked.queue == Queue.URGENT:
        return
    elif asked.state == JobState.WAITING:
        move(asked, Queue.URGENT)
    elif asked.started_at is not None and asked.started_at < timezone.now() - STARVED_AFTER:
        # Its worker gives way to everything and gets nowhere. Once it has ended, this is asked for again.
        abandon(Job.objects.filter(pk=asked.pk, state=JobState.RUNNING))


def _in_order(footage: Footage) -> Iterator[int]:
    """The missing chunks: from where somebody watched last to the end, then from the start."""
    there, total = made(footage), count(footage)
    here = _number_of(footage, footage.wanted_frame or 0)
    return (number for number in (*range(here, total), *range(here)) if number not in there)


def _number_of(footage: Footage, frame: int) -> int:
    return frame // chunk_frames(footage.measured_clock().rate)


def _unfinished(footage: Footage) -> dict[int, Job]:
    return {job.payload["chunk"]: job for job in unfinished_jobs(footage)}


def _ask(footage: Footage, number: int, queue: Queue) -> None:
    enqueue(
        project=footage.project,
        kind=JOB,
        subject_id=job_subject(footage.id, number),
        payload={"footage": str(footage.id), "chunk": number},
        queue=queue,
    )
