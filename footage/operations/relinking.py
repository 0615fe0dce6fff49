"""Showing the product where a recording lies now. Only its own content is taken for it, never a name."""

import uuid
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, RuleBroken
from annotator.jobs.models import Job
from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from annotator.records import advance, lock
from footage import originals
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent
from footage.models import Footage, Presence, Volume
from footage.operations import asked
from footage.operations.recordings import HASHED_AT_ONCE, source_volume
from footage.operations.trail import footage_state
from footage.workshop import hash_original, told_as_refusals

RELINK = "footage.relink"


@dataclass(frozen=True)
class Place:
    """A file that may be a recording; `sha256` is "" until it has been read."""

    volume: Volume
    path: str
    original: originals.Original
    sha256: str = ""


def relink_footage(*, actor: Actor, footage: Footage, volume: str, path: str) -> Footage | Job:
    """Take the file at `path` of a volume (id or name) for the recording, if it has its size and its SHA-256.

    A large one is hashed by a worker: then its job is returned. Raises RuleBroken when it is another file, AlreadyThere
    while another is being compared, and as `originals.find_original`.
    """
    authorise(actor, "footage.change", footage.project)
    place = _place(actor, footage, volume, path)
    _check_size(footage, place)
    if place.original.size <= HASHED_AT_ONCE:
        return relink(actor=actor, footage=footage, place=_hashed(place))
    payload = asked.by(actor, volume=str(place.volume.id), path=place.path)
    with transaction.atomic():
        job = enqueue(project=footage.project, kind=RELINK, subject_id=footage.id, payload=payload, queue=Queue.BULK)
        asked.unless_stopping(job)
    if job.payload != payload:
        raise AlreadyThere(
            "Another file is being compared with this recording just now. Nothing was changed; wait for it, "
            "or cancel it.",
            code="being_relinked",
        )
    return job


def compare_as_asked(job: Job, footage: Footage, *, on_progress: OnProgress, should_stop: ShouldStop) -> Place:
    """What `relink_footage` left to a worker: read the file. `relink` then writes, if it is the recording."""
    actor = asked.asker(job)
    authorise(actor, "footage.change", footage.project)
    place = _place(actor, footage, job.payload["volume"], job.payload["path"])
    _check_size(footage, place)
    return _hashed(place, on_progress, should_stop)


def relink(*, actor: Actor, footage: Footage, place: Place) -> Footage:
    """Take a file that has been hashed for the recording. Raises as `relink_footage`."""
    authorise(actor, "footage.change", footage.project)
    if place.sha256 != footage.sha256 or not originals.is_still(place.original):
        raise _another()
    try:
        return _write(actor, footage.id, place)
    except IntegrityError as error:
        raise AlreadyThere(
            "Another recording of this project is registered at that place. Nothing was changed.", code="place_taken"
        ) from error


def _place(actor: Actor, footage: Footage, volume: str, path: str) -> Place:
    found, relative = source_volume(actor, footage.project, volume), originals.clean_path(path)
    return Place(found, relative, originals.find_original(found, relative))


def _hashed(place: Place, on_progress: OnProgress = silent, should_stop: ShouldStop = never) -> Place:
    with told_as_refusals():
        sha256 = hash_original(place.original.file, on_progress=on_progress, should_stop=should_stop)
    return replace(place, sha256=sha256)


def _check_size(footage: Footage, place: Place) -> None:
    if not footage.sha256:
        raise RuleBroken(
            "This recording has not been read to its end yet, so no other file can be recognised as it. "
            "Nothing was changed.",
            code="not_hashed",
        )
    if place.original.size != footage.size:
        raise _another()


@transaction.atomic
def _write(actor: Actor, footage_id: uuid.UUID, place: Place) -> Footage:
    footage = lock(Footage.objects.select_related("project", "volume"), footage_id, None)
    if footage.sha256 != place.sha256:
        raise _another()
    before = footage_state(footage)
    wanted = (place.volume.id, place.path, place.original.modified_ns, Presence.PRESENT.value)
    if wanted == (footage.volume_id, footage.path, footage.modified_ns, footage.presence):
        return footage
    footage.volume, (_, footage.path, footage.modified_ns, footage.presence) = place.volume, wanted
    footage.checked_at, footage.intact = timezone.now(), True  # it was read to its end to know that it is this one
    advance(footage)
    note(actor, RELINK, footage, before=before, after=footage_state(footage))
    return footage


def _another() -> RuleBroken:
    sentence = (
        "This file is not the recording that was registered: its size or its content is another. "
        "Nothing was changed; choose the original, or an exact copy of it."
    )
    return RuleBroken(sentence, code="other_recording", fields={"source.path": [sentence]})
