"""Everything that changes the codebook."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, Malformed, NotVisible, RuleBroken, StaleVersion
from annotator.records import advance, lock
from coding.domain.text import searchable
from coding.models import COLORS, Code
from coding.models.codebook import LONGEST_SEARCH_NAME


def create_code(
    *,
    actor: Actor,
    project: Project,
    name: str,
    parent_id: uuid.UUID | None = None,
    definition: str = "",
    color: int | None = None,
    code_id: uuid.UUID | None = None,
) -> tuple[Code, bool]:
    """A new code, and True; or the one that is there and equal, and False.

    Without a colour a category gets the one that is used least, a code that of its parent. Raises AlreadyThere for
    a name that its parent has already.
    """
    with transaction.atomic():
        authorise(actor, "code.create", project)
        _lock_codebook(project)
        existing = Code.objects.filter(pk=code_id).first() if code_id else None
        if existing is not None:
            wanted = {"name": name, "parent_id": parent_id, "definition": definition}
            return _same_or_refused(actor, existing, project, wanted | ({"color": color} if color else {})), False
        parent = _parent(project, parent_id)
        _check_name_free(project, parent, name, but=None)
        code = Code.objects.create(
            id=code_id or uuid.uuid4(),
            project=project,
            parent=parent,
            name=name,
            search_name=_search_name(name),
            definition=definition,
            color=color or (parent.color if parent else _least_used_color(project)),
            position=_next_position(project),
        )
        note(actor, "code.create", code, before=None, after=code_state(code))
        return code, True


def change_code(*, actor: Actor, code: Code, expected_version: int, changes: dict[str, Any]) -> Code:
    """Rename, define, colour or move a code (`name`, `definition`, `color`, `parent`); what was coded stays coded."""
    with transaction.atomic():
        authorise(actor, "code.change", code.project)
        _lock_codebook(code.project)
        locked = lock(Code.objects.select_related("project", "parent"), code.id, None)
        if all(getattr(locked, _COLUMN.get(field, field)) == value for field, value in changes.items()):
            return locked
        locked = lock(Code.objects.select_related("project", "parent"), code.id, expected_version)
        before = code_state(locked)
        if "parent" in changes:
            _check_no_circle(locked, changes["parent"])
            locked.parent = _parent(locked.project, changes["parent"])
        locked.name = changes.get("name", locked.name)
        locked.search_name = _search_name(locked.name)
        locked.definition = changes.get("definition", locked.definition)
        locked.color = changes.get("color", locked.color)
        if locked.retired_at is None:
            _check_name_free(locked.project, locked.parent, locked.name, but=locked)
        advance(locked)
        note(actor, "code.change", locked, before=before, after=code_state(locked))
        return locked


def retire_code(*, actor: Actor, code: Code, expected_version: int | None, retired: bool) -> Code:
    """Take a code out of use, or back into it. Everything that was coded with it keeps it."""
    with transaction.atomic():
        authorise(actor, "code.change", code.project)
        _lock_codebook(code.project)
        locked = lock(Code.objects.select_related("project", "parent"), code.id, None)
        if (locked.retired_at is not None) == retired:
            return locked
        locked = lock(Code.objects.select_related("project", "parent"), code.id, expected_version)
        if not retired:
            _check_name_free(locked.project, locked.parent, locked.name, but=locked)
        before = code_state(locked)
        locked.retired_at = timezone.now() if retired else None
        advance(locked)
        note(actor, "code.retire" if retired else "code.restore", locked, before=before, after=code_state(locked))
        return locked


def code_state(code: Code) -> dict[str, Any]:
    """What the trail keeps of a code."""
    return {
        "version": code.version,
        "name": code.name,
        "parent": code.parent_id,
        "definition": code.definition,
        "color": code.color,
        "retired_at": code.retired_at,
    }


_COLUMN = {"parent": "parent_id"}


def _lock_codebook(project: Project) -> None:
    """Make everybody who shapes this codebook queue: two moves at once could close a circle."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _parent(project: Project, parent_id: uuid.UUID | None) -> Code | None:
    if parent_id is None:
        return None
    parent = Code.objects.filter(project=project, pk=parent_id).first()
    if parent is None:
        raise Malformed("This project has no such code.", fields={"parent": ["Not in this project."]})
    if parent.retired_at is not None:
        raise RuleBroken(f"“{parent.name}” is retired; nothing new goes under it.", code="code_retired")
    return parent


def _check_no_circle(code: Code, parent_id: uuid.UUID | None) -> None:
    if not Code.objects.filter(project=code.project).tree().may_move(code.id, parent_id):
        raise RuleBroken("A code cannot go under itself. Nothing was changed.", code="codebook_circle")


def _check_name_free(project: Project, parent: Code | None, name: str, but: Code | None) -> None:
    twins = Code.objects.alive().filter(project=project, parent=parent, search_name=searchable(name))
    if but is not None:
        twins = twins.exclude(pk=but.pk)
    if twins.exists():
        raise AlreadyThere(f"There is a code “{name}” here already.", fields={"name": ["In use."]})


def _search_name(name: str) -> str:
    """The name as it is compared. Raises Malformed for one that grows beyond the column (ﷺ becomes 18 letters)."""
    found = searchable(name)
    if len(found) > LONGEST_SEARCH_NAME:
        raise Malformed("This name is too long; nothing was changed.", fields={"name": ["Too long."]})
    return found


def _least_used_color(project: Project) -> int:
    used = dict(Code.objects.filter(project=project, parent=None).values_list("color").annotate(Count("id")).order_by())
    return min(range(1, COLORS + 1), key=lambda color: (used.get(color, 0), color))


def _next_position(project: Project) -> int:
    last = Code.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _same_or_refused(actor: Actor, existing: Code, project: Project, wanted: dict[str, Any]) -> Code:
    if not Code.objects.visible_to(actor).filter(pk=existing.pk).exists():
        raise NotVisible
    if existing.project_id != project.id or any(getattr(existing, name) != value for name, value in wanted.items()):
        raise StaleVersion("Another code has this id already.", current_version=existing.version)
    return existing
