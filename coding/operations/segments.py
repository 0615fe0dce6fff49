"""Everything that changes segments."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

from django.db import models, transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import Malformed, NotVisible, RuleBroken, StaleVersion
from annotator.records import Record, advance, lock
from coding.domain.noise import obstacle
from coding.models import Basis, Code, NoiseSection, Segment, Status, Witness
from coding.operations.places import bring_back, lock_for_coding, lock_row, new_span, require_alive, take_away
from footage.models import Footage
from footage.timebase import FrameSpan

LinkedT = TypeVar("LinkedT", bound=Record)


@dataclass(frozen=True)
class SegmentFacts:
    """Everything that a coder says about a span."""

    span: FrameSpan
    basis: str
    codes: frozenset[uuid.UUID]
    witnesses: frozenset[uuid.UUID]
    memo: str


class SegmentChanges(TypedDict, total=False):
    """What a change may touch; what is left out stays. Times are whole frames."""

    start: int
    end: int
    basis: str
    codes: frozenset[uuid.UUID]
    witnesses: frozenset[uuid.UUID]
    memo: str


def create_segment(
    *, actor: Actor, footage: Footage, facts: SegmentFacts, segment_id: uuid.UUID | None = None
) -> tuple[Segment, bool]:
    """A new segment of the actor's on `footage`, and True; or the one that is there and equal, and False.

    Raises RuleBroken when it rests on the sound of confirmed noise or uses a retired code, Malformed for codes or
    witnesses of another project, StaleVersion when another segment has this id.
    """
    with transaction.atomic():
        authorise(actor, "segment.create", footage.project)
        lock_for_coding(footage.id)
        existing = Segment.objects.filter(pk=segment_id).first() if segment_id else None
        if existing is not None:
            return _same_or_refused(actor, existing, footage, facts), False
        _check_hearable(footage, facts.span, facts.basis)
        segment = Segment(
            id=segment_id or uuid.uuid4(),
            footage=footage,
            coder=actor.user,
            start_frame=facts.span.start,
            end_frame=facts.span.end,
            basis=facts.basis,
            memo=facts.memo,
        )
        codes, witnesses = _links(footage.project, facts, used=frozenset())
        segment.save(force_insert=True)
        segment.codes.set(codes)
        segment.witnesses.set(witnesses)
        note(actor, "segment.create", segment, before=None, after=segment_state(segment))
        return segment, True


def change_segment(*, actor: Actor, segment: Segment, expected_version: int, changes: SegmentChanges) -> Segment:
    """Change a segment; a change that changes nothing is no new version, so a repeat is harmless.

    Raises NotAllowed for somebody else's segment, StaleVersion, RuleBroken as `create_segment` does and for one
    that is approved.
    """
    with transaction.atomic():
        authorise(actor, "segment.change", segment.project, owner_id=segment.coder_id)
        locked = lock_row(_rows(), segment, None)
        require_alive(locked)
        old = facts_of(locked)
        if _holds(old, changes):
            return locked
        locked = lock(_rows(), segment.id, expected_version)
        _check_open(locked)
        new = _merged(old, changes)
        if (new.span, new.basis) != (old.span, old.basis):
            _check_hearable(locked.footage, new.span, new.basis)
        before = segment_state(locked)
        codes, witnesses = _links(locked.project, new, used=old.codes)
        locked.start_frame, locked.end_frame = new.span.start, new.span.end
        locked.basis, locked.memo = new.basis, new.memo
        advance(locked)
        locked.codes.set(codes)
        locked.witnesses.set(witnesses)
        note(actor, "segment.change", locked, before=before, after=segment_state(locked))
        return locked


def delete_segment(*, actor: Actor, segment: Segment, expected_version: int) -> None:
    """Take a segment away; `restore_segment` brings it back."""
    with transaction.atomic():
        authorise(actor, "segment.change", segment.project, owner_id=segment.coder_id)
        locked = lock_row(_rows(), segment, None)
        if locked.deleted_at is None:
            _check_open(locked)
        take_away(actor, "segment.delete", _rows(), locked, expected_version=expected_version, state=segment_state)


def restore_segment(*, actor: Actor, segment: Segment) -> Segment:
    """Bring a deleted segment back as it was. Raises RuleBroken when noise confirmed since forbids it."""
    with transaction.atomic():
        authorise(actor, "segment.change", segment.project, owner_id=segment.coder_id)
        locked = lock_row(_rows(), segment, None)
        if locked.deleted_at is not None:
            _check_hearable(locked.footage, locked.span, locked.basis)
        return bring_back(actor, "segment.restore", locked, segment_state)


def review_segment(
    *, actor: Actor, segment: Segment, decision: str, reason: str, expected_version: int | None
) -> Segment:
    """Approve or return a segment. A return needs a reason; approved coding in confirmed noise is refused."""
    with transaction.atomic():
        authorise(actor, "segment.review", segment.project)
        locked = lock_row(_rows(), segment, expected_version)
        require_alive(locked)
        if decision == "return" and not reason.strip():
            raise Malformed(
                "Say why it is returned, so that the coder knows what to do.", fields={"reason": ["Needed."]}
            )
        if decision == "approve":
            _check_hearable(locked.footage, locked.span, locked.basis)
        before = segment_state(locked)
        locked.status = Status.APPROVED if decision == "approve" else Status.RETURNED
        locked.reviewer, locked.reviewed_at = actor.user, timezone.now()
        locked.review_reason, locked.review_version = reason, locked.version + 1
        advance(locked)
        note(actor, "segment.review", locked, before=before, after=segment_state(locked))
        return locked


def facts_of(segment: Segment) -> SegmentFacts:
    """What the stored segment says, in the form of a request."""
    return SegmentFacts(
        span=segment.span,
        basis=segment.basis,
        codes=frozenset(segment.codes.values_list("id", flat=True)),
        witnesses=frozenset(segment.witnesses.values_list("id", flat=True)),
        memo=segment.memo,
    )


def segment_state(segment: Segment) -> dict[str, Any]:
    """What the trail keeps of a segment: enough to rebuild it."""
    facts = facts_of(segment)
    return {
        "version": segment.version,
        "footage": segment.footage_id,
        "coder": segment.coder_id,
        "start": facts.span.start,
        "end": facts.span.end,
        "basis": facts.basis,
        "codes": sorted(map(str, facts.codes)),
        "witnesses": sorted(map(str, facts.witnesses)),
        "memo": facts.memo,
        "status": segment.status,
        "review_reason": segment.review_reason,
    }


def _rows() -> models.QuerySet[Segment]:
    return Segment.objects.select_related("footage__project")


def _same_or_refused(actor: Actor, existing: Segment, footage: Footage, facts: SegmentFacts) -> Segment:
    """The answer to a repeated creation: the same object, or a refusal that tells a stranger nothing."""
    if not Segment.objects.visible_to(actor).filter(pk=existing.pk).exists():
        raise NotVisible
    alike = existing.footage_id == footage.id and existing.deleted_at is None and facts_of(existing) == facts
    if not alike or existing.coder_id != actor.user.id:
        raise StaleVersion(
            "Another segment has this id already. Nothing was overwritten.", current_version=existing.version
        )
    return existing


def _holds(old: SegmentFacts, changes: SegmentChanges) -> bool:
    """Whether the segment says already what the change would make it say."""
    stored = {**vars(old), "start": old.span.start, "end": old.span.end}
    return all(stored[field] == value for field, value in changes.items())


def _merged(old: SegmentFacts, changes: SegmentChanges) -> SegmentFacts:
    return SegmentFacts(
        span=new_span(changes.get("start", old.span.start), changes.get("end", old.span.end)),
        basis=changes.get("basis", old.basis),
        codes=changes.get("codes", old.codes),
        witnesses=changes.get("witnesses", old.witnesses),
        memo=changes.get("memo", old.memo),
    )


def _check_open(segment: Segment) -> None:
    if segment.status == Status.APPROVED:
        raise RuleBroken(
            "This segment is approved, so it stays as it is. A lead can return it; then it can be changed.",
            code="approved",
        )


def _check_hearable(footage: Footage, span: FrameSpan, basis: str) -> None:
    """Refuse coding by sound where a person has confirmed that nobody can hear it, and offer what is possible."""
    sections = list(NoiseSection.objects.confirmed().filter(footage=footage))
    found = obstacle(span, basis, (section.span for section in sections))
    if found is None:
        return
    clock = footage.measured_clock()
    section = next(section for section in sections if section.span == found.section)
    described = {"start": clock.describe(section.start_frame), "end": clock.describe(section.end_frame)}
    pieces = [{"start": clock.describe(p.start), "end": clock.describe(p.end)} for p in found.pieces_outside]
    raise RuleBroken(
        f"From {clock.timecode(section.start_frame)} to {clock.timecode(section.end_frame)} the sound is static noise, "
        "so nothing can be coded by sound there. Code it by picture only, or keep the pieces outside.",
        code="audio_in_noise",
        section={"id": str(section.id), **described},
        offers={"basis": Basis.PICTURE.value, "pieces": pieces},
    )


def _links(project: Project, facts: SegmentFacts, *, used: Collection[uuid.UUID]) -> tuple[list[Code], list[Witness]]:
    """The codes and witnesses of these ids. A retired code stays where it was used and goes nowhere new."""
    codes = _of_project("codes", list(Code.objects.filter(project=project, pk__in=facts.codes)), facts.codes)
    witnesses = _of_project(
        "witnesses", list(Witness.objects.filter(project=project, pk__in=facts.witnesses)), facts.witnesses
    )
    retired = [code.name for code in codes if code.retired_at is not None and code.id not in used]
    if retired:
        raise RuleBroken(f"Retired codes are not used any more: {', '.join(retired)}.", code="code_retired")
    return codes, witnesses


def _of_project(field: str, found: list[LinkedT], wanted: Collection[uuid.UUID]) -> list[LinkedT]:
    missing = sorted(str(key) for key in set(wanted) - {row.id for row in found})
    if missing:
        raise Malformed(
            f"This project has no {field} with these ids: {', '.join(missing)}. Nothing was changed.",
            fields={field: [f"Not in this project: {key}" for key in missing]},
        )
    return found
