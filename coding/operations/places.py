"""What everything on a timeline needs before it writes: the recording's lock, and rows taken away and brought back."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.audit.operations import note
from annotator.errors import NotVisible, RuleBroken
from annotator.records import advance, lock
from coding.models.spans import SpanRecord
from footage.models import Footage
from footage.timebase import FrameSpan

SpanT = TypeVar("SpanT", bound=SpanRecord)
State = Callable[[SpanT], dict[str, Any]]
"""What the trail keeps of a row."""


def lock_footage(footage_id: uuid.UUID) -> Footage:
    """Make everybody who writes to this recording's timeline queue until the transaction ends.

    Without it a segment by sound and the noise section that forbids it could each be written by somebody who
    has not seen the other. `no_key`: rows that only refer to the recording are not held up.
    """
    return Footage.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=footage_id)


def lock_for_coding(footage_id: uuid.UUID) -> Footage:
    """The same for whoever adds something.

    Raises RuleBroken when the recording's clock turned out to be wrong, or its content to be that of another recording.
    """
    footage = lock_footage(footage_id)
    if closed := footage.why_closed:
        code = "clock_wrong" if footage.unsound else "same_content"
        raise RuleBroken(f"Nothing new can be coded on this recording. {closed}", code=code)
    return footage


def lock_row(rows: models.QuerySet[SpanT], row: SpanT, expected_version: int | None) -> SpanT:
    """The row under the recording's lock, at the version that the caller knows."""
    lock_footage(row.footage_id)
    return lock(rows, row.pk, expected_version)


def take_away(
    actor: Actor, action: str, rows: models.QuerySet[SpanT], row: SpanT, *, expected_version: int, state: State[SpanT]
) -> None:
    """Hide a row so that it can be brought back. A row that is away already stays so: a repeat is harmless."""
    locked = lock_row(rows, row, None)
    if locked.deleted_at is not None:
        return
    locked = lock(rows, row.pk, expected_version)
    before = state(locked)
    locked.deleted_at = timezone.now()
    advance(locked)
    note(actor, action, locked, before=before, after=None)


def bring_back(actor: Actor, action: str, locked: SpanT, state: State[SpanT]) -> SpanT:
    """Undo `take_away` on a row that the caller has locked and checked."""
    if locked.deleted_at is None:
        return locked
    locked.deleted_at = None
    advance(locked)
    note(actor, action, locked, before=None, after=state(locked))
    return locked


def new_span(start: int, end: int) -> FrameSpan:
    """The span of a change, of which one border may come from the request and the other from the row.

    Raises RuleBroken with the code `empty_span` unless the end comes after the start.
    """
    if end <= start:
        raise RuleBroken(
            "The end must come after the start; the end is the first frame outside. Nothing was changed.",
            code="empty_span",
            fields={"end": ["Not after the start."]},
        )
    return FrameSpan(start, end)


def require_alive(row: SpanRecord) -> None:
    """Refuse to change what has been taken away."""
    if row.deleted_at is not None:
        raise NotVisible("This was deleted. Restore it first; nothing was changed.", code="deleted")
