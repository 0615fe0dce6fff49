"""How a recording stands: read off its derivatives, in one place.

Rows are locked in one order everywhere: the recording, then its derivatives.
"""

import uuid
from collections.abc import Iterable

from annotator.audit.operations import note
from annotator.jobs.models import JobState
from annotator.records import advance, lock
from footage.media.recipes import Recipe, recipe
from footage.models import Derivative, DerivativeState, Footage, FootageState
from footage.operations.trail import derivative_state, footage_state

GOES_ON = "It goes on by itself when the drive is connected again."
DONE = {DerivativeState.READY.value, DerivativeState.NOT_APPLICABLE.value}


def locked(footage_id: uuid.UUID) -> Footage:
    """The recording, locked until the transaction ends. Raises NotVisible when there is none."""
    return lock(Footage.objects.select_related("project", "volume"), footage_id, None)


def locked_if_there(footage_id: uuid.UUID | None) -> Footage | None:
    """The same, or None when there is no such recording (any more)."""
    there = footage_id is not None and Footage.objects.filter(pk=footage_id).exists()
    return locked(footage_id) if there and footage_id else None


def of_kind(footage: Footage, kind: str) -> Derivative:
    """The recording's derivative of that kind."""
    return footage.derivatives.select_related("footage__project").get(kind=kind)


def of_kinds(footage: Footage, kinds: Iterable[str]) -> list[Derivative]:
    """The recording's derivatives of those kinds."""
    return list(footage.derivatives.select_related("footage__project").filter(kind__in=kinds))


def applies(wanted: Recipe, footage: Footage) -> bool:
    """Whether a measured recording has what the recipe needs."""
    return (footage.has_picture or not wanted.picture) and (footage.has_sound or not wanted.sound)


def is_outdated(derivative: Derivative) -> bool:
    """Whether an older recipe made it; it is served until the new one is whole."""
    made = derivative.state == DerivativeState.READY and not derivative.same_as_original
    return made and derivative.recipe != recipe(derivative.kind).version


def is_there(derivative: Derivative) -> bool:
    """Whether nothing is left to make of it, and what is made from it may begin."""
    return derivative.state in DONE and not is_outdated(derivative)


def is_wanted(derivative: Derivative) -> bool:
    """Whether it is to be made, or is being made."""
    return derivative.state in {DerivativeState.WAITING, DerivativeState.RUNNING} or is_outdated(derivative)


def wanted_from_chunks(footage: Footage) -> list[Derivative]:
    """The derivatives that are put together from chunks and are still to be."""
    if not footage.has_picture or footage.why_closed:
        return []
    return [made for made in footage.derivatives.all() if recipe(made.kind).chunked and is_wanted(made)]


def mark_running(derivative: Derivative) -> None:
    """Say that somebody is at it; one that an older recipe made stays ready meanwhile."""
    if derivative.state not in {DerivativeState.READY, DerivativeState.RUNNING}:
        derivative.state, derivative.error = DerivativeState.RUNNING, ""
        advance(derivative)


def wait_again(derivative: Derivative) -> None:
    """Say that it is to be made, whatever became of it before."""
    derivative.state, derivative.error, derivative.interrupted = DerivativeState.WAITING, "", False
    derivative.file_name = ""
    advance(derivative)


def fail(derivative: Derivative, sentence: str, *, interrupted: bool = False) -> None:
    """Say that it could not be made; what was `interrupted` is made when its drive is back."""
    before = derivative_state(derivative)
    derivative.state, derivative.error, derivative.interrupted = DerivativeState.FAILED, sentence, interrupted
    advance(derivative)
    note(None, "derivative.fail", derivative, before=before, after=derivative_state(derivative))


def settle(footage: Footage) -> None:
    """Read the recording's own state off those of its derivatives.

    It is ready when nothing is left to make and the whole file has been read, and failed only when it cannot be
    watched: another derivative that failed leaves it usable, in the state processing, with the sentence beside it.
    One that the project has already has failed too, so that people work on one of the two.
    """
    states = {derivative.kind: derivative for derivative in footage.derivatives.all()}
    proxy = states["proxy"]
    footage.playable = not footage.not_playable or proxy.state == DerivativeState.READY
    footage.state, footage.error = FootageState.PROCESSING, ""
    if not footage.read_whole and footage.job is not None and footage.job.state == JobState.FAILED:
        footage.error = f"{footage.job.error} {GOES_ON}" if footage.interrupted else footage.job.error
    if footage.unsound:
        footage.state, footage.error, footage.playable = FootageState.FAILED, footage.unsound, False
    elif footage.same_as is not None:
        # What was coded on it before that was known lies right, so it can still be looked at.
        footage.state, footage.error = FootageState.FAILED, footage.why_closed
    elif footage.read_whole and all(derivative.state in DONE for derivative in states.values()):
        footage.state = FootageState.READY
    elif proxy.state == DerivativeState.FAILED and not footage.playable:
        footage.state, footage.error = FootageState.FAILED, proxy.error


def settle_and_note(footage: Footage) -> None:
    """The same, and an event when something changed by it."""
    before = footage_state(footage)
    settle(footage)
    if footage_state(footage) == before:
        return
    advance(footage)
    note(None, "footage.progress", footage, before=before, after=footage_state(footage))
