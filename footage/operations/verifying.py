"""Hashing originals again: whether each is, to the last byte, what was registered."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import RuleBroken, Unavailable
from annotator.jobs.models import Job
from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from annotator.records import advance, lock
from footage import originals
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent
from footage.models import Footage, Presence
from footage.operations import asked
from footage.operations.trail import footage_state
from footage.workshop import hash_original, told_as_refusals

VERIFY = "footage.verify"


class Verdict(StrEnum):
    """What hashing an original again found."""

    INTACT = "intact"
    CHANGED = "changed"
    MISSING = "missing"


class Checked(NamedTuple):
    """A verdict on a recording as it was when it was read."""

    footage: Footage
    verdict: Verdict
    modified_ns: int | None


class Asked(NamedTuple):
    """How many recordings are being verified now, and how many cannot be: their drive is away, or never hashed."""

    asked: int
    offline: int
    not_hashed: int


def ask_to_verify(*, actor: Actor, footage: Footage) -> Job:
    """Have a recording's original hashed again.

    Raises RuleBroken when it was never hashed, Unavailable when its volume is offline, AlreadyThere while a
    verification of it that was cancelled is still stopping.
    """
    authorise(actor, VERIFY, footage.project)
    _check_hashed(footage)
    originals.check_mounted(footage.volume)
    with transaction.atomic():
        return asked.unless_stopping(_enqueue(actor, footage))


def ask_to_verify_all(*, actor: Actor, project: Project) -> Asked:
    """Have every original of the project hashed again that can be."""
    authorise(actor, VERIFY, project)
    rows = list(Footage.objects.filter(project=project).select_related("project", "volume").defer("probe", "tracks"))
    hashed = [footage for footage in rows if footage.sha256]
    away = _away(hashed)
    there = [footage for footage in hashed if footage.volume_id not in away]
    jobs = [_enqueue(actor, footage, patient=True) for footage in there]
    # One that was cancelled and has not stopped yet will not be done.
    return Asked(sum(not job.cancel_requested for job in jobs), len(hashed) - len(there), len(rows) - len(hashed))


def check(footage: Footage, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never) -> Checked:
    """Hash the original as it lies on its drive. Raises Unavailable, RuleBroken (it cannot be read), MediaStopped."""
    _check_hashed(footage)
    try:
        original = originals.find_original(footage.volume, footage.path)
    except RuleBroken as refused:
        if refused.code != "no_such_file":
            raise
        originals.check_mounted(footage.volume)
        return Checked(footage, Verdict.MISSING, None)
    if original.size != footage.size:
        return Checked(footage, Verdict.CHANGED, original.modified_ns)
    with told_as_refusals():
        sha256 = hash_original(original.file, on_progress=on_progress, should_stop=should_stop, from_disk=True)
    if not originals.is_still(original):
        raise RuleBroken(
            "The file was changed while it was read, so nothing can be said of it. Verify it again when nobody "
            "writes to it.",
            code="changing",
        )
    verdict = Verdict.INTACT if sha256 == footage.sha256 else Verdict.CHANGED
    return Checked(footage, verdict, original.modified_ns)


@transaction.atomic
def conclude(checked: Checked, *, actor: Actor | None) -> Footage:
    """Keep a verdict. Of a recording whose file became another one meanwhile nothing is kept."""
    footage = lock(Footage.objects.select_related("project", "volume"), checked.footage.id, None)
    seen, verdict = checked.footage, checked.verdict
    if (footage.volume_id, footage.path, footage.sha256) != (seen.volume_id, seen.path, seen.sha256):
        return footage
    before = footage_state(footage)
    if verdict is Verdict.MISSING:
        footage.presence = Presence.MISSING
    else:
        footage.checked_at, footage.intact = timezone.now(), verdict is Verdict.INTACT
        footage.presence = Presence.PRESENT if footage.intact else Presence.CHANGED
    if footage.intact and checked.modified_ns is not None:
        footage.modified_ns = checked.modified_ns
    advance(footage)
    note(actor, VERIFY, footage, before=before, after=footage_state(footage))
    return footage


def sentence(footage: Footage, verdict: Verdict) -> str:
    """The verdict for a person."""
    return {
        Verdict.INTACT: f"“{footage.title}” is, to the last byte, what was registered.",
        Verdict.CHANGED: f"“{footage.title}” is no longer what was registered. It is not used; put the original back.",
        Verdict.MISSING: f"“{footage.title}” is not on its volume. Connect the right drive, or show where it lies now.",
    }[verdict]


def _check_hashed(footage: Footage) -> None:
    if not footage.sha256:
        raise RuleBroken(
            "This recording has not been read to its end yet, so there is nothing to compare it with. "
            "Nothing was changed; try again when it has been.",
            code="not_hashed",
        )


def _away(rows: Iterable[Footage]) -> set[object]:
    away: set[object] = set()
    for volume in {footage.volume_id: footage.volume for footage in rows}.values():
        try:
            originals.check_mounted(volume)
        except Unavailable:
            away.add(volume.id)
    return away


def _enqueue(actor: Actor, footage: Footage, *, patient: bool = False) -> Job:
    with transaction.atomic():
        return enqueue(
            project=footage.project,
            kind=VERIFY,
            subject_id=footage.id,
            payload=asked.by(actor),
            queue=Queue.BULK,
            patient=patient,
        )
