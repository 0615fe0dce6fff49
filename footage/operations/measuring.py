"""What a recording is: its clock fixed once, then confirmed by reading every packet and hashing every byte.

The operations of workers run inside the transaction in which their job proves that it is still theirs.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from annotator.audit.operations import note
from annotator.errors import AlreadyThere
from annotator.jobs.models import Job
from annotator.records import advance
from footage.media.probe import Probe
from footage.media.recipes import recipe
from footage.media.source import Source, describe_source
from footage.models import DerivativeState, Footage, FootageState
from footage.operations.making import abandon_making, ask_for_startable, was_interrupted, why
from footage.operations.recordings import ask_to_confirm, refuse_twin, twin_of
from footage.operations.settling import GOES_ON, locked, locked_if_there, settle, settle_and_note
from footage.operations.trail import footage_state
from footage.timebase import Timebase, exact_text


@transaction.atomic
def measure(footage_id: uuid.UUID, *, sha256: str, probe: Probe, source: Source, clock: Timebase) -> Footage:
    """Fix the clock of a recording, and ask for everything that can be made from it.

    `sha256` is empty when only its index was read: then the rest is read later, and has to agree. Raises AlreadyThere
    when its content turns out to be in the project already. Measured twice (by a worker that was taken for dead),
    the first time counts.
    """
    footage = locked(footage_id)
    if footage.clock is not None:
        return footage
    if sha256:
        refuse_twin(footage, sha256)
    before = footage_state(footage)
    footage.sha256, footage.read_whole = sha256, bool(sha256)
    footage.rate_num, footage.rate_den = clock.rate.num, clock.rate.den
    footage.frame_count, footage.start_frame, footage.drop_frame = clock.frames, clock.start, clock.drop_frame
    footage.picture_start = exact_text(source.first_seconds)
    footage.has_picture, footage.has_sound = source.video is not None, source.audio is not None
    _describe(footage, probe, source)
    _plan(footage, source)
    settle(footage)
    try:
        advance(footage)
    except IntegrityError as error:
        # Its twin was measured between the look and the write, and the constraint let only one in.
        raise AlreadyThere("This recording is in the project already. Nothing was changed.") from error
    note(None, "footage.measure", footage, before=before, after=footage_state(footage))
    if not footage.read_whole:
        footage.job = ask_to_confirm(footage)
        advance(footage)
    ask_for_startable(footage)
    return footage


def confirm(footage_id: uuid.UUID, *, sha256: str, whole: Probe, contradiction: str) -> None:
    """Say that the whole recording was read, and whether it is what its index promised ("": it is).

    What `whole` says of one that is on the clock it was put on takes the place of what its index said: where its rate
    turns out to vary, its proxy is shown and no longer the original. One that is not can be used no longer: what was
    coded on it may lie at other pictures than were meant. Nor can one whose content turns out to be in the project
    already: people would code half on each. What lies on it stays.
    """
    try:
        _confirm(footage_id, sha256, whole, contradiction)
    except IntegrityError:
        # Its twin was read to its end between the look and the write; now it is seen.
        _confirm(footage_id, sha256, whole, contradiction)


@transaction.atomic
def _confirm(footage_id: uuid.UUID, sha256: str, whole: Probe, contradiction: str) -> None:
    footage = locked(footage_id)
    if footage.read_whole or footage.unsound:
        return
    before = footage_state(footage)
    footage.sha256, footage.read_whole, footage.unsound = sha256, not contradiction, contradiction
    footage.same_as, footage.interrupted = twin_of(footage, sha256), False
    if not contradiction:
        _describe(footage, whole, describe_source(whole).at_rate(footage.measured_clock().rate))
    settle(footage)
    advance(footage)
    if footage.why_closed:
        abandon_making(footage)
    note(None, "footage.confirm", footage, before=before, after=footage_state(footage))


@transaction.atomic
def confirming_ended(job: Job) -> None:
    """The whole recording could not be read: its drive went away, or somebody cancelled it.

    Nothing contradicts its clock, so it stays usable; it is read when its drive is back, at the next start, or when
    somebody asks for it.
    """
    footage = locked_if_there(job.subject_id)
    if footage is not None and not footage.read_whole:
        footage.interrupted = was_interrupted(footage, job)
        Footage.objects.filter(pk=footage.pk).update(interrupted=footage.interrupted)
        settle_and_note(footage)


@transaction.atomic
def reading_ended(job: Job) -> None:
    """The reading of a recording failed or was cancelled: it says why, and nothing is made from it."""
    footage = locked_if_there(job.subject_id)
    if footage is None or footage.clock is not None:
        return
    before = footage_state(footage)
    footage.interrupted = was_interrupted(footage, job)
    footage.state, footage.error = FootageState.FAILED, f"{why(job)} {GOES_ON}" if footage.interrupted else why(job)
    footage.derivatives.update(state=DerivativeState.NOT_APPLICABLE)
    advance(footage)
    note(None, "footage.fail", footage, before=before, after=footage_state(footage))


def _describe(footage: Footage, probe: Probe, source: Source) -> None:
    """What a reading says of the recording besides its clock."""
    footage.probe, footage.not_playable = probe.facts, source.not_playable or ""
    footage.tracks, footage.track_choice, footage.remarks = _tracks(probe, source), source.choice, list(source.notes)


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
