"""Everything that changes noise sections."""

import uuid
from typing import Any, TypedDict

from django.db import models, transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import NotVisible, StaleVersion
from annotator.records import advance, lock
from coding.models import NoiseSection, NoiseState
from coding.operations.places import bring_back, lock_for_coding, lock_row, new_span, require_alive, take_away
from footage.models import Footage
from footage.timebase import FrameSpan


class NoiseChanges(TypedDict, total=False):
    """What a change may touch; times are whole frames."""

    start: int
    end: int
    reason: str
    state: str


def create_noise(
    *,
    actor: Actor,
    footage: Footage,
    span: FrameSpan,
    reason: str = "",
    state: str = NoiseState.CONFIRMED.value,
    noise_id: uuid.UUID | None = None,
) -> tuple[NoiseSection, bool]:
    """A new section, and True; or the one that is there and equal, and False.

    From a person it is `confirmed` unless they say `suggested`. Coding by sound that lies in it already is not
    changed; it answers `in_noise` from now on and so comes up for review.
    """
    with transaction.atomic():
        authorise(actor, "noise.create", footage.project)
        lock_for_coding(footage.id)
        existing = NoiseSection.objects.filter(pk=noise_id).first() if noise_id else None
        if existing is not None:
            return _same_or_refused(actor, existing, footage, (span, reason, state)), False
        section = NoiseSection.objects.create(
            id=noise_id or uuid.uuid4(),
            footage=footage,
            start_frame=span.start,
            end_frame=span.end,
            reason=reason,
            state=state,
            decided_by=actor.user if state == NoiseState.CONFIRMED else None,
        )
        note(actor, "noise.create", section, before=None, after=noise_state(section))
        return section, True


def change_noise(*, actor: Actor, section: NoiseSection, expected_version: int, changes: NoiseChanges) -> NoiseSection:
    """Move a section's borders, change its reason, or take a decision about it back (`state`)."""
    with transaction.atomic():
        authorise(actor, "noise.change", section.project)
        locked = lock_row(_rows(), section, None)
        require_alive(locked)
        new: NoiseChanges = {**_changeable(locked), **changes}
        if new == _changeable(locked):
            return locked
        locked = lock(_rows(), section.id, expected_version)
        span, reason = new_span(new["start"], new["end"]), new["reason"]
        before = noise_state(locked)
        locked.start_frame, locked.end_frame, locked.reason = span.start, span.end, reason
        if new["state"] != locked.state:
            _decide(locked, NoiseState(new["state"]), actor)
        advance(locked)
        note(actor, "noise.change", locked, before=before, after=noise_state(locked))
        return locked


def decide_noise(
    *, actor: Actor, section: NoiseSection, state: NoiseState, expected_version: int | None
) -> NoiseSection:
    """Confirm or reject a section; deciding again the same way changes nothing."""
    with transaction.atomic():
        authorise(actor, "noise.change", section.project)
        locked = lock_row(_rows(), section, None)
        require_alive(locked)
        if locked.state == state:
            return locked
        locked = lock(_rows(), section.id, expected_version)
        before = noise_state(locked)
        _decide(locked, state, actor)
        advance(locked)
        note(
            actor,
            f"noise.{'confirm' if state is NoiseState.CONFIRMED else 'reject'}",
            locked,
            before=before,
            after=noise_state(locked),
        )
        return locked


def _decide(section: NoiseSection, state: NoiseState, actor: Actor) -> None:
    section.state = state.value
    section.decided_by = None if state is NoiseState.SUGGESTED else actor.user


def delete_noise(*, actor: Actor, section: NoiseSection, expected_version: int) -> None:
    """Take a section away; `restore_noise` brings it back."""
    with transaction.atomic():
        authorise(actor, "noise.change", section.project)
        take_away(actor, "noise.delete", _rows(), section, expected_version=expected_version, state=noise_state)


def restore_noise(*, actor: Actor, section: NoiseSection) -> NoiseSection:
    """Bring a deleted section back as it was."""
    with transaction.atomic():
        authorise(actor, "noise.change", section.project)
        return bring_back(actor, "noise.restore", lock_row(_rows(), section, None), noise_state)


def noise_state(section: NoiseSection) -> dict[str, Any]:
    """What the trail keeps of a section."""
    return {
        "version": section.version,
        "footage": section.footage_id,
        "start": section.start_frame,
        "end": section.end_frame,
        "reason": section.reason,
        "state": section.state,
    }


def _changeable(section: NoiseSection) -> NoiseChanges:
    return {
        "start": section.start_frame,
        "end": section.end_frame,
        "reason": section.reason,
        "state": section.state,
    }


def _rows() -> models.QuerySet[NoiseSection]:
    return NoiseSection.objects.select_related("footage__project")


def _same_or_refused(
    actor: Actor, existing: NoiseSection, footage: Footage, wanted: tuple[FrameSpan, str, str]
) -> NoiseSection:
    if not NoiseSection.objects.visible_to(actor).filter(pk=existing.pk).exists():
        raise NotVisible
    alike = existing.footage_id == footage.id and (existing.span, existing.reason, existing.state) == wanted
    if not alike or existing.deleted_at is not None:
        raise StaleVersion("Another section has this id already.", current_version=existing.version)
    return existing
