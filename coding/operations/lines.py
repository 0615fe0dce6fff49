"""Everything that changes transcript lines and their translations."""

import uuid
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db import models, transaction
from django.db.models import Max

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import Malformed, NotVisible, RuleBroken, StaleVersion
from annotator.records import advance, lock
from coding.domain.noise import drowned
from coding.models import Line, LineRevision, NoiseSection, Witness
from coding.operations.places import bring_back, lock_for_coding, lock_row, new_span, require_alive, take_away
from footage.models import Footage
from footage.timebase import FrameSpan


@dataclass(frozen=True)
class LineFacts:
    """A line as it is first written. `translation` becomes revision 0."""

    span: FrameSpan
    language: str
    text: str
    translation: str
    witness: uuid.UUID | None = None


class LineChanges(TypedDict, total=False):
    """What a change may touch; the translation changes by revisions only. Times are whole frames."""

    start: int
    end: int
    language: str
    text: str
    witness: uuid.UUID | None


def create_line(
    *, actor: Actor, footage: Footage, facts: LineFacts, line_id: uuid.UUID | None = None
) -> tuple[Line, bool]:
    """A new line, and True; or the one that is there and equal, and False."""
    with transaction.atomic():
        authorise(actor, "line.create", footage.project)
        lock_for_coding(footage.id)
        existing = Line.objects.filter(pk=line_id).first() if line_id else None
        if existing is not None:
            return _same_or_refused(actor, existing, footage, facts), False
        line = Line.objects.create(
            id=line_id or uuid.uuid4(),
            footage=footage,
            number=next_number(footage),
            start_frame=facts.span.start,
            end_frame=facts.span.end,
            language=facts.language,
            text=facts.text,
            translation=facts.translation,
            witness=_witness(footage, facts.witness),
        )
        if facts.translation:
            LineRevision.objects.create(line=line, number=0, text=facts.translation, author=actor.user)
        note(actor, "line.create", line, before=None, after=line_state(line))
        return line, True


def change_line(*, actor: Actor, line: Line, expected_version: int, changes: LineChanges) -> Line:
    """Change a line's place, language, original words or speaker."""
    with transaction.atomic():
        authorise(actor, "line.change", line.project)
        locked = lock_row(_rows(), line, None)
        require_alive(locked)
        old = _changeable(locked)
        new: LineChanges = {**old, **changes}
        if new == old:
            return locked
        locked = lock(_rows(), line.id, expected_version)
        before = line_state(locked)
        span = new_span(new["start"], new["end"])
        locked.start_frame, locked.end_frame = span.start, span.end
        locked.language, locked.text = new["language"], new["text"]
        locked.witness = _witness(locked.footage, new["witness"])
        advance(locked)
        note(actor, "line.change", locked, before=before, after=line_state(locked))
        return locked


def revise_translation(
    *, actor: Actor, line: Line, text: str, reason: str, expected_version: int | None
) -> LineRevision:
    """Correct a line's translation; every earlier text is kept, the first one for ever as revision 0.

    Raises RuleBroken when the whole line lies in confirmed noise: nobody can have heard better.
    """
    with transaction.atomic():
        authorise(actor, "line.change", line.project)
        locked = lock_row(_rows(), line, expected_version)
        require_alive(locked)
        newest = locked.revisions.order_by("-number").first()
        if newest is not None and (newest.text, newest.reason) == (text, reason):
            return newest
        _check_hearable(locked)
        if newest is None:
            newest = LineRevision.objects.create(line=locked, number=0, text="", author=actor.user)
        before = line_state(locked)
        revision = LineRevision.objects.create(
            line=locked, number=newest.number + 1, text=text, reason=reason, author=actor.user
        )
        locked.translation = text
        advance(locked)
        note(actor, "line.revise", locked, before=before, after={**line_state(locked), "reason": reason})
        return revision


def set_preliminary(*, actor: Actor, line: Line, text: str) -> None:
    """Give a line that has no translation at all its preliminary one (an import does this)."""
    before = line_state(line)
    LineRevision.objects.create(line=line, number=0, text=text, author=actor.user)
    line.translation = text
    advance(line)
    note(actor, "line.translate", line, before=before, after=line_state(line))


def delete_line(*, actor: Actor, line: Line, expected_version: int) -> None:
    """Take a line away; `restore_line` brings it back with all its revisions."""
    with transaction.atomic():
        authorise(actor, "line.change", line.project)
        take_away(actor, "line.delete", _rows(), line, expected_version=expected_version, state=line_state)


def restore_line(*, actor: Actor, line: Line) -> Line:
    """Bring a deleted line back as it was."""
    with transaction.atomic():
        authorise(actor, "line.change", line.project)
        return bring_back(actor, "line.restore", lock_row(_rows(), line, None), line_state)


def next_number(footage: Footage) -> int:
    """The number that the recording's next line gets; call under the recording's lock."""
    last = Line.objects.filter(footage=footage).aggregate(last=Max("number"))["last"]
    return 1 if last is None else int(last) + 1


def line_state(line: Line) -> dict[str, Any]:
    """What the trail keeps of a line."""
    return {
        "version": line.version,
        "footage": line.footage_id,
        "number": line.number,
        "start": line.start_frame,
        "end": line.end_frame,
        "language": line.language,
        "text": line.text,
        "translation": line.translation,
        "witness": line.witness_id,
    }


def _rows() -> models.QuerySet[Line]:
    return Line.objects.select_related("footage__project")


def _changeable(line: Line) -> LineChanges:
    return {
        "start": line.start_frame,
        "end": line.end_frame,
        "language": line.language,
        "text": line.text,
        "witness": line.witness_id,
    }


def _witness(footage: Footage, witness_id: uuid.UUID | None) -> Witness | None:
    if witness_id is None:
        return None
    witness = Witness.objects.filter(project=footage.project, pk=witness_id).first()
    if witness is None:
        raise Malformed("This project has no such witness.", fields={"witness": ["Not in this project."]})
    return witness


def _check_hearable(line: Line) -> None:
    if not drowned(line.span, NoiseSection.objects.confirmed().filter(footage=line.footage).spans()):
        return
    clock = line.footage.measured_clock()
    raise RuleBroken(
        f"The whole line ({clock.timecode(line.start_frame)} – {clock.timecode(line.end_frame)}) lies in static noise, "
        "so its words cannot be heard and its translation stays as it is.",
        code="line_in_noise",
    )


def _same_or_refused(actor: Actor, existing: Line, footage: Footage, facts: LineFacts) -> Line:
    if not Line.objects.visible_to(actor).filter(pk=existing.pk).exists():
        raise NotVisible
    there = LineFacts(existing.span, existing.language, existing.text, existing.translation, existing.witness_id)
    if existing.footage_id != footage.id or existing.deleted_at is not None or there != facts:
        raise StaleVersion("Another line has this id already.", current_version=existing.version)
    return existing
