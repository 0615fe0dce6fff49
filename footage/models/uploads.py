"""Recordings on their way from a browser."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from annotator.accounts.models import Project, User
from annotator.accounts.scoping import Onlooker, ScopedQuerySet
from footage.models.recordings import Footage


class UploadQuerySet(ScopedQuerySet["Upload"]):
    """Uploads; each is visible to whoever makes it and to nobody else."""

    project_path = "project"

    def visible_to(self, onlooker: Onlooker) -> Self:
        return super().visible_to(onlooker).filter(user=onlooker.user_id)

    def alive(self) -> Self:
        """Those that have not expired."""
        return self.filter(Q(footage__isnull=False) | Q(expires_at__gte=Now()))

    def expired(self) -> Self:
        """Those that nobody has gone on with in time, and that no recording was made of."""
        return self.filter(footage=None, expires_at__lt=Now())


class Upload(models.Model):
    """One file in transfer (tus 1.0). `offset` of `size` bytes are safe on the disk; what the disk holds beyond is cut.

    The file is named by the id. `name` is what the client calls it, for people. `sha256` is empty until all bytes
    are there and what the disk holds was found to be what was received. `footage` is what was registered from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="uploads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    footage = models.OneToOneField(Footage, on_delete=models.PROTECT, null=True, related_name="upload")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["expires_at"], name="upload_by_expiry")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("size")), name="offset_within_size"),
            models.CheckConstraint(
                condition=models.Q(sha256="") | models.Q(offset=models.F("size")), name="hash_of_whole_upload"
            ),
        ]

    def __str__(self) -> str:
        return self.name
