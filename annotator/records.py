"""The shape that every stored object shares: a UUID, a version, two times, and the compare-and-swap write."""

import uuid
from typing import TypeVar

from django.db import models
from django.utils import timezone

from annotator.errors import NotVisible, StaleVersion


class Record(models.Model):
    """A row with an id that a client may make, and a version that grows by one with every change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        abstract = True


RecordT = TypeVar("RecordT", bound=Record)


def lock(queryset: models.QuerySet[RecordT], record_id: uuid.UUID, expected_version: int | None) -> RecordT:
    """The row, locked until the transaction ends, if it is still at `expected_version`.

    The version is compared here, under the lock, and nowhere else: a check before the lock
    would let two editors both pass it. `None` means that the caller does not care.
    Raises NotVisible when `queryset` does not hold the row, StaleVersion when it has moved on.
    """
    # `of=self`: PostgreSQL refuses to lock the nullable side of an outer join that select_related makes.
    # `no_key`: rows that only refer to this one are not held up. Without it, who changes a project waits for the
    # project's chain of events while whoever adds an event to the chain waits for the project: a deadlock.
    locked = queryset.select_for_update(of=("self",), no_key=True).filter(pk=record_id)
    # Twice: when the row came to refer to another one while we waited for it, PostgreSQL finds no partner for the
    # joins of `select_related` and leaves the row out. The second look sees it as it is now.
    record = locked.first() or locked.all().first()
    if record is None:
        raise NotVisible
    if expected_version is not None and record.version != expected_version:
        raise StaleVersion(
            f"Somebody changed this since you opened it (it is at version {record.version}, "
            f"you had {expected_version}). Nothing was overwritten; look at both and choose.",
            current_version=record.version,
        )
    return record


def advance(record: Record) -> None:
    """Write the row as its next version. Call only on a row from `lock`, inside its transaction."""
    record.version += 1
    record.updated_at = timezone.now()
    record.save()
