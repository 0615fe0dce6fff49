"""Taking a recording out of the project again that could not be read."""

import uuid
from functools import partial

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import RuleBroken
from annotator.records import lock
from footage import incoming, store
from footage.models import Footage, FootageState, Upload
from footage.operations.trail import footage_state


@transaction.atomic
def remove_footage(*, actor: Actor, footage: Footage, expected_version: int) -> None:
    """Take a recording out of the project that never got a clock; its file stays where it is, unless it was uploaded.

    What was uploaded is deleted: nothing refers to it any more.
    Raises RuleBroken when it has one, because then something may hang on it, and while it is still to be read.
    """
    authorise(actor, "footage.remove", footage.project)
    locked = lock(Footage.objects.select_related("project", "volume"), footage.id, expected_version)
    if locked.clock is not None:
        raise RuleBroken(
            "This recording has been measured, and what is coded may rest on it, so it stays. Nothing was changed.",
            code="measured",
        )
    if locked.state != FootageState.FAILED:
        raise RuleBroken(
            "This recording is about to be read. Nothing was changed; cancel that first, or wait until it has ended.",
            code="being_read",
        )
    note(actor, "footage.remove", locked, before=footage_state(locked), after=None)
    Upload.objects.filter(footage=locked).delete()
    transaction.on_commit(partial(store.remove_made, Footage(id=locked.id)), robust=True)
    if locked.volume.managed:
        transaction.on_commit(partial(incoming.remove, uuid.UUID(locked.path)), robust=True)
    locked.delete()
