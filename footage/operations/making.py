"""Making derivatives: what workers write, what people ask for, and asking for whatever can be begun.

The workers' operations run inside the transaction in which their job proves that it is still theirs.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, RuleBroken
from annotator.jobs.models import Job, JobState
from annotator.jobs.operations import abandon, enqueue
from annotator.records import advance
from footage import originals, store
from footage.media.chunks import Chunk, chunk_at
from footage.media.recipes import RECIPES, recipe
from footage.models import Derivative, DerivativeState, Footage
from footage.operations import chunking
from footage.operations.settling import (
    DONE,
    GOES_ON,
    fail,
    is_outdated,
    is_there,
    locked,
    locked_if_there,
    mark_running,
    of_kind,
    of_kinds,
    settle_and_note,
    wait_again,
    wanted_from_chunks,
)
from footage.operations.trail import derivative_state
from footage.timebase import FrameSpan

CANCELLED = "This work was cancelled. The original is untouched; it can be asked for again."


def job_kind(kind: str) -> str:
    """The kind of the job that makes a kind of derivative."""
    return f"footage.{kind}"


@transaction.atomic
def start_making(footage_id: uuid.UUID, kind: str) -> Derivative | None:
    """Mark a derivative as running and return it; None when there is nothing (left) to make.

    One that an older recipe made stays ready, and its file is served, until the new file is whole.
    """
    derivative = of_kind(locked(footage_id), kind)
    if is_there(derivative):
        return None
    mark_running(derivative)
    return derivative


@transaction.atomic
def finish(footage_id: uuid.UUID, kind: str, *, facts: Mapping[str, Any]) -> None:
    """Say that a derivative's file is whole, ask for what is made from it, and forget chunks that nobody needs."""
    footage = locked(footage_id)
    derivative = of_kind(footage, kind)
    before = derivative_state(derivative)
    derivative.state, derivative.error, derivative.facts = DerivativeState.READY, "", dict(facts)
    derivative.file_name, derivative.recipe = store.file_name(recipe(kind)), recipe(kind).version
    advance(derivative)
    note(None, "derivative.ready", derivative, before=before, after=derivative_state(derivative))
    settle_and_note(footage)
    ask_for_startable(footage)
    if not wanted_from_chunks(footage) and not _failed(footage):
        chunking.forget(footage)


@transaction.atomic
def chunks_may_go(footage_id: uuid.UUID) -> bool:
    """Whether nothing needs the files of the recording's chunks any longer."""
    footage = locked(footage_id)
    return not (wanted_from_chunks(footage) or _failed(footage) or footage.chunks.exists())


@transaction.atomic
def making_ended(job: Job) -> None:
    """The making of a derivative failed or was cancelled; so has what would have been made from it.

    One that was asked for again while its cancelled job was still stopping is asked for now: until then that job was
    in the way. It waits, though its job had begun.
    """
    footage = locked_if_there(job.subject_id)
    kind = job.kind.partition(".")[2]
    if footage is None or (state := of_kind(footage, kind).state) in DONE:
        return
    if job.state == JobState.CANCELLED and job.started_at is not None and state == DerivativeState.WAITING:
        ask_for_startable(footage)
        return
    sentence, interrupted = _why_and_whether_interrupted(footage, job)
    fail(of_kind(footage, kind), sentence, interrupted=interrupted)
    for dependent in of_kinds(footage, _needing(kind)):
        if dependent.state not in DONE:
            from_nothing = f"It is made from the {kind}, which could not be made. {sentence}"
            fail(dependent, from_nothing, interrupted=interrupted)
    settle_and_note(footage)


@transaction.atomic
def start_chunks(footage_id: uuid.UUID, job: Job) -> list[Chunk]:
    """Say that a job is at its chunks, and which they are: those that are missing, and that nobody else is at.

    There are none when nobody wants them any more.
    """
    footage = locked(footage_id)
    wanted = wanted_from_chunks(footage)
    numbers = chunking.take_up(footage, job) if wanted else []
    for derivative in wanted if numbers else ():
        mark_running(derivative)
    clock = footage.measured_clock()
    return [chunk_at(clock.rate, clock.frames, number) for number in numbers]


@transaction.atomic
def chunks_made(footage_id: uuid.UUID, numbers: Iterable[int], job: Job) -> None:
    """Say that chunks' files are whole, and ask for the next, or for what is put together after the last."""
    footage = locked(footage_id)
    for number in numbers:
        chunking.add(footage, number)
    ask_for_startable(footage, chunking.watcher_of(job))


@transaction.atomic
def chunks_ended(job: Job) -> None:
    """Chunks could not be made, so nothing can be put together; what was made is kept.

    Those that were cancelled are asked for again if they are wanted after all: making is cancelled by
    `cancel_derivative`.
    """
    footage = locked_if_there(uuid.UUID(job.payload["footage"]))
    if footage is None:
        return
    if job.state == JobState.CANCELLED:
        ask_for_startable(footage, chunking.watcher_of(job))
    else:
        sentence, interrupted = _why_and_whether_interrupted(footage, job)
        _stop_chunks(footage, sentence, interrupted=interrupted)


def want(*, actor: Actor, footage: Footage, frame: int) -> list[FrameSpan]:
    """Have made first what somebody is about to watch; the answer is what can be watched already.

    `frame` lies in the recording. Where somebody looks is no change of the recording: no version, no event.
    """
    authorise(actor, "footage.media", footage.project)
    with transaction.atomic():
        mine = locked(footage.id)
        mine.wanted_frame, mine.wanted_at = frame, timezone.now()
        Footage.objects.filter(pk=mine.pk).update(wanted_frame=frame, wanted_at=mine.wanted_at)
        if wanted_from_chunks(mine):
            chunking.ask_for_watched(mine, str(actor.user_id), moved=True)
        return chunking.made_spans(mine)


@transaction.atomic
def cancel_derivative(*, actor: Actor, footage: Footage, kind: str) -> Derivative:
    """Stop the making of a derivative; chunks that were made are kept, and trying again goes on from them.

    Raises RuleBroken when it is not being made.
    """
    authorise(actor, "footage.derive", footage.project)
    mine = locked(footage.id)
    wanted = of_kind(mine, kind)
    if wanted.state not in {DerivativeState.WAITING, DerivativeState.RUNNING}:
        raise RuleBroken("This is not being made, so there is nothing to cancel.", code="not_being_made")
    before = derivative_state(wanted)
    if recipe(kind).chunked and mine.has_picture:
        _stop_chunks(mine, CANCELLED)
    abandon(Job.objects.unfinished().filter(kind=job_kind(kind), subject_id=mine.id))
    stopped = of_kind(mine, kind)
    if stopped.state != DerivativeState.FAILED:
        fail(stopped, CANCELLED)
    settle_and_note(mine)
    stopped = of_kind(mine, kind)
    note(actor, "derivative.cancel", stopped, before=before, after=derivative_state(stopped))
    return stopped


@transaction.atomic
def retry_derivative(*, actor: Actor, footage: Footage, kind: str) -> Derivative:
    """Ask for a derivative again that failed, with whatever it is made from or with, and whatever is made from it.

    Raises RuleBroken when there is nothing to be tried again.
    """
    authorise(actor, "footage.derive", footage.project)
    mine = locked(footage.id)
    wanted = of_kind(mine, kind)
    _refuse_retry(mine, wanted)
    before = derivative_state(wanted)
    for derivative in of_kinds(mine, {kind, *_needed_by(kind), *_needing(kind), *_made_with(kind)}):
        if derivative.state == DerivativeState.FAILED or derivative.pk == wanted.pk:
            wait_again(derivative)
    wanted = of_kind(mine, kind)
    note(actor, "derivative.retry", wanted, before=before, after=derivative_state(wanted))
    _begin_again(mine)
    return of_kind(mine, kind)


@transaction.atomic
def make_interrupted(footage_id: uuid.UUID) -> None:
    """Make of a recording what failed because its drive was away."""
    footage = locked(footage_id)
    for derivative in footage.derivatives.select_related("footage__project").filter(interrupted=True):
        before = derivative_state(derivative)
        wait_again(derivative)
        note(None, "derivative.retry", derivative, before=before, after=derivative_state(derivative))
    _begin_again(footage)


def _begin_again(footage: Footage) -> None:
    chunking.forget_lost(footage)
    settle_and_note(footage)
    ask_for_startable(footage)


def ask_for_startable(footage: Footage, watcher: str = "") -> None:
    """Ask for each derivative that is to be made and of which everything that it is made from is there.

    `watcher`: on whose behalf the last chunk was made, if that is what this follows.
    """
    if footage.why_closed:
        return
    states = {derivative.kind: derivative for derivative in footage.derivatives.all()}
    from_chunks = {derivative.kind for derivative in wanted_from_chunks(footage)}
    chunks_made = bool(from_chunks) and chunking.all_made(footage)
    for wanted in RECIPES:
        derivative = states[wanted.kind]
        if wanted.kind in from_chunks:
            startable = chunks_made
        else:
            waits = derivative.state == DerivativeState.WAITING or is_outdated(derivative)
            startable = waits and all(is_there(states[need]) for need in wanted.needs)
        if startable:
            _ask(footage, derivative)
    if from_chunks and not chunks_made:
        chunking.ask_for_rest(footage, watcher)


def abandon_making(footage: Footage) -> None:
    """Stop whatever is being made of a recording that turned out to be closed."""
    kinds = [job_kind(recipe.kind) for recipe in RECIPES]
    abandon(Job.objects.unfinished().filter(kind__in=kinds, subject_id=footage.id))
    chunking.abandon_all(footage)


def why(job: Job) -> str:
    """The sentence on why a job ended badly."""
    return CANCELLED if job.state == JobState.CANCELLED else job.error


def _ask(footage: Footage, derivative: Derivative) -> None:
    wanted = recipe(derivative.kind)
    job = enqueue(
        project=footage.project, kind=job_kind(wanted.kind), subject_id=footage.id, payload={}, queue=wanted.queue
    )
    if derivative.job_id != job.pk:
        derivative.job = job
        advance(derivative)


def was_interrupted(footage: Footage, job: Job) -> bool:
    """Whether a job ended badly because the recording's drive went away."""
    return job.state != JobState.CANCELLED and not originals.is_mounted(footage.volume)


def _why_and_whether_interrupted(footage: Footage, job: Job) -> tuple[str, bool]:
    interrupted = was_interrupted(footage, job)
    return (f"{job.error} {GOES_ON}" if interrupted else why(job)), interrupted


def _stop_chunks(footage: Footage, sentence: str, *, interrupted: bool = False) -> None:
    for derivative in wanted_from_chunks(footage):
        if derivative.state != DerivativeState.READY:
            fail(derivative, sentence, interrupted=interrupted)
    chunking.abandon_all(footage)
    settle_and_note(footage)


def _failed(footage: Footage) -> bool:
    return any(derivative.state == DerivativeState.FAILED for derivative in footage.derivatives.all())


def _refuse_retry(footage: Footage, derivative: Derivative) -> None:
    if footage.clock is None:
        raise RuleBroken(
            "The recording itself could not be read, so nothing can be made from it. Have the recording read again.",
            code="no_clock",
        )
    state = derivative.state
    lost = state == DerivativeState.READY and not derivative.same_as_original and not store.file_of(derivative).exists()
    if state in {DerivativeState.WAITING, DerivativeState.RUNNING}:
        raise AlreadyThere("This is being made already; look at its progress.", code="being_made")
    if state != DerivativeState.FAILED and not lost:
        raise RuleBroken("This did not fail, so there is nothing to be tried again.", code="nothing_to_retry")


def _made_with(kind: str) -> set[str]:
    """The kinds that come out of the same decode."""
    return {other.kind for other in RECIPES if other.chunked} if recipe(kind).chunked else set()


def _needing(kind: str) -> set[str]:
    """Every kind that is made from `kind`, directly or not."""
    direct = {recipe.kind for recipe in RECIPES if kind in recipe.needs}
    return direct.union(*(_needing(dependent) for dependent in direct))


def _needed_by(kind: str) -> set[str]:
    """Every kind that `kind` is made from, directly or not."""
    needs: Iterable[str] = recipe(kind).needs
    return set(needs).union(*(_needed_by(need) for need in needs))
