"""Drives: opened by whoever runs the server, linked to projects by an administrator."""

from pathlib import Path

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import require_admin
from annotator.audit.operations import record
from annotator.errors import Malformed
from annotator.records import advance
from footage.models import Volume, VolumeLink


@transaction.atomic
def add_volume(*, name: str, folder: Path) -> Volume:
    """Open a folder under a name, or give the volume of that name another folder (a drive mounted elsewhere).

    For whoever runs the server. Raises Malformed for a name that is none and for a folder that does not exist.
    """
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise Malformed("A volume's name is 1 to 100 printable characters.", fields={"name": ["Not a name."]})
    if not folder.is_dir():
        raise Malformed(f"There is no folder {folder}. Give one that exists.", fields={"root": ["Not a folder."]})
    if Volume.objects.filter(name=name.strip(), managed=True).exists():
        raise Malformed("What was uploaded is kept under this name. Nothing was changed; choose another one.")
    root = str(folder.resolve())
    volume, made = Volume.objects.select_for_update().get_or_create(name=name.strip(), defaults={"root": root})
    if not made and volume.root != root:
        volume.root = root
        advance(volume)
        for link in volume.links.select_related("project"):
            _note(None, "volume.change", volume, link.project, ("elsewhere", "here"))
    return volume


@transaction.atomic
def link_volume(*, actor: Actor, volume: Volume, project: Project) -> None:
    """Let the leads of a project register recordings from a volume; nothing happens when they may already."""
    require_admin(actor)
    _, made = VolumeLink.objects.get_or_create(volume=volume, project=project)
    if made:
        _note(actor, "volume.link", volume, project, (None, "linked"))


@transaction.atomic
def unlink_volume(*, actor: Actor, volume: Volume, project: Project) -> None:
    """Take that away again. What was registered stays registered and readable."""
    require_admin(actor)
    removed, _ = VolumeLink.objects.filter(volume=volume, project=project).delete()
    if removed:
        _note(actor, "volume.unlink", volume, project, ("linked", None))


def _note(
    actor: Actor | None, action: str, volume: Volume, project: Project, states: tuple[str | None, str | None]
) -> None:
    """One event. It holds the volume's name and never its folder, which is the operator's affair."""
    before, after = (state and {"name": volume.name, "state": state} for state in states)
    record(
        actor=actor,
        project=project,
        action=action,
        object_type="volume",
        object_id=volume.id,
        before=before or None,
        after=after or None,
    )
