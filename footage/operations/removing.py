"""Taking a recording out of the project again that could not be read, or that the project has already."""

import uuid
from functools import partial

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import RuleBroken
from annotator.jobs.models import Job
from annotator.jobs.operations import abandon
from annotator.records import lock
from footage import incoming, store
from footage.models import Footage, FootageState, Upload
from footage.operations.recordings import is_being_made, is_used
from footage.operations.trail import footage_state


@transaction.atomic
def remove_footage(*, actor: Actor, footage: Footage, expected_version: int) -> None:
    """Take a recording out of the project that never got a clock, or that holds what another does and carries nothing.

    Its file stays where it is, unless it was uploaded: that is deleted, because nothing refers to it any more.
    Raises RuleBroken for any other, because something may hang on it, and while it is still to be read.
    """
    authorise(actor, "footage.remove", footage.project)
    locked = lock(Footage.objects.select_related("project", "volume"), footage.id, expected_version)
    if locked.same_as_id is not None:
        _refuse_carrying(locked)
    elif locked.clock is not None:
        raise RuleBroken(
            "This recording has been measured, and what is coded may rest on it, so it stays. Nothing was changed.",
            code="measured",
        )
    if locked.copies.exists():
        raise RuleBroken(
            "Another recording is known to hold the same as this one. Nothing was changed; take that one out first.",
            code="has_copies",
        )
    if locked.state != FootageState.FAILED:
        raise RuleBroken(
            "This recording is about to be read. Nothing was changed; cancel that first, or wait until it has ended.",
            code="being_read",
        )
    note(actor, "footage.remove", locked, before=footage_state(locked), after=None)
    abandon(Job.objects.unfinished().filter(subject_id=locked.id))
    Upload.objects.filter(footage=locked).delete()
    transaction.on_commit(partial(store.remove_made, Footage(id=locked.id)), robust=True)
    if locked.volume.managed:
        transaction.on_commit(partial(incoming.remove, uuid.UUID(locked.path)), robust=True)
    locked.delete()


def _refuse_carrying(copy: Footage) -> None:
    if is_used(copy):
        raise RuleBroken(
            "Something was coded on this recording, watched on it or cut out of it, so it stays. Nothing was changed.",
            code="carries_work",
        )
    if is_being_made(copy):
        raise RuleBroken(
            "Something is still being made of this recording. Nothing was changed; try again in a moment.",
            code="being_made",
        )
