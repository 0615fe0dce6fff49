"""Everything that changes witnesses."""

import uuid
from typing import Any

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, NotVisible, StaleVersion
from annotator.records import advance, lock
from coding.domain.pseudonyms import next_pseudonym
from coding.models import Witness


def create_witness(
    *,
    actor: Actor,
    project: Project,
    pseudonym: str = "",
    description: str = "",
    disclosure: str = "",
    witness_id: uuid.UUID | None = None,
) -> tuple[Witness, bool]:
    """A new witness, and True; or the one that is there and equal, and False.

    Without a pseudonym the next free letter is given out. Raises AlreadyThere for one in use.
    """
    with transaction.atomic():
        authorise(actor, "witness.create", project)
        _lock_names(project)
        existing = Witness.objects.filter(pk=witness_id).first() if witness_id else None
        if existing is not None:
            wanted = {"description": description, "disclosure": disclosure}
            return _same_or_refused(
                actor, existing, project, wanted | ({"pseudonym": pseudonym} if pseudonym else {})
            ), False
        taken = set(Witness.objects.filter(project=project).values_list("pseudonym", flat=True))
        name = pseudonym or next_pseudonym(taken)
        if name in taken:
            raise AlreadyThere(f"There is a witness {name} already.", fields={"pseudonym": ["In use."]})
        witness = Witness.objects.create(
            id=witness_id or uuid.uuid4(),
            project=project,
            pseudonym=name,
            description=description,
            disclosure=disclosure,
        )
        note(actor, "witness.create", witness, before=None, after=witness_state(witness))
        return witness, True


def change_witness(*, actor: Actor, witness: Witness, expected_version: int, changes: dict[str, Any]) -> Witness:
    """Change a witness's pseudonym, description or disclosure level."""
    with transaction.atomic():
        authorise(actor, "witness.change", witness.project)
        _lock_names(witness.project)
        locked = lock(Witness.objects.select_related("project"), witness.id, None)
        if all(getattr(locked, field) == value for field, value in changes.items()):
            return locked
        locked = lock(Witness.objects.select_related("project"), witness.id, expected_version)
        name = changes.get("pseudonym", locked.pseudonym)
        twins = Witness.objects.filter(project=locked.project, pseudonym=name).exclude(pk=locked.pk)
        if twins.exists():
            raise AlreadyThere(f"There is a witness {name} already.", fields={"pseudonym": ["In use."]})
        before = witness_state(locked)
        for field, value in changes.items():
            setattr(locked, field, value)
        advance(locked)
        note(actor, "witness.change", locked, before=before, after=witness_state(locked))
        return locked


def witness_state(witness: Witness) -> dict[str, Any]:
    """What the trail keeps of a witness."""
    return {
        "version": witness.version,
        "pseudonym": witness.pseudonym,
        "description": witness.description,
        "disclosure": witness.disclosure,
    }


def _lock_names(project: Project) -> None:
    """Make everybody who names a witness of this project queue: two must not be given the same name."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _same_or_refused(actor: Actor, existing: Witness, project: Project, wanted: dict[str, str]) -> Witness:
    if not Witness.objects.visible_to(actor).filter(pk=existing.pk).exists():
        raise NotVisible
    if existing.project_id != project.id or any(getattr(existing, name) != value for name, value in wanted.items()):
        raise StaleVersion("Another witness has this id already.", current_version=existing.version)
    return existing
