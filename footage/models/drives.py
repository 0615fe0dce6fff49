"""Drives: folders of recordings that the operator has opened, and who may register from them."""

import uuid
from typing import ClassVar, Self

from django.db import models

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.scoping import Onlooker, ScopedQuerySet
from annotator.records import Record


class VolumeQuerySet(ScopedQuerySet["Volume"]):
    """Drives; a member sees those that are linked to a project of theirs, an administrator all of them."""

    project_path = "links__project"

    def visible_to(self, onlooker: Onlooker) -> Self:
        # By subquery: a volume linked to two projects of the same person would come twice from a join.
        return self.filter(pk__in=VolumeLink.objects.visible_to(onlooker).values("volume"))

    def open_to(self, actor: Actor, project_id: uuid.UUID) -> Self:
        """The volumes from which the actor may register recordings in the project; never what was uploaded."""
        found = self.filter(managed=False)
        return found if actor.user.is_admin else found.filter(links__project=project_id)


class VolumeLinkQuerySet(ScopedQuerySet["VolumeLink"]):
    project_path = "project"


class Volume(Record):
    """A folder of recordings that the operator of the server has opened to it, read-only.

    `root` is an absolute path; it is never shown to members. The one `managed` volume holds what was
    uploaded, under names of our own; it is neither browsed nor scanned. `scanned_at` is when its files
    were last compared with what is registered.
    """

    name = models.CharField(max_length=100, unique=True)
    root = models.TextField()
    managed = models.BooleanField(default=False)
    scanned_at = models.DateTimeField(null=True)

    objects = VolumeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["managed"], condition=models.Q(managed=True), name="one_managed_volume"),
        ]

    def __str__(self) -> str:
        return self.name


class VolumeLink(models.Model):
    """A volume from which the leads of a project may register recordings."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="volume_links")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="links")

    objects = VolumeLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "volume"], name="one_link_per_project_and_volume"),
        ]


class InventoryQuerySet(ScopedQuerySet["Inventory"]):
    project_path = "volume__links__project"


class Inventory(models.Model):
    """What the last scan of a volume found on it: `files` are `[path, bytes, modified at]`, in the order of the walk.

    Apart from the volume, because it is large and few ask for it. Paths can name people: only for leads.
    `cut` says that there were more files than one scan lists.
    """

    volume = models.OneToOneField(Volume, on_delete=models.CASCADE, related_name="inventory")
    files = models.JSONField(default=list)
    cut = models.BooleanField(default=False)

    objects = InventoryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"files of {self.volume_id}"
