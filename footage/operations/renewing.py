"""After an update: make again what newer recipes make otherwise."""

import uuid

from django.db import transaction

from annotator.records import advance
from footage import store
from footage.media.recipes import RECIPES
from footage.models import Derivative, DerivativeKind, DerivativeState, Footage
from footage.operations.making import ask_for_startable
from footage.operations.recordings import ask_to_confirm
from footage.operations.settling import applies, is_outdated, locked, settle_and_note


def renew_outdated() -> int:
    """Ask for what newer recipes would make otherwise, and for kinds that did not exist when a recording was read.

    What older versions left in pieces is removed. For whoever starts the server after an update; how many recordings
    that concerns.
    """
    store.sweep_chunks()
    measured = Footage.objects.exclude(frame_count=None).prefetch_related("derivatives")
    # Looked at without a lock first: mostly there is nothing to do, and a start should take seconds.
    outdated = [footage.id for footage in measured.iterator(chunk_size=500) if _needs_renewal(footage)]
    for footage_id in outdated:
        _renew(footage_id)
    return len(outdated)


def _needs_renewal(footage: Footage) -> bool:
    there = list(footage.derivatives.all())
    if not footage.read_whole and not footage.unsound:
        return True
    return len(there) < len(RECIPES) or any(is_outdated(derivative) for derivative in there)


@transaction.atomic
def _renew(footage_id: uuid.UUID) -> None:
    footage = locked(footage_id)
    there = set(footage.derivatives.values_list("kind", flat=True))
    for wanted in RECIPES:
        if wanted.kind in there:
            continue
        state = DerivativeState.WAITING if applies(wanted, footage) else DerivativeState.NOT_APPLICABLE
        place = DerivativeKind.values.index(wanted.kind)
        Derivative.objects.create(footage=footage, kind=wanted.kind, recipe=wanted.version, position=place, state=state)
    if not footage.read_whole and not footage.unsound:
        footage.job, footage.interrupted = ask_to_confirm(footage), False
        advance(footage)
    settle_and_note(footage)
    ask_for_startable(footage)
