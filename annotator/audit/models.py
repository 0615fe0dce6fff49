"""The append-only, hash-chained record of every operation: audit trail, changes feed and undo history in one table."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from annotator.accounts.models import Project, User
from annotator.accounts.scoping import Onlooker, ScopedQuerySet

# What members do to the work itself; who is a member, which tokens exist and what leaves is the lead's business.
PRIVATE_OBJECT_TYPES = ("member", "token", "excerpt")


class EventQuerySet(ScopedQuerySet["Event"]):
    project_path = "project"

    def feed_for(self, onlooker: Onlooker) -> Self:
        """The changes feed: everything that happened to what this member works with, in commit order."""
        return self.visible_to(onlooker).exclude(object_type__in=PRIVATE_OBJECT_TYPES).order_by("seq")


class ChainHeadQuerySet(models.QuerySet["ChainHead"]):
    def seq_of(self, project: Project) -> int:
        """The newest `seq` of a project, 0 before its first event. Read it before the rows that it is told with."""
        return self.filter(project=project).values_list("seq", flat=True).first() or 0


class ChainHead(models.Model):
    """The end of one project's chain. Its row lock puts the project's operations in one order.

    Because every operation takes this lock before it writes its event and holds it until it commits,
    `seq` has no gaps and grows in commit order: a reader that asks `?after=seq` can miss nothing.
    """

    project = models.OneToOneField(Project, on_delete=models.PROTECT, primary_key=True, related_name="chain")
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects = ChainHeadQuerySet.as_manager()


class Event(models.Model):
    """One operation that happened. Database triggers refuse to change or delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="events")
    # The token's id, not a link: a token can go, what was done with it stays.
    token = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["project", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "seq"], name="one_event_per_seq"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["object_id", "seq"], name="event_by_object"),
        ]
