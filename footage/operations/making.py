"""The way of a recording from registered to ready: what workers write, and asking for work again.

Rows are locked in one order everywhere: the recording, then its derivatives. The workers' operations
run inside the transaction in which their job proves that it is still theirs.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, RuleBroken
from annotator.jobs.models import Job, JobState
from annotator.jobs.operations import enqueue
from annotator.records import advance, lock
from footage import store
from footage.media.probe import Probe
from footage.media.recipes import RECIPES, recipe
from footage.media.source import Source
from footage.models import Derivative, DerivativeKind, DerivativeState, Footage, FootageState
from footage.operations.recordings import refuse_twin
from footage.operations.trail import derivative_state, footage_state
from footage.timebase import Timebase, exact_text

CANCELLED = "This work was cancelled. The original is untouched; it can be asked for again."
_DONE = {DerivativeState.READY.value, DerivativeState.NOT_APPLICABLE.value}


def job_kind(kind: str) -> str:
    """The kind of the job that makes a kind of derivative."""
    return f"footage.{kind}"


@transaction.atomic
def measure(footage_id: uuid.UUID, *, sha256: str, probe: Probe, source: Source, clock: Timebase) -> Footage:
    """Fix the clock of a recording that has been read, and ask for everything that can be made from it.

    Raises AlreadyThere when its content turns out to be in the project already. Measured twice (by a
    worker that was taken for dead), the first time counts.
    """
    footage = _locked(footage_id)
    if footage.clock is not None:
        return footage
    refuse_twin(footage, sha256)
    before = footage_state(footage)
    footage.sha256, footage.probe = sha256, probe.facts
    footage.rate_num, footage.rate_den = clock.rate.num, clock.rate.den
    footage.frame_count, footage.start_frame, footage.drop_frame = clock.frames, clock.start, clock.drop_frame
    footage.picture_start = exact_text(source.first_seconds)
    footage.has_picture, footage.has_sound = source.video is not None, source.audio is not None
    footage.tracks, footage.track_choice, footage.remarks = _tracks(probe, source), source.choice, list(source.notes)
    footage.not_playable = source.not_playable or ""
    _plan(footage, source)
    _settle(footage)
    try:
        advance(footage)
    except IntegrityError as error:
        # Its twin was measured between the look and the write, and the constraint let only one in.
        raise AlreadyThere("This recording is in the project already. Nothing was changed.") from error
    note(None, "footage.measure", footage, before=before, after=footage_state(footage))
    _ask_for_startable(footage)
    return footage


@transaction.atomic
def start_making(footage_id: uuid.UUID, kind: str) -> Derivative | None:
    """Mark a derivative as running and return it; None when there is nothing (left) to make.

    One that an older recipe made stays ready, and its file is served, until the new file is whole.
    """
    derivative = _of(_locked(footage_id), kind)
    if _is_there(derivative):
        return None
    if derivative.state != DerivativeState.READY:
        derivative.state, derivative.error = DerivativeState.RUNNING, ""
        advance(derivative)
    return derivative


@transaction.atomic
def finish(footage_id: uuid.UUID, kind: str, *, facts: Mapping[str, Any]) -> None:
    """Say that a derivative's file is whole, and ask for what is made from it."""
    footage = _locked(footage_id)
    derivative = _of(footage, kind)
    before = derivative_state(derivative)
    derivative.state, derivative.error, derivative.facts = DerivativeState.READY, "", dict(facts)
    derivative.file_name, derivative.recipe = store.file_name(recipe(kind)), recipe(kind).version
    advance(derivative)
    note(None, "derivative.ready", derivative, before=before, after=derivative_state(derivative))
    _settle_and_note(footage)
    _ask_for_startable(footage)


@transaction.atomic
def reading_ended(job: Job) -> None:
    """The reading of a recording failed or was cancelled: it says why, and nothing is made from it."""
    footage = _locked_if_there(job.subject_id)
    if footage is None or footage.clock is not None:
        return
    before = footage_state(footage)
    footage.state, footage.error = FootageState.FAILED, _why(job)
    footage.derivatives.update(state=DerivativeState.NOT_APPLICABLE)
    advance(footage)
    note(None, "footage.fail", footage, before=before, after=footage_state(footage))


@transaction.atomic
def making_ended(job: Job) -> None:
    """The making of a derivative failed or was cancelled; so has what would have been made from it."""
    footage = _locked_if_there(job.subject_id)
    kind = job.kind.partition(".")[2]
    if footage is None or _of(footage, kind).state in _DONE:
        return
    _fail(_of(footage, kind), _why(job))
    for dependent in _of_kinds(footage, _needing(kind)):
        if dependent.state not in _DONE:
            _fail(dependent, f"It is made from the {kind}, which could not be made. {_why(job)}")
    _settle_and_note(footage)


@transaction.atomic
def retry_derivative(*, actor: Actor, footage: Footage, kind: str) -> Derivative:
    """Ask for a derivative again that failed, with whatever it is made from and whatever is made from it.

    Raises RuleBroken when there is nothing to be tried again.
    """
    authorise(actor, "footage.derive", footage.project)
    locked = _locked(footage.id)
    wanted = _of(locked, kind)
    _refuse_retry(locked, wanted)
    before = derivative_state(wanted)
    again = {kind, *_needed_by(kind), *_needing(kind)}
    for derivative in _of_kinds(locked, again):
        if derivative.state == DerivativeState.FAILED or derivative.pk == wanted.pk:
            derivative.state, derivative.error, derivative.file_name = DerivativeState.WAITING, "", ""
            advance(derivative)
    wanted = _of(locked, kind)
    note(actor, "derivative.retry", wanted, before=before, after=derivative_state(wanted))
    _settle_and_note(locked)
    _ask_for_startable(locked)
    return _of(locked, kind)


def renew_outdated() -> int:
    """Ask for what newer recipes would make otherwise, and for kinds that did not exist when a recording was read.

    For whoever starts the server after an update; how many recordings that concerns.
    """
    measured = Footage.objects.exclude(frame_count=None).prefetch_related("derivatives")
    # Looked at without a lock first: mostly there is nothing to do, and a start should take seconds.
    outdated = [footage.id for footage in measured.iterator(chunk_size=500) if _needs_renewal(footage)]
    for footage_id in outdated:
        _renew(footage_id)
    return len(outdated)


def _needs_renewal(footage: Footage) -> bool:
    there = list(footage.derivatives.all())
    return len(there) < len(RECIPES) or any(_is_outdated(derivative) for derivative in there)


@transaction.atomic
def _renew(footage_id: uuid.UUID) -> None:
    footage = _locked(footage_id)
    there = set(footage.derivatives.values_list("kind", flat=True))
    for wanted in RECIPES:
        if wanted.kind in there:
            continue
        applies = (footage.has_picture or not wanted.picture) and (footage.has_sound or not wanted.sound)
        state = DerivativeState.WAITING if applies else DerivativeState.NOT_APPLICABLE
        place = DerivativeKind.values.index(wanted.kind)
        Derivative.objects.create(footage=footage, kind=wanted.kind, recipe=wanted.version, position=place, state=state)
    _settle_and_note(footage)
    _ask_for_startable(footage)


def _is_outdated(derivative: Derivative) -> bool:
    made = derivative.state == DerivativeState.READY and not derivative.same_as_original
    return made and derivative.recipe != recipe(derivative.kind).version


def _is_there(derivative: Derivative) -> bool:
    """Whether nothing is left to make of it, and what is made from it may begin."""
    return derivative.state in _DONE and not _is_outdated(derivative)


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


def _plan(footage: Footage, source: Source) -> None:
    """Decide for each derivative whether there is anything to make."""
    for derivative in footage.derivatives.all():
        if not recipe(derivative.kind).applies_to(source):
            derivative.state = DerivativeState.NOT_APPLICABLE
        elif derivative.kind == "proxy" and source.same_as_proxy:
            derivative.state, derivative.same_as_original = DerivativeState.READY, True
        else:
            derivative.state = DerivativeState.WAITING
        advance(derivative)


def _settle(footage: Footage) -> None:
    """Read the recording's own state off those of its derivatives.

    It is ready when nothing is left to make, and failed only when it cannot be watched: another
    derivative that failed leaves it usable, in the state processing, with the sentence beside it.
    """
    states = {derivative.kind: derivative for derivative in footage.derivatives.all()}
    proxy = states["proxy"]
    footage.playable = not footage.not_playable or proxy.state == DerivativeState.READY
    footage.state, footage.error = FootageState.PROCESSING, ""
    if all(derivative.state in _DONE for derivative in states.values()):
        footage.state = FootageState.READY
    elif proxy.state == DerivativeState.FAILED and not footage.playable:
        footage.state, footage.error = FootageState.FAILED, proxy.error


def _settle_and_note(footage: Footage) -> None:
    before = footage_state(footage)
    _settle(footage)
    if footage_state(footage) == before:
        return
    advance(footage)
    note(None, "footage.progress", footage, before=before, after=footage_state(footage))


def _ask_for_startable(footage: Footage) -> None:
    """Ask for each waiting or outdated derivative of which everything that it is made from is there."""
    states = {derivative.kind: derivative for derivative in footage.derivatives.all()}
    for wanted in RECIPES:
        derivative = states[wanted.kind]
        wants = derivative.state == DerivativeState.WAITING or _is_outdated(derivative)
        if wants and all(_is_there(states[need]) for need in wanted.needs):
            derivative.job = enqueue(
                project=footage.project,
                kind=job_kind(wanted.kind),
                subject_id=footage.id,
                payload={},
                queue=wanted.queue,
            )
            advance(derivative)


def _fail(derivative: Derivative, sentence: str) -> None:
    before = derivative_state(derivative)
    derivative.state, derivative.error = DerivativeState.FAILED, sentence
    advance(derivative)
    note(None, "derivative.fail", derivative, before=before, after=derivative_state(derivative))


def _why(job: Job) -> str:
    return CANCELLED if job.state == JobState.CANCELLED else job.error


def _needing(kind: str) -> set[str]:
    """Every kind that is made from `kind`, directly or not."""
    direct = {recipe.kind for recipe in RECIPES if kind in recipe.needs}
    return direct.union(*(_needing(dependent) for dependent in direct))


def _needed_by(kind: str) -> set[str]:
    """Every kind that `kind` is made from, directly or not."""
    needs: Iterable[str] = recipe(kind).needs
    return set(needs).union(*(_needed_by(need) for need in needs))


def _locked(footage_id: uuid.UUID) -> Footage:
    return lock(Footage.objects.select_related("project", "volume"), footage_id, None)


def _locked_if_there(footage_id: uuid.UUID | None) -> Footage | None:
    there = footage_id is not None and Footage.objects.filter(pk=footage_id).exists()
    return _locked(footage_id) if there and footage_id else None


def _of(footage: Footage, kind: str) -> Derivative:
    return footage.derivatives.select_related("footage__project").get(kind=kind)


def _of_kinds(footage: Footage, kinds: Iterable[str]) -> list[Derivative]:
    return list(footage.derivatives.select_related("footage__project").filter(kind__in=kinds))


def _tracks(probe: Probe, source: Source) -> list[dict[str, Any]]:
    """The tracks of the original as the API shows them; `used` says which are played and derived from."""
    used = {track.index for track in (source.video, source.audio) if track is not None}
    return [
        {
            "index": stream.index,
            "kind": stream.kind,
            "codec": stream.codec,
            "language": stream.language,
            "used": stream.index in used,
            "width": stream.width or None,
            "height": stream.height or None,
            "sample_rate": stream.sample_rate or None,
            "channels": stream.channels or None,
        }
        for stream in probe.streams
    ]
