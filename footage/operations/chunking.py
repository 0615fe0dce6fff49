"""Which chunks of a recording are there, which are made next, and for whom.

The rows of chunks say what is there, the rows of jobs what somebody is at. Only as many jobs are asked for ahead as
keep every worker busy: so a place that somebody begins to watch is never behind hours of other chunks. What is
watched is made chunk by chunk, all the rest in runs of neighbours, which cost less.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from types import MappingProxyType

from django.utils import timezone

from annotator.jobs import leases
from annotator.jobs.models import Job, JobState
from annotator.jobs.operations import abandon, enqueue, move
from annotator.queues import Queue
from footage import store
from footage.media.chunks import CHUNK_VERSION, RUN, chunk_count, chunk_frames
from footage.models import Chunk, Footage
from footage.timebase import FrameSpan, union

JOB = "footage.chunk"
ASKED_AHEAD = 16
"""Jobs of one recording that wait or run: more than there are workers, so that none is idle."""
WATCHED_FOR = timedelta(seconds=15)
"""How long after somebody asked for a place it counts as watched: players ask again every few seconds."""
WATCHED_AHEAD = 3
"""Chunks that are made at once from where somebody watches: fifteen seconds, so that playing on finds the next."""
AHEAD, WATCHER = "ahead", "watcher"
"""In the payload of a job that is urgent: whether it was asked for before anybody waited for it; on whose behalf (an
id; "" where that is not known)."""
STARVED_AFTER = timedelta(seconds=3)
"""A chunk takes one or two seconds when nothing else goes on."""


def watcher_of(job: Job) -> str:
    """On whose behalf a job makes chunks at once; "" for nobody's."""
    return str(job.payload.get(WATCHER, ""))


def job_subject(footage_id: uuid.UUID, numbers: Sequence[int]) -> uuid.UUID:
    """What a job of chunks is about: an id of its own, because a recording has many such jobs at once."""
    return uuid.uuid5(footage_id, f"chunks {','.join(map(str, numbers))} v{CHUNK_VERSION}")


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


def ask_for_rest(footage: Footage, watcher: str = "") -> None:
    """Ask for more chunks, those from where somebody watched last first, while fewer than enough are asked for.

    `watcher`: on whose behalf the last chunk was made, if that is what this follows.

    The first of all is made at once where no browser shows the original: whoever registers a recording opens it next,
    and would find its beginning in the hands of a worker that gives way to everything. Where one does, making it would
    only keep the original from appearing.
    """
    if footage.wanted_at is not None and footage.wanted_at > timezone.now() - WATCHED_FOR:
        ask_for_watched(footage, watcher)
    jobs = unfinished_jobs(footage)
    asked = _in_hand(jobs)
    wanted = _runs(number for number in _in_order(footage) if number not in asked)
    for run in islice(wanted, max(0, ASKED_AHEAD - len(jobs))):
        _ask(footage, run, Queue.URGENT if run[0] == 0 and footage.not_playable else Queue.HEAVY)


def take_up(footage: Footage, job: Job) -> list[int]:
    """The chunks that a job which has just begun is to make: those it is for, but what is there or somebody is at.

    The job is about no others from then on, so that they can be asked for. Raises LeaseLost.
    """
    asked = _numbers_of(job)
    others = [other for other in unfinished_jobs(footage) if _goes_first(other, job)]
    taken = made(footage).union(*map(_numbers_of, others))
    numbers = [number for number in asked if number not in taken]
    if numbers != asked:
        leases.narrow(job, {**job.payload, "chunks": numbers})
    return numbers


def ask_for_watched(footage: Footage, watcher: str = "", *, moved: bool = False) -> None:
    """Ask for the chunks from where somebody watches (`watcher`, if that is known), before everything else.

    One at a time: whoever waits for one should not share the machine with what is shown only after it, and whoever
    jumps next should find a worker that is free. `moved`: the watcher may just have left another place, and what was
    asked for there on their behalf is let go of.
    """
    jobs, there = unfinished_jobs(footage), made(footage)
    here = _number_of(footage, footage.wanted_frame or 0)
    watched = range(here, min(here + WATCHED_AHEAD, count(footage)))
    missing = next((number for number in watched if number not in there), None)
    if moved:
        left = [job.pk for job in jobs if _is_left(job, watcher) and missing not in _numbers_of(job)]
        abandon(Job.objects.filter(pk__in=left))
    if missing is not None:
        marks = {AHEAD: missing != here, WATCHER: watcher}
        _ask_at_once(footage, missing, _in_hand(jobs).get(missing), marks)


def unfinished_jobs(footage: Footage) -> list[Job]:
    """The jobs that make chunks of the recording just now, or are about to."""
    return list(Job.objects.unfinished().filter(project=footage.project, kind=JOB, payload__footage=str(footage.id)))


def abandon_all(footage: Footage) -> None:
    """Let go of everything that makes chunks of the recording."""
    abandon(Job.objects.filter(pk__in=[job.pk for job in unfinished_jobs(footage)]))


def _is_left(job: Job, watcher: str) -> bool:
    """Whether nobody waits for what the job makes, once `watcher` watches something else.

    What they have waited for is finished if a worker is at it: somebody with two windows would get neither place.
    """
    mine = job.payload.get(WATCHER) == watcher
    if job.payload.get(AHEAD):
        return mine or not job.payload.get(WATCHER)
    return mine and job.state == JobState.WAITING


def _ask_at_once(footage: Footage, number: int, asked: Job | None, marks: Mapping[str, object]) -> None:
    """Have a chunk made before all that is not watched; `asked` is the job that makes it or waits to, if any."""
    if asked is None:
        _ask(footage, [number], Queue.URGENT, marks)
    elif asked.queue == Queue.URGENT:
        return
    elif asked.state == JobState.WAITING:
        _take_out(footage, number, asked, marks)
    elif asked.started_at is not None and asked.started_at < timezone.now() - STARVED_AFTER:
        # Its worker gives way to everything and gets nowhere. Once it has ended, this is asked for again.
        abandon(Job.objects.filter(pk=asked.pk, state=JobState.RUNNING))


def _take_out(footage: Footage, number: int, waiting: Job, marks: Mapping[str, object]) -> None:
    """Have a chunk made at once that waits its turn; the others that its job is for go on waiting."""
    if len(_numbers_of(waiting)) == 1:
        move(waiting, Queue.URGENT, {**waiting.payload, **marks})
    else:
        _ask(footage, [number], Queue.URGENT, marks)


def _in_order(footage: Footage) -> Iterator[int]:
    """The missing chunks: from where somebody watched last to the end, then from the start."""
    there, total = made(footage), count(footage)
    here = _number_of(footage, footage.wanted_frame or 0)
    return (number for number in (*range(here, total), *range(here)) if number not in there)


def _number_of(footage: Footage, frame: int) -> int:
    return frame // chunk_frames(footage.measured_clock().rate)


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Neighbours together, at most `RUN`; the first of all alone, because somebody will wait for it."""
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] + 1 or len(run) == RUN or run[0] == 0):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _in_hand(jobs: Iterable[Job]) -> dict[int, Job]:
    """Who makes which chunk, or waits to: what is asked for at once comes before the run that it was taken out of."""
    rest_first = sorted(jobs, key=lambda job: job.queue == Queue.URGENT)
    return {number: job for job in rest_first for number in _numbers_of(job)}


def _goes_first(other: Job, job: Job) -> bool:
    """Whether another job makes what both are for."""
    if other.queue != job.queue:
        return other.queue == Queue.URGENT
    return other.pk != job.pk and other.state == JobState.RUNNING


def _numbers_of(job: Job) -> list[int]:
    numbers: list[int] = job.payload["chunks"]
    return numbers


def _ask(
    footage: Footage, numbers: Sequence[int], queue: Queue, marks: Mapping[str, object] = MappingProxyType({})
) -> None:
    enqueue(
        project=footage.project,
        kind=JOB,
        subject_id=job_subject(footage.id, numbers),
        payload={"footage": str(footage.id), "chunks": list(numbers), **marks},
        queue=queue,
    )
